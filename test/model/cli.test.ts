import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ganFace, painted, person } from '../pictures.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telltale-cli-'));
  await mkdir(path.join(folder, 'list/below'), { recursive: true });
  await writeFile(path.join(folder, 'list/b-gan.png'), await ganFace(7));
  await writeFile(path.join(folder, 'list/a-person.jpg'), await person(0));
  await writeFile(path.join(folder, 'list/below/wall'), await painted(120, () => [90, 120, 150]));
  await writeFile(path.join(folder, 'list/notes.txt'), 'not a picture');
  await writeFile(path.join(folder, 'broken.jpg'), '<html>404</html>');
});
afterAll(() => rm(folder, { recursive: true }));

interface Result {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function check(args: readonly string[], input = ''): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', 'check', '--', ...args], {
      shell: process.platform === 'win32',
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
    child.stdin.end(input);
  });
}
interface Line {
  readonly path: string;
  readonly evidence: readonly unknown[];
}
const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));

test('a folder is walked in order, each picture one JSON line of the contract', async () => {
  const { status, out } = await check(['--json', path.join(folder, 'list')]);
  const found = lines(out);
  expect(status).toBe(0);
  expect(found.map((line) => path.basename(line.path))).toEqual(['a-person.jpg', 'b-gan.png', 'wall']);
  for (const line of found) {
    expect(Object.keys(line)).toEqual([
      'path',
      'width',
      'height',
      'band',
      'reason',
      'score',
      'evidence',
      'ms',
    ]);
  }
  expect(found[1]).toMatchObject({ width: 256, height: 256, reason: null, score: expect.any(Number) });
  expect(found[1]?.evidence).toContainEqual({
    check: 'alignment',
    status: 'ok',
    value: expect.any(Number),
    percentile: expect.any(Number),
    counts: true,
  });
  expect(found[2]).toMatchObject({ band: 'unjudged', reason: 'no_face', score: null, evidence: [] });
});

test('a broken and a missing file are a line each, do not stop the rest, and give status 2', async () => {
  const paths = ['broken.jpg', 'missing.png', 'list/b-gan.png'].map((name) => path.join(folder, name));
  const { status, out } = await check(['--json', '-'], `${paths.join('\n')}\n`);
  const found = lines(out);
  expect(status).toBe(2);
  expect(found.map(({ path: file }) => file)).toEqual(paths);
  expect(found[0]).toMatchObject({ band: 'unjudged', reason: 'unsupported_format' });
  expect(found[1]).toMatchObject({
    band: 'unjudged',
    reason: 'unreadable',
    error: expect.stringMatching(/ENOENT/),
  });
  expect(found[2]).toMatchObject({ reason: null });
});

test('without --json a person reads a table and a summary that says what was left out', async () => {
  const { status, out } = await check([path.join(folder, 'list')]);
  expect(status).toBe(0);
  expect(out).toMatch(/256x256\s+\S*b-gan\.png/);
  expect(out).toMatch(/can't judge .*wall\s+\(no face\)/);
  expect(out).toContain('3 pictures');
  expect(out).toContain('1 other files in the folders were left out');
});

test.each([[[]], [['--colour', 'x.png']]])('wrong usage (%j) says how, with status 64', async (args) => {
  const { status, err, out } = await check(args);
  expect(status).toBe(64);
  expect(out).toBe('');
  expect(err).toContain('Usage: npm run --silent check');
});
