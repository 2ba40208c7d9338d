import { open } from 'node:fs/promises';
import { LIMITS } from '../detection/image/limits.ts';
import { openDetector } from '../engine/node/detector.ts';
import type { Checked } from './report.ts';

export interface FileJob {
  readonly path: string;
  readonly quick: boolean;
}

/** A worker calls it with one job after another; the engine is opened once in each. */
export default async function checkFile({ path, quick }: FileJob): Promise<Checked> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readUpToLimit(path);
  } catch (error) {
    return { path, error: error instanceof Error ? error.message : String(error) };
  }
  detector ??= openDetector();
  return { path, verdict: await (await detector).judge(bytes, NEVER, { thorough: !quick }) };
}

const NEVER = new AbortController().signal;
let detector: ReturnType<typeof openDetector> | null = null;

/** One byte more than the engine accepts tells it that the file is too large, however large it is. */
async function readUpToLimit(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.min(size, LIMITS.bytes + 1));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
