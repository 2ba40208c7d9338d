/** The built extension in `dist`, as a browser would load it. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Family } from './browsers.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const DIST = path.join(ROOT, 'dist');

export interface BuiltExtension {
  readonly folder: string;
  /** File of the popup, from which messages to the background may be sent. */
  readonly popup: string;
}

/** A copy in a folder of its own. */
export interface GrantedExtension {
  readonly folder: string;
  remove(): Promise<void>;
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

/** A copy of the extension whose optional hosts are granted from the start: no automation can click a prompt through. */
export async function withAllHosts(folder: string): Promise<GrantedExtension> {
  const copy = await mkdtemp(path.join(tmpdir(), 'telltale-extension-'));
  await cp(folder, copy, { recursive: true });
  const file = path.join(copy, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  manifest.host_permissions = manifest.optional_host_permissions;
  delete manifest.optional_host_permissions;
  await writeFile(file, JSON.stringify(manifest));
  return { folder: copy, remove: () => rm(copy, { recursive: true, force: true }) };
}
