import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sniff } from '../detection/image/sniff.ts';
import { type Entry, plain, readLine } from './input-line.ts';

/** Enough of a file to tell its format and size by. */
const HEADER_BYTES = 65_536;
const PICTURE_NAME = /\.(jpe?g|png|gif|webp|avif)$/i;

/** Called for each file of a folder that is no picture, neither by name nor by content. */
export type OnSkipped = (file: string) => void;

/**
 * The files that the arguments name, in order: a file stands for itself, a folder for the pictures in it and below,
 * sorted by name, and `-` for the lines of standard input (`readLine`). A path that does not exist is passed on: it
 * gets its own line of the report. `signal` ends the waiting for standard input.
 */
export async function* expand(
  targets: readonly string[],
  onSkipped: OnSkipped,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  for (const target of targets) {
    if (target === '-') {
      let number = 0;
      for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity, signal })) {
        number++;
        if (line !== '') yield* expandEntry(readLine(line, number), onSkipped);
      }
    } else {
      yield* expandEntry(plain(target), onSkipped);
    }
  }
}

async function* expandEntry(entry: Entry, onSkipped: OnSkipped): AsyncGenerator<Entry> {
  if (entry.kind !== 'file') yield entry;
  else for await (const path of expandOne(entry.path, onSkipped)) yield { ...entry, path };
}

async function* expandOne(target: string, onSkipped: OnSkipped): AsyncGenerator<string> {
  const isFolder = await stat(target).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    yield target;
    return;
  }
  const entries = await readdir(target, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(target, entry.name);
    if (entry.isDirectory()) yield* expandOne(file, onSkipped);
    else if (PICTURE_NAME.test(entry.name) || (await isPicture(file))) yield file;
    else onSkipped(file);
  }
}

async function isPicture(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return false;
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return sniff(buffer.subarray(0, bytesRead)) !== null;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
