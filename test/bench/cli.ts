/** `npm run bench:cli`: pictures a second of the command line, and its memory, over generated pictures of 200 px. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { noise, person } from '../pictures.ts';

const SIDE = 200;
/** Verdicts before the clock starts: the engines open with the first. */
const WARM_UP = 50;
/** How often memory is looked at during a run. */
const SAMPLES = 10;

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '1000' },
    jobs: { type: 'string', default: '2' },
  },
});
const count = Number(values.pictures);
const [cpu] = cpus();
console.log(`${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
console.log(`load before: ${loadavg()[0]?.toFixed(1)}`);

const folder = await mkdtemp(path.join(tmpdir(), 'telltale-bench-cli-'));
try {
  await measure(await makePictures());
} finally {
  await rm(folder, { recursive: true });
}

/** People cropped a little differently each time, so that no two files are alike. */
async function makePictures(): Promise<string[]> {
  const random = noise();
  const files: string[] = [];
  for (let i = 0; i < count; i++) {
    const [left, top] = [random() % 16, random() % 16];
    const file = path.join(folder, `${i}.jpg`);
    const picture = sharp(await person(i)).extract({ left, top, width: 240, height: 240 });
    await writeFile(
      file,
      await picture
        .resize(SIDE)
        .jpeg({ quality: 70 + (i % 25) })
        .toBuffer(),
    );
    files.push(file);
  }
  return files;
}

async function measure(files: readonly string[]): Promise<void> {
  const args = ['--import', 'tsx', 'src/cli/check.ts', '--json', '--quick', '--jobs', values.jobs, '-'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`${files.join('\n')}\n`);
  let done = 0;
  let started = 0;
  const memory: string[] = [];
  for await (const _ of createInterface({ input: child.stdout })) {
    done++;
    if (done === WARM_UP) started = performance.now();
    if (done % Math.ceil(count / SAMPLES) === 0) memory.push(await residentMiB(child.pid ?? 0));
  }
  const seconds = (performance.now() - started) / 1000;
  if (child.exitCode === null) await once(child, 'close');
  console.log(
    `${count} pictures, --quick --jobs ${values.jobs}: ${((done - WARM_UP) / seconds).toFixed(1)} a second`,
  );
  console.log(`MiB resident after each ${100 / SAMPLES} %: ${memory.join(' ')}`);
}

/** Linux tells it of any process. */
async function residentMiB(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? '?' : (Number(kib) / 1024).toFixed(0);
}
