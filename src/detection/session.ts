import * as ort from 'onnxruntime-web/wasm';

export interface Input {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Runs one model on named inputs and gives its named float outputs. */
export type Run = (inputs: Record<string, Input>) => Promise<Record<string, ort.Tensor>>;

/** Where the runtime finds its WebAssembly: a URL in a browser; null in Node, which finds its own file. */
export function configureRuntime(wasmUrl: string | null): void {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  if (wasmUrl !== null) ort.env.wasm.wasmPaths = { wasm: wasmUrl };
}

/** Loads a model on the WebAssembly backend. Rejects when the bytes are no valid model. */
export async function openSession(model: Uint8Array): Promise<Run> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  return async (inputs) => {
    const feeds = Object.entries(inputs).map(
      ([name, { data, dims }]) => [name, new ort.Tensor('float32', data, [...dims])] as const,
    );
    const outputs: Record<string, ort.Tensor> = {};
    for (const [name, value] of Object.entries(await session.run(Object.fromEntries(feeds)))) {
      if (!(value instanceof ort.Tensor)) throw new TypeError(`Model output "${name}" is no tensor`);
      outputs[name] = value;
    }
    return outputs;
  };
}

/**
 * Writes one picture of a batch, channel by channel, as networks take it.
 * @param rgb 8 bits a channel, interleaved, `size` x `size`
 */
export function fillInput(
  data: Float32Array,
  at: number,
  rgb: Uint8ClampedArray,
  { size, scale, offset }: { readonly size: number; readonly scale: number; readonly offset: number },
  mirrored: boolean,
): void {
  const plane = size * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (y * size + (mirrored ? size - 1 - x : x)) * 3;
      for (let channel = 0; channel < 3; channel++) {
        data[at * 3 * plane + channel * plane + y * size + x] =
          (rgb[from + channel] as number) * scale + offset;
      }
    }
  }
}

/** Null when the model gave no such output, or not `length` finite numbers. */
export function floatsOrNull(
  outputs: Record<string, ort.Tensor>,
  name: string,
  length: number,
): Float32Array | null {
  const data = outputs[name]?.data;
  const isWhole = data instanceof Float32Array && data.length === length && data.every(Number.isFinite);
  return isWhole ? data : null;
}

/** @throws TypeError when the model gave no such output, or not `length` finite numbers */
export function floats(outputs: Record<string, ort.Tensor>, name: string, length: number): Float32Array {
  const data = floatsOrNull(outputs, name, length);
  if (data === null) throw new TypeError(`Model output "${name}" is not ${length} finite numbers`);
  return data;
}
