/** `npm run --silent check -- [--json] [--quick] <file|folder|-> …`: the engine over pictures on disk. */
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { LIMITS } from '../detection/image/limits.ts';
import { openDetector } from '../engine/node/detector.ts';
import type { Band } from '../shared/verdict.ts';
import { expand } from './inputs.ts';
import { type Checked, jsonLine, summary, TABLE_HEAD, tableRow, wasRead } from './report.ts';

const EXIT = { ok: 0, someUnread: 2, usage: 64 } as const;
const USAGE = `Usage: npm run --silent check -- [--json] [--quick] <file|folder|-> …
  Checks pictures for signs of a GAN-generated face. A folder stands for all pictures in it and below;
  - reads paths from standard input, one a line.
  --json   one JSON object a line instead of a table
  --quick  leaves out the checks that no verdict needs: the same bands, some reasons fewer, twice as fast or more
Exit status: 0 every file was read · 2 some could not be read · 64 wrong usage`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    console.error(USAGE);
    return EXIT.usage;
  }
  return check(options);
}

interface Options {
  readonly targets: readonly string[];
  readonly json: boolean;
  readonly quick: boolean;
}

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    return positionals.length === 0 ? null : { targets: positionals, ...values };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function check({ targets, json, quick }: Options): Promise<number> {
  // A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const detector = await openDetector();
  const counts: Record<Band, number> = { strong: 0, some: 0, none: 0, unjudged: 0 };
  let unread = 0;
  let skipped = 0;
  let done = 0;
  if (!json) process.stdout.write(`${TABLE_HEAD}\n`);
  for await (const path of expand(targets, () => skipped++)) {
    if (stop.signal.aborted) break;
    const checked = await checkFile(path, (bytes) =>
      detector.judge(bytes, stop.signal, { thorough: !quick }),
    );
    counts['error' in checked ? 'unjudged' : checked.verdict.band]++;
    if (!wasRead(checked)) unread++;
    await write(`${json ? jsonLine(checked) : tableRow(checked)}\n`);
    progress(++done, counts.strong);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (!json) process.stdout.write(`\n${summary(counts, unread, skipped)}\n`);
  return unread > 0 ? EXIT.someUnread : EXIT.ok;
}

async function checkFile(
  path: string,
  judge: (bytes: Uint8Array<ArrayBuffer>) => Promise<Extract<Checked, { verdict: unknown }>['verdict']>,
): Promise<Checked> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readUpToLimit(path);
  } catch (error) {
    return { path, error: error instanceof Error ? error.message : String(error) };
  }
  return { path, verdict: await judge(bytes) };
}

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

/** Waits when the reader is slow, so that memory stays flat over a long list. */
async function write(line: string): Promise<void> {
  if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

function progress(done: number, strong: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} checked, ${strong} with strong signs`);
}
