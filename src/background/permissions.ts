import browser from 'webextension-polyfill';
import { originPattern } from '../shared/origin.ts';

/** Hosts remembered at most: a page may name ever new ones. */
const MOST = 1_000;

/** Whether a page or picture at this address may be read. Asked per picture, so answers are kept until they change. */
const known = new Map<string, Promise<boolean>>();

export function mayRead(url: string): Promise<boolean> {
  const pattern = originPattern(url);
  if (pattern === null) return Promise.resolve(false);
  const cached = known.get(pattern);
  if (cached !== undefined) return cached;
  // A browser may know no pattern for an unusual host.
  const asked = browser.permissions.contains({ origins: [pattern] }).catch(() => false);
  if (known.size >= MOST) known.clear();
  known.set(pattern, asked);
  return asked;
}

export function forgetPermissions(): void {
  known.clear();
}
