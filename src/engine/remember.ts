import { sha256 } from '../detection/models.ts';
import { isThorough, type Verdict } from '../shared/verdict.ts';

/** A page of the largest lists; about a kilobyte each. */
const MOST = 2_000;

export type Judge = (
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
  options: { readonly thorough: boolean },
) => Promise<Verdict>;

/** Judges the same bytes once, under however many addresses they come; forgets the oldest beyond `most`. */
export function rememberByContent(judge: Judge, most = MOST): Judge {
  const known = new Map<string, Verdict>();
  return async (bytes, signal, options) => {
    const hash = await sha256(bytes);
    const before = known.get(hash);
    if (before !== undefined && (isThorough(before) || !options.thorough)) return before;
    const verdict = await judge(bytes, signal, options);
    // A decoder may have failed for want of memory.
    if (verdict.reason === 'unreadable') return verdict;
    known.set(hash, verdict);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return verdict;
  };
}
