import { open } from 'node:fs/promises';
import { LIMITS } from '../detection/image/limits.ts';
import { openDetector } from '../engine/node/detector.ts';
import { type Judge, rememberByContent } from '../engine/remember.ts';
import { FetchError, fetchUrl } from './fetch-url.ts';
import type { Checked } from './report.ts';

export type FileJob = { readonly quick: boolean } & (
  | { readonly path: string; readonly url: null }
  | { readonly path: null; readonly url: string }
);

/** A worker calls it with one job after another; the engine is opened once in each. */
export default async function checkFile({ path, url, quick }: FileJob): Promise<Checked> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await (path === null ? fetchUrl(url) : readUpToLimit(path));
  } catch (error) {
    const reason = error instanceof FetchError ? error.reason : 'unreadable';
    return { path, reason, error: error instanceof Error ? error.message : String(error) };
  }
  judge ??= openDetector().then((detector) => rememberByContent(detector.judge));
  return { path, verdict: await (await judge)(bytes, NEVER, { thorough: !quick }) };
}

const NEVER = new AbortController().signal;
let judge: Promise<Judge> | null = null;

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
