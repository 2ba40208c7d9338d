/** The built extension in `dist`, as a browser would load it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Family } from './browsers.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const DIST = path.join(ROOT, 'dist');

export interface BuiltExtension {
  readonly folder: string;
  /** File of the popup, from which messages to the background may be sent. */
  readonly popup: string;
}

/** @throws when it was not built */
export async function builtExtension(family: Family): Promise<BuiltExtension> {
  const folder = path.join(DIST, family === 'chromium' ? 'chrome' : 'firefox');
  const text = await readFile(path.join(folder, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) throw new Error(`${folder} holds no extension. Build it with "npm run build".`);
  const manifest = JSON.parse(text) as { action?: { default_popup?: string } };
  const popup = manifest.action?.default_popup;
  if (popup === undefined) throw new Error(`The manifest in ${folder} names no popup.`);
  return { folder, popup };
}
