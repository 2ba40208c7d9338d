/** The engine in a worker, timed: built for the bench only, on the same parts as the extension's worker. */
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import contract from '../../models/models.json';
import { createDetector, type Stage } from '../../src/detection/detector.ts';
import { decodeInBrowser } from '../../src/engine/decode.ts';

export interface Timings {
  /** From the worker's start to the first verdict, in milliseconds. */
  readonly firstVerdict: number;
  readonly stages: readonly (readonly [Stage | 'whole', readonly number[]])[];
}

const modelUrls = import.meta.glob<string>('../../models/*.onnx', {
  query: '?url',
  import: 'default',
  eager: true,
});

self.addEventListener('message', async ({ data: pictures }: MessageEvent<Uint8Array<ArrayBuffer>[]>) => {
  const started = performance.now();
  const detector = await createDetector({
    contract,
    loadModel: async (file) =>
      new Uint8Array(await (await fetch(modelUrls[`../../models/${file}`] ?? '')).arrayBuffer()),
    decode: decodeInBrowser,
    wasmUrl: new URL(wasmUrl, self.location.href).href,
  });
  const stages = new Map<Stage | 'whole', number[]>();
  const note = (stage: Stage | 'whole', ms: number) => stages.set(stage, [...(stages.get(stage) ?? []), ms]);
  let firstVerdict = 0;
  for (const [index, bytes] of pictures.entries()) {
    const verdict = await detector.judge(bytes, AbortSignal.timeout(60_000), { onStage: note });
    note('whole', verdict.ms);
    if (index === 0) firstVerdict = performance.now() - started;
  }
  const timings: Timings = { firstVerdict, stages: [...stages] };
  self.postMessage(timings);
});
