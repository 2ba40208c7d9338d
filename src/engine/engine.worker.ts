import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import contract from '../../models/models.json';
import { createDetector } from '../detection/detector.ts';
import type { AuditedPicture } from '../shared/audit.ts';
import type { JudgeJob } from '../shared/messages.ts';
import { decodeInBrowser } from './decode.ts';
import { fetchPicture } from './fetch-picture.ts';
import { keepsake } from './keepsake.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { type Judge, rememberByContent } from './remember.ts';
import { unjudged } from './unjudged.ts';

const modelUrls = import.meta.glob<string>('../../models/*.onnx', {
  query: '?url',
  import: 'default',
  eager: true,
});

const say = (message: FromWorker) => self.postMessage(message);

async function loadModel(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = modelUrls[`../../models/${file}`];
  if (url === undefined) throw new Error(`The package holds no model "${file}"`);
  const response = await fetch(url);
  return new Uint8Array(await response.arrayBuffer());
}

const detector = createDetector({
  contract,
  loadModel,
  decode: decodeInBrowser,
  wasmUrl: new URL(wasmUrl, self.location.href).href,
}).then(({ judge }) => rememberByContent(judge));
detector.then(
  () => say({ kind: 'ready' }),
  (error: unknown) => say({ kind: 'broken', message: String(error) }),
);

/** Pictures are loaded side by side, and judged one at a time. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

async function judge(job: JudgeJob, judgeBytes: Judge, signal: AbortSignal): Promise<AuditedPicture> {
  const started = performance.now();
  const { bytes, variant, failure } = await fetchPicture(job, signal);
  if (failure !== null)
    return { result: unjudged(failure, variant, performance.now() - started), photo: null };
  return inTurn(async () => {
    signal.throwIfAborted();
    say({ kind: 'judging', id: job.id });
    const verdict = await judgeBytes(bytes, signal, job);
    const photo = job.forAudit ? await keepsake(bytes, verdict, decodeInBrowser, signal) : null;
    return { result: { verdict, variant }, photo };
  });
}

const running = new Map<string, AbortController>();

async function run(job: JudgeJob): Promise<void> {
  const controller = new AbortController();
  running.set(job.id, controller);
  try {
    const judged = await judge(job, await detector, controller.signal);
    say({ kind: 'done', id: job.id, judged });
  } catch (error) {
    say({ kind: 'failed', id: job.id, message: String(error) });
  } finally {
    running.delete(job.id);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'judge') void run(data.job);
  else running.get(data.id)?.abort();
});
