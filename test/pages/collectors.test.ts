import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { findAvatars } from '../../src/sites/find.ts';
import { siteOf } from '../../src/sites/index.ts';
import { expectedOf, fixture, fixtureNames } from './expected.ts';
import { foundOn } from './found.ts';

const pageOf = (html: string, url: string): Document => new JSDOM(html, { url }).window.document;

/** What layout decides is tested in a browser. */
const WITHOUT_LAYOUT = fixtureNames().filter((name) => !name.startsWith('generic-'));

describe.each(WITHOUT_LAYOUT)('%s', (name) => {
  it('gives exactly the expected avatars', async () => {
    const { address, ...expected } = await expectedOf(name);
    const page = pageOf(await fixture(name), address);
    expect(foundOn(siteOf(page), page)).toEqual(expected);
  });
});

it('anchors an SVG picture on the box that is seen, not on the image in it', async () => {
  const { address } = await expectedOf('facebook-group-members');
  const page = pageOf(await fixture('facebook-group-members'), address);
  const [first] = findAvatars(siteOf(page), page);
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
    people: 22,
    kind: 'background',
    hasLarger: true,
    // Buttons in buttons: read from a file, rows fall out of their list.
    rows: null,
  },
  {
    file: 'facebook-group-members.html',
    address: 'https://www.facebook.com/groups/1/members',
    count: 7,
    people: 7,
    kind: 'svg',
    hasLarger: false,
    rows: [8],
  },
] as const;

describe.each(REAL)(
  'the real structure of $file',
  ({ file, address, count, people, kind, hasLarger, rows }) => {
    it(`holds ${count} avatars of ${people} accounts`, async (context) => {
      const from = path.join(REAL_PAGES, file);
      if (!existsSync(from)) {
        process.stdout.write(`SKIPPED: ${file} is not on this machine\n`);
        context.skip();
      }
      const page = pageOf(await readFile(from, 'utf8'), address);
      const { avatars, lists } = foundOn(siteOf(page), page);
      expect(avatars).toHaveLength(count);
      expect(new Set(avatars.map((avatar) => avatar.account)).size).toBe(people);
      expect(avatars.filter(({ account, name, link }) => !account || !name || !link)).toEqual([]);
      expect(new Set(avatars.map((avatar) => avatar.kind))).toEqual(new Set([kind]));
      expect(avatars.every((avatar) => (avatar.larger !== null) === hasLarger)).toBe(true);
      if (rows) expect(lists.map((list) => list.rows)).toEqual(rows);
    });
  },
);
