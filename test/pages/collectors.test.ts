import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { findAvatars } from '../../src/sites/find.ts';
import { siteOf } from '../../src/sites/index.ts';
import { expectedOf, fixture, fixtureNames } from './expected.ts';
import { foundOn } from './found.ts';

const pageOf = (html: string, url: string): Document =>
  new JSDOM(html, { url, runScripts: 'dangerously' }).window.document;

describe.each(fixtureNames())('%s', (name) => {
  it('gives exactly the expected avatars', async (context) => {
    const { address, ...expected } = await expectedOf(name);
    const page = pageOf(await fixture(name), address);
    const site = siteOf(page);
    // What layout decides is tested in a browser.
    if (site.avatars.some((rule) => rule.shape !== null)) context.skip();
    expect(foundOn(site, page)).toEqual(expected);
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
    named: 22,
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
    named: 7,
    kind: 'svg',
    hasLarger: false,
    rows: [8],
  },
  {
    file: 'instagram-followers-dialog.html',
    address: 'https://www.instagram.com/somebody/followers/',
    count: 12,
    people: 12,
    named: 12,
    kind: 'img',
    hasLarger: false,
    rows: [12],
  },
  {
    file: 'linkedin-company-people.html',
    address: 'https://www.linkedin.com/company/some/people/',
    count: 12,
    people: 12,
    named: 12,
    kind: 'img',
    hasLarger: false,
    rows: [12],
  },
  {
    file: 'bluesky-followers.html',
    address: 'https://bsky.app/profile/somebody/followers',
    count: 12,
    people: 12,
    named: 12,
    kind: 'background',
    hasLarger: true,
    // Links in links: read from a file, rows end before their names.
    rows: null,
  },
  {
    file: 'threads-home.html',
    address: 'https://www.threads.com/',
    count: 26,
    people: 20,
    named: 0,
    kind: 'img',
    hasLarger: false,
    rows: [],
  },
  {
    file: 'github-repository.html',
    address: 'https://github.com/some/thing',
    count: 30,
    people: 6,
    named: 0,
    kind: 'img',
    hasLarger: true,
    rows: [],
  },
] as const;

describe.each(REAL)('the real structure of $file', (real) => {
  it(`holds ${real.count} avatars of ${real.people} accounts`, async (context) => {
    const from = path.join(REAL_PAGES, real.file);
    if (!existsSync(from)) {
      process.stdout.write(`SKIPPED: ${real.file} is not on this machine\n`);
      context.skip();
    }
    const page = pageOf(await readFile(from, 'utf8'), real.address);
    const { avatars, lists } = foundOn(siteOf(page), page);
    expect(avatars).toHaveLength(real.count);
    expect(new Set(avatars.map((avatar) => avatar.account)).size).toBe(real.people);
    expect(avatars.filter(({ account, link }) => !account || !link)).toEqual([]);
    expect(avatars.filter(({ name }) => name !== null)).toHaveLength(real.named);
    expect(new Set(avatars.map((avatar) => avatar.kind))).toEqual(new Set([real.kind]));
    expect(avatars.every((avatar) => (avatar.larger !== null) === real.hasLarger)).toBe(true);
    if (real.rows) expect(lists.map((list) => list.rows)).toEqual(real.rows);
  });
});
