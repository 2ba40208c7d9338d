import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Fields } from './input-line.ts';

const NEWLINE = 10;
const BLOCK = 65_536;

/** What a line of input and its line of output have in common. */
export const keyOf = (path: unknown, { id, url, line }: Fields): string =>
  JSON.stringify([path ?? null, id ?? null, url ?? null, line ?? null]);

/**
 * Cuts a torn last line off an earlier output file, which is made where there is none, and reads what it holds.
 * @throws Error when a whole line of it is no JSON object: the file is something else, and stays as it was
 */
export async function readEarlier(file: string): Promise<ReadonlySet<string>> {
  const whole = await wholeLength(file);
  const keys = new Set<string>();
  if (whole > 0) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file, { end: whole - 1 }) })) {
      number++;
      const { path, ...fields } = parse(line, file, number);
      keys.add(keyOf(path, fields));
    }
  }
  const handle = await open(file, 'a');
  await handle.truncate(whole).finally(() => handle.close());
  return keys;
}

function parse(line: string, file: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {}
  throw new Error(`${file}, line ${number}: no line of an earlier output`);
}

/** Length in bytes up to and with the last newline; 0 where there is no file. */
async function wholeLength(file: string): Promise<number> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return 0;
  try {
    let end = (await handle.stat()).size;
    while (end > 0) {
      const start = Math.max(0, end - BLOCK);
      const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      const at = buffer.lastIndexOf(NEWLINE);
      if (at >= 0) return start + at + 1;
      end = start;
    }
    return 0;
  } finally {
    await handle.close();
  }
}
