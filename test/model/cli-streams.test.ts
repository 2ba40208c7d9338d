import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ganFace, person } from '../pictures.ts';

let folder = '';
let names: readonly string[] = [];
const inFolder = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telltale-cli-streams-'));
  await writeFile(inFolder('gan.png'), await ganFace(7));
  await writeFile(inFolder('person.jpg'), await person(0));
  await writeFile(inFolder('broken.jpg'), '<html>404</html>');
  names = ['gan.png', 'person.jpg', 'broken.jpg', 'missing.png', 'person.jpg', 'gan.png'];
});
afterAll(() => rm(folder, { recursive: true }));

const start = (args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--import', 'tsx', 'src/cli/check.ts', '--json', ...args]);

async function check(args: readonly string[], input: string): Promise<{ status: number; out: string }> {
  const child = start(args);
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, out };
}

const parsed = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const untimed = (out: string) => parsed(out).map(({ ms: _, ...line }) => line);
const members = () => names.map((name, id) => `${JSON.stringify({ path: inFolder(name), id })}\n`).join('');

test('fields of a JSON line are passed through, and the contract’s own names keep their values', async () => {
  const line = JSON.stringify({ path: inFolder('gan.png'), id: 'ä,"1"', group: { n: [1] }, band: 'mine' });
  const { status, out } = await check(['-'], `${line}\n`);
  expect(status).toBe(0);
  expect(parsed(out)).toEqual([
    expect.objectContaining({ path: inFolder('gan.png'), width: 256, id: 'ä,"1"', group: { n: [1] } }),
  ]);
  expect(parsed(out)[0]?.band).not.toBe('mine');
});

test('lines that name no picture are reported with their number, and the rest goes on', async () => {
  const input = `{"path": "torn\n\n{"id": 4}\n{"url": "https://a.example/1.jpg"}\n${inFolder('gan.png')}\n`;
  const { status, out } = await check(['-'], input);
  expect(status).toBe(2);
  expect(parsed(out)).toMatchObject([
    { path: null, line: 1, band: 'unjudged', error: expect.any(String) },
    { path: null, line: 3, id: 4, error: expect.any(String) },
    {
      path: null,
      line: 4,
      url: 'https://a.example/1.jpg',
      reason: 'not_loadable',
      error: expect.stringContaining('--fetch'),
    },
    { path: inFolder('gan.png'), width: 256 },
  ]);
});

test('with --fetch, too, no url leads into a private network', async () => {
  const { status, out } = await check(['--fetch', '-'], '{"url": "http://127.0.0.1:9/1.jpg", "id": "a"}\n');
  expect(status).toBe(2);
  expect(parsed(out)).toMatchObject([
    { path: null, id: 'a', reason: 'not_loadable', error: expect.stringContaining('127.0.0.1') },
  ]);
});

test('two engines write what one writes, in the order of the input', async () => {
  const one = await check(['-'], members());
  const two = await check(['--jobs', '2', '-'], members());
  expect(untimed(two.out)).toEqual(untimed(one.out));
  expect(untimed(two.out).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(two.status).toBe(2);
});

test('a run that was killed is resumed after its last whole line, nothing twice', async () => {
  const file = inFolder('out.jsonl');
  const killed = start(['--resume', file, '-']);
  killed.stdin.write(members().split('\n').slice(0, 3).join('\n').concat('\n'));
  await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 60_000 }).toContain('"id":2}\n');
  killed.kill('SIGKILL');
  await once(killed, 'close');
  await truncate(file, (await readFile(file)).length - 9);
  await check(['--resume', file, '-'], members());
  await check(['--resume', file, '-'], members());
  expect(parsed(await readFile(file, 'utf8')).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a file that is no earlier output is refused and stays as it was', async () => {
  const file = inFolder('notes.txt');
  await writeFile(file, 'my notes\n');
  await appendFile(file, 'without an end');
  expect((await check(['--resume', file, '-'], members())).status).toBe(64);
  expect(await readFile(file, 'utf8')).toBe('my notes\nwithout an end');
});

test('a reader that closes the pipe ends the run without an error', async () => {
  const child = start(['--jobs', '2', '-']);
  child.stdin.on('error', () => undefined);
  child.stdin.end(members().repeat(40));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect((await once(child, 'close'))[0]).toBe(0);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while waiting for input ends with whole lines',
  async (signal) => {
    const child = start(['-']);
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    child.stdin.write(`${inFolder('gan.png')}\n`);
    await once(child.stdout, 'data');
    child.kill(signal);
    const [status] = await once(child, 'close');
    expect(status).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(parsed(out)).toHaveLength(1);
  },
);
