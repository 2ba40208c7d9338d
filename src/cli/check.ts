/** `npm run --silent check -- [options] <file|folder|-> …`: the engine over pictures on disk. */
import { createWriteStream } from 'node:fs';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { Tinypool } from 'tinypool';
import type { Band } from '../shared/verdict.ts';
import checkFile, { type FileJob } from './check-file.ts';
import { type Entry, nameOf } from './input-line.ts';
import { expand } from './inputs.ts';
import { type Checked, jsonLine, summary, TABLE_HEAD, tableRow, wasRead } from './report.ts';
import { keyOf, readEarlier } from './resume.ts';

const EXIT = { ok: 0, someUnread: 2, usage: 64 } as const;
/** Pictures begun for each engine: enough that none waits for a slow neighbour, few enough to hold in memory. */
const AHEAD = 4;
/** Pictures for each line of progress in a log. */
const LOG_EVERY = 100;
const USAGE = `Usage: npm run --silent check -- [--json] [--quick] [--jobs N] [--resume FILE] <file|folder|-> …
  Checks pictures for signs of a GAN-generated face. A folder stands for all pictures in it and below;
  - reads standard input: a line is a path, or a JSON object with a "path" or a "url", whose other
  fields are passed through.
  --json         one JSON object a line instead of a table, in the order of the input
  --quick        leaves out the checks that no verdict needs: the same bands, some reasons fewer, twice as fast or more
  --jobs N       N engines side by side (1)
  --fetch        loads each "url" (http or https, public addresses only); without it such a line is only reported
  --progress     counts on standard error also where that is no terminal
  --resume FILE  JSON lines are appended to FILE, without the pictures that it already holds
Exit status: 0 every file was read · 2 some could not be read · 64 wrong usage · 130, 143 stopped by a signal`;

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
  readonly jobs: number;
  readonly fetch: boolean;
  readonly progress: boolean;
  readonly resume: string | null;
}

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        jobs: { type: 'string', default: '1' },
        fetch: { type: 'boolean', default: false },
        progress: { type: 'boolean', default: false },
        resume: { type: 'string' },
      },
      allowPositionals: true,
    });
    if (!/^[1-9]\d{0,2}$/.test(values.jobs)) throw new Error('--jobs takes a number from 1 to 999');
    if (positionals.length === 0) return null;
    const { quick, fetch, progress, resume = null } = values;
    return {
      targets: positionals,
      json: values.json || resume !== null,
      quick,
      jobs: Number(values.jobs),
      fetch,
      progress,
      resume,
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function check({ targets, json, resume, ...options }: Options): Promise<number> {
  let earlier: ReadonlySet<string>;
  try {
    earlier = resume === null ? new Set() : await readEarlier(resume);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return EXIT.usage;
  }
  const out: Writable = resume === null ? process.stdout : createWriteStream(resume, { flags: 'a' });
  // A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
  out.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const stop = new AbortController();
  let stopped: 'SIGINT' | 'SIGTERM' | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped = signal;
      stop.abort();
    });
  }
  const engines = openEngines(options);
  const counts: Record<Band, number> = { strong: 0, some: 0, none: 0, unjudged: 0 };
  let unread = 0;
  let skipped = 0;
  let done = 0;
  const begun: { readonly entry: Entry; readonly result: Promise<Checked> }[] = [];
  const finishOne = async () => {
    const next = begun.shift();
    if (next === undefined) return;
    const checked = await next.result;
    counts['error' in checked ? 'unjudged' : checked.verdict.band]++;
    if (!wasRead(checked)) unread++;
    await write(
      out,
      `${json ? jsonLine(checked, next.entry.fields) : tableRow(checked, nameOf(next.entry))}\n`,
    );
    progress(++done, counts.strong, options.progress);
  };
  if (!json) await write(out, `${TABLE_HEAD}\n`);
  for await (const entry of expand(targets, () => skipped++, stop.signal)) {
    if (stopped !== null) break;
    if (earlier.has(keyOf(entry.kind === 'file' ? entry.path : null, entry.fields))) continue;
    begun.push({ entry, result: engines.check(entry) });
    if (begun.length >= engines.ahead) await finishOne();
  }
  while (begun.length > 0) await finishOne();
  await engines.close();
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (!json) await write(out, `\n${summary(counts, unread, skipped)}\n`);
  if (resume !== null) await new Promise<void>((resolve) => out.end(resolve));
  if (stopped !== null) return 128 + constants.signals[stopped];
  return unread > 0 ? EXIT.someUnread : EXIT.ok;
}

interface Engines {
  /** Pictures to begin before the first of them must be written. */
  readonly ahead: number;
  check(entry: Entry): Promise<Checked>;
  close(): Promise<void>;
}

/** One engine runs in this process; several run in a thread each. */
function openEngines({ jobs, quick, fetch }: Pick<Options, 'jobs' | 'quick' | 'fetch'>): Engines {
  const pool =
    jobs === 1
      ? null
      : new Tinypool({
          filename: new URL('worker-start.mjs', import.meta.url).href,
          execArgv: [],
          minThreads: jobs,
          maxThreads: jobs,
        });
  const run = (job: FileJob): Promise<Checked> => (pool === null ? checkFile(job) : pool.run(job));
  return {
    ahead: pool === null ? 1 : jobs * AHEAD,
    check: async (entry) => {
      if (entry.kind === 'file') return run({ path: entry.path, url: null, quick });
      if (entry.kind === 'bad') return { path: null, reason: 'unreadable', error: entry.error };
      if (fetch) return run({ path: null, url: entry.url, quick });
      return { path: null, reason: 'not_loadable', error: 'Without --fetch a url is not loaded' };
    },
    close: async () => pool?.destroy(),
  };
}

/** Waits when the reader is slow, so that memory stays flat over a long list. */
async function write(out: Writable, line: string): Promise<void> {
  if (!out.write(line)) await new Promise((resolve) => out.once('drain', resolve));
}

function progress(done: number, strong: number, isAsked: boolean): void {
  const text = `${done} checked, ${strong} with strong signs`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (isAsked && done % LOG_EVERY === 0) console.error(text);
}
