import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { findAvatars } from '../../src/sites/find.ts';
import { siteForUrl } from '../../src/sites/index.ts';
import type { Avatar } from '../../src/sites/site.ts';
import { asExpected, expectedOf, fixture } from './expected.ts';

function avatarsOf(html: string, url: string): Avatar[] {
  const { window } = new JSDOM(html, { url });
  return findAvatars(siteForUrl(url), window.document);
}

describe.each(['x-followers', 'facebook-group-members'])('%s', (name) => {
  it('gives exactly the expected avatars', async () => {
    const { address, avatars, site } = await expectedOf(name);
    const found = avatarsOf(await fixture(name), address);
    expect(found.map(asExpected)).toEqual(avatars);
    expect(new Set(found.map((avatar) => avatar.site))).toEqual(new Set([site]));
  });
});

it('anchors an SVG picture on the box that is seen, not on the image in it', async () => {
  const { address } = await expectedOf('facebook-group-members');
  const [first] = avatarsOf(await fixture('facebook-group-members'), address);
  expect(first?.picture.localName).toBe('image');
  expect(first?.element.localName).toBe('svg');
});

/** Regions of real pages, where this machine has them; they are not part of the repository. */
const REAL_PAGES = path.resolve(import.meta.dirname, '../../../shared/pages');

const REAL = [
  {
    file: 'x-followers.html',
    address: 'https://x.com/somebody/followers',
    count: 22,
    kind: 'background',
    hasLarger: true,
  },
  {
    file: 'facebook-group-members.html',
    address: 'https://www.facebook.com/groups/1/members',
    count: 7,
    kind: 'svg',
    hasLarger: false,
  },
] as const;

describe.each(REAL)('the real structure of $file', ({ file, address, count, kind, hasLarger }) => {
  it(`holds ${count} avatars, each with its own account`, async (context) => {
    const from = path.join(REAL_PAGES, file);
    if (!existsSync(from)) {
      process.stdout.write(`SKIPPED: ${file} is not on this machine\n`);
      context.skip();
    }
    const avatars = avatarsOf(await readFile(from, 'utf8'), address);
    expect(avatars).toHaveLength(count);
    expect(new Set(avatars.map((avatar) => avatar.account)).size).toBe(count);
    expect(avatars.every((avatar) => avatar.account !== null)).toBe(true);
    expect(new Set(avatars.map((avatar) => avatar.key)).size).toBe(count);
    expect(new Set(avatars.map((avatar) => avatar.kind))).toEqual(new Set([kind]));
    expect(avatars.every((avatar) => (avatar.larger !== null) === hasLarger)).toBe(true);
  });
});
