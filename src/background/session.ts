import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { PictureSource } from '../shared/messages.ts';
import { pictureSourceSchema } from '../shared/schemas.ts';

/** What must outlive the background's eviction, but not the browser. */

const deniedSchema = v.object({ host: v.string(), patterns: v.array(v.string()) });
const wishSchema = v.nullable(v.object({ tabId: v.number(), site: v.string(), at: v.number() }));

const deniedKey = (tabId: number) => `denied:${tabId}`;
const WISH = 'wish';
/** A permission granted later than this was not asked for by the switch. */
const WISH_MS = 3 * 60_000;

/** Hosts, as match patterns, that photos of this page lie on and that we may not read. */
export async function deniedOrigins(tabId: number, pageHost: string): Promise<readonly string[]> {
  const key = deniedKey(tabId);
  const stored = v.safeParse(deniedSchema, (await browser.storage.session.get(key))[key]);
  return stored.success && stored.output.host === pageHost ? stored.output.patterns : [];
}

/** Pages show many photos of one host at once: what is written builds on what was written before. */
let writing: Promise<unknown> = Promise.resolve();

export function noteDenied(tabId: number, pageHost: string, pattern: string): void {
  writing = writing
    .then(async () => {
      const known = await deniedOrigins(tabId, pageHost);
      if (known.includes(pattern)) return;
      const patterns = [...known, pattern].slice(-20);
      await browser.storage.session.set({ [deniedKey(tabId)]: { host: pageHost, patterns } });
    })
    .catch(() => undefined);
}

export async function forgetTab(tabId: number): Promise<void> {
  await browser.storage.session.remove(deniedKey(tabId));
}

export interface Wish {
  readonly tabId: number;
  /** The tab may show another by now. */
  readonly site: string;
}

/** The person wants this tab's site on; granting the permission may close the popup that asked for it. */
export async function rememberWish(wish: Wish): Promise<void> {
  await browser.storage.session.set({ [WISH]: { ...wish, at: Date.now() } });
}

/** @returns the wish, once */
export async function takeWish(): Promise<Wish | null> {
  const stored = v.safeParse(wishSchema, (await browser.storage.session.get(WISH))[WISH] ?? null);
  await browser.storage.session.remove(WISH);
  if (!stored.success || stored.output === null) return null;
  const { at, ...wish } = stored.output;
  return Date.now() - at < WISH_MS ? wish : null;
}

const ASKED = 'asked';
const askedSchema = v.object({ id: v.string(), source: v.nullable(pictureSourceSchema) });

/**
 * Keeps the picture that a person asked about in the context menu for the page that shows the result. It may be a whole
 * picture as a data URL, too large for that page's address; only the latest is kept.
 * @param source null when the picture could not be read
 */
export async function rememberAsked(source: PictureSource | null): Promise<string> {
  const id = crypto.randomUUID();
  await browser.storage.session.set({ [ASKED]: { id, source } });
  return id;
}

export async function recallAsked(id: string): Promise<PictureSource | null> {
  const stored = v.safeParse(askedSchema, (await browser.storage.session.get(ASKED))[ASKED]);
  return stored.success && stored.output.id === id ? stored.output.source : null;
}
