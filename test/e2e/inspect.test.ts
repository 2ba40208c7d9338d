import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BANDS } from '../../src/shared/verdict.ts';
import { expectedOf } from '../pages/expected.ts';
import { isSkipped } from './start.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TSX = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const fixturePath = (name: string): string => path.join(ROOT, 'test/pages', `${name}.html`);
const GAN_FACE = path.join(ROOT, 'node_modules/fake-avatars/avatars/png/1.png');

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function inspect(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [TSX, 'scripts/inspect.ts', ...args],
      { cwd: ROOT, env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe.skipIf(isSkipped('chromium'))('inspect', () => {
  const LEFT_OUT = {
    'x-followers': ['default picture', 'the account that is signed in', 'in a region that is left out'],
    'facebook-group-members': [
      'default picture',
      'not the address of an avatar',
      'in a region that is left out',
    ],
  } as const;

  it.each(['x-followers', 'facebook-group-members'] as const)('finds all of %s', async (name) => {
    const { address, site, avatars } = await expectedOf(name);
    const { code, stdout, stderr } = await inspect(['--url', address, '--html', fixturePath(name), '--json']);
    expect(code, stderr).toBe(0);
    const found = linesOf(stdout).map((line): unknown => JSON.parse(line));
    expect(found).toEqual(
      avatars.map(({ account, handle, name: shown, link, kind, url, larger }) => ({
        site,
        account,
        handle,
        name: shown,
        link,
        kind,
        src: url,
        fetched: larger ?? url,
        rect: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
        band: expect.toBeOneOf([...BANDS]),
      })),
    );
    for (const why of LEFT_OUT[name]) expect(stderr).toContain(why);
    expect(stderr).toContain(`${avatars.length} avatars`);
  });

  it('takes any site, stays on the page, and shows the picture that is given', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'telltale-inspect-'));
    try {
      const file = path.join(folder, 'page.html');
      const member = (name: string) =>
        `<li style="margin-bottom: 1500px"><a href="/members/${name}"><img loading="lazy" src="https://pictures.example/${name}.jpg?size=80x80" alt=""></a></li>`;
      await writeFile(
        file,
        `<!doctype html><script>location.href = 'https://elsewhere.example/'</script>
        <script src="https://scripts.example/wreck.js"></script><ul>${['ana', 'ben', 'eva'].map(member).join('')}</ul>`,
      );
      const url = 'https://people.example/members?page=2';
      const { code, stdout, stderr } = await inspect(['--url', url, '--html', file, '--picture', GAN_FACE]);
      expect(code, stderr).toBe(0);
      const [head, ...rows] = linesOf(stdout);
      expect(head).toMatch(/band .*account/);
      expect(rows).toHaveLength(3);
      for (const row of rows) expect(row).toContain('80x80 at ');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says what is wrong with how it is called', async () => {
    const file = fixturePath('x-followers');
    expect(await inspect(['--html', file])).toMatchObject({ code: 64, stdout: '' });
    expect(await inspect(['--url', 'x.com', '--html', file])).toMatchObject({ code: 64, stdout: '' });
    expect(await inspect(['--url', 'https://x.com/a', '--html', file, '--what'])).toMatchObject({ code: 64 });
    expect(await inspect(['--url', 'https://x.com/a', '--html', 'no-such-file.html'])).toMatchObject({
      code: 66,
      stderr: expect.stringContaining('no-such-file.html'),
    });
  });

  it('says what to do where no browser can be started', async () => {
    const args = ['--url', 'https://x.com/a', '--html', fixturePath('x-followers')];
    const gone = await inspect(args, { TELLTALE_CHROMIUM: '/no/such/browser' });
    expect(gone).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('TELLTALE_CHROMIUM') });
    const broken = await inspect(args, { TELLTALE_CHROMIUM: process.execPath });
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('TELLTALE_CHROMIUM') });
  });
});
