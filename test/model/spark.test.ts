import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ganFace, person } from '../pictures.ts';

/** A Python that has pyspark (`scripts/scale/requirements.txt`). */
const PYTHON = process.env.TELLTALE_SPARK_PYTHON ?? 'python3';
const PICTURES = 40;
const answers = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const isThere = answers('java', '-version') && answers(PYTHON, '-c', 'import pyspark');
if (!isThere) console.warn(`Skipped the test of Apache Spark: no java, or no pyspark in ${PYTHON}`);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telltale-spark-'));
  await mkdir(path.join(folder, 'pictures'));
  const lines: string[] = [];
  for (let id = 0; id < PICTURES; id++) {
    const file = path.join(folder, 'pictures', `${id}.jpg`);
    await writeFile(file, await (id % 5 === 0 ? ganFace(id) : person(id)));
    lines.push(JSON.stringify({ path: file, id }));
  }
  lines.push('{"path": "torn', JSON.stringify({ path: path.join(folder, 'missing.jpg'), id: 'ä' }));
  await writeFile(path.join(folder, 'members.jsonl'), `${lines.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Without what differs by run (`ms`) or by partition (the `line` that a damaged line has in it). */
const verdicts = (out: string) =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { ms: _, line: __, ...verdict }: Record<string, unknown> = JSON.parse(line);
      return verdict;
    });

test.skipIf(!isThere)('Apache Spark pipes a list to the same verdicts as one process', async () => {
  const list = path.join(folder, 'members.jsonl');
  const out = path.join(folder, 'out');
  const script = ['scripts/scale/spark_check.py', '--quick', '--partitions', '3', list, out];
  const spark = spawn(PYTHON, script, { stdio: 'ignore', env: { ...process.env, MASTER: 'local[2]' } });
  expect((await once(spark, 'close'))[0]).toBe(0);
  const parts = (await readdir(out)).filter((name) => name.startsWith('part-')).sort();
  expect(parts.length).toBeGreaterThanOrEqual(3);
  const texts = await Promise.all(parts.map((name) => readFile(path.join(out, name), 'utf8')));

  const one = spawn(process.execPath, ['--import', 'tsx', 'src/cli/check.ts', '--json', '--quick', '-']);
  one.stdin.end(await readFile(list));
  expect(verdicts(texts.join(''))).toEqual(verdicts(await text(one.stdout)));
});
