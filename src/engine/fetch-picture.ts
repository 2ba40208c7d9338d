import { LIMITS } from '../detection/image/limits.ts';
import { sniff } from '../detection/image/sniff.ts';
import type { CheckResult, JudgeJob } from '../shared/messages.ts';
import type { UnjudgedReason } from '../shared/verdict.ts';

/** For a picture with all its variants and tries. */
const TIMEOUT_MS = 15_000;
/** A larger variant is a luxury: a slow one must leave time for the picture as shown. */
const LARGER_TIMEOUT_MS = 6_000;
const RETRY_AFTER_MS = 400;

type Bytes = Uint8Array<ArrayBuffer>;
type Variant = CheckResult['variant'];
type Failure = Extract<UnjudgedReason, 'not_loadable' | 'too_many_bytes' | 'timed_out'>;

export type Fetched =
  | { readonly bytes: Bytes; readonly variant: Variant; readonly failure: null }
  | { readonly bytes: null; readonly variant: Variant; readonly failure: Failure };

/** Rejects only when `signal` aborts. */
export async function fetchPicture(
  { source, isPrivate }: Pick<JudgeJob, 'source' | 'isPrivate'>,
  signal: AbortSignal,
): Promise<Fetched> {
  const cache = isPrivate ? 'no-store' : 'force-cache';
  if (source.kind === 'data')
    return named('given', await load(source.dataUrl, { cache }, signal, TIMEOUT_MS));
  const started = performance.now();
  if (source.larger !== null) {
    // A guessed address must not lead us to a host that the page shows nothing of.
    const bytes = await load(source.larger, { cache, redirect: 'error' }, signal, LARGER_TIMEOUT_MS);
    // A CDN may answer a guessed address with a page: only a picture counts.
    if (typeof bytes !== 'string' && sniff(bytes) !== null) return named('larger', bytes);
  }
  const timeLeft = () => TIMEOUT_MS - (performance.now() - started);
  const first = await load(source.url, { cache }, signal, timeLeft());
  if (first !== 'retry') return named('shown', first);
  await pause(RETRY_AFTER_MS, signal);
  return named('shown', await load(source.url, { cache }, signal, timeLeft()));
}

function named(variant: Variant, loaded: Bytes | Failure | 'retry'): Fetched {
  if (typeof loaded !== 'string') return { bytes: loaded, variant, failure: null };
  return { bytes: null, variant, failure: loaded === 'retry' ? 'not_loadable' : loaded };
}

/** @returns 'retry' where another try may succeed: the network failed, or the server is busy */
async function load(
  url: string,
  how: Pick<RequestInit, 'cache' | 'redirect'>,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Bytes | Failure | 'retry'> {
  const timeout = AbortSignal.timeout(Math.max(0, Math.round(timeoutMs)));
  try {
    const response = await fetch(url, {
      ...how,
      signal: AbortSignal.any([signal, timeout]),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
    if (response.ok) return await readLimited(response);
    await response.body?.cancel();
    return response.status >= 500 || response.status === 429 ? 'retry' : 'not_loadable';
  } catch {
    signal.throwIfAborted();
    return timeout.aborted ? 'timed_out' : 'retry';
  }
}

/** Stops reading at the limit, whatever the server declared. */
async function readLimited(response: Response): Promise<Bytes | Failure> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > LIMITS.bytes) {
      await reader.cancel();
      return 'too_many_bytes';
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
