import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { largerVariant, pictureKey } from '../../src/sites/find.ts';
import { generic, NAMED_CHOICES, SITES, siteChoice, siteForHost, siteOf } from '../../src/sites/index.ts';
import type { ReadRule, Site } from '../../src/sites/site.ts';
import { fixtureNames } from '../pages/expected.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ALL: readonly Site[] = [...SITES, generic];

/** The one form that a site file may have; nested objects too have their fields in this order. */
const FIELDS = [
  'id, name, hosts, recognisedBy, imageHosts, avatars, accounts, handles, names, links, lists, excluded',
  'ownAccount, defaultPictures, larger, volatileParameters',
]
  .join(', ')
  .split(', ');
const AVATAR_FIELDS = ['selector', 'url', 'shape', 'accountNeeded'];
const READ_FIELDS = ['within', 'from', 'attribute', 'key'];
const LIST_FIELDS = ['layout', 'root', 'row'];

const readRules = (site: Site): ReadRule[] => [
  ...site.accounts,
  ...site.handles,
  ...site.names,
  ...site.links,
  ...(site.ownAccount ? [site.ownAccount] : []),
];
const selectors = (site: Site): string[] => [
  ...site.avatars.map((rule) => rule.selector),
  ...readRules(site).flatMap((rule) => [rule.within, rule.from]),
  ...site.lists.flatMap((list) => [list.root, list.row]),
  ...site.excluded,
  ...(site.recognisedBy === null ? [] : [site.recognisedBy]),
];

const HOST = /^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}$/;
const MATCH_PATTERN = /^https:\/\/(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}\/\*$/;

/** Whether a build made the name up: `x1lliihq`, `css-175oi2r`, `r-sdzlij`, `_aacl`, `avatar__2e1b9`, `eXq7Zk`. */
function isBuildHash(name: string): boolean {
  const hasDigits = /\d/.test(name);
  return (
    /^(?:css|r|sc|jsx)-/.test(name) ||
    /^_/.test(name) ||
    /(?:__|[-_])[0-9a-z]*\d[0-9a-z]*$/i.test(name) ||
    (hasDigits && !/[-_]/.test(name)) ||
    /[a-z][A-Z]+[a-z]*[A-Z]/.test(name)
  );
}

/** Attributes whose values people read, in the language of the page. */
const WORDED = /\[(?:alt|title|placeholder|aria-label|aria-description)[*^$~|]?=|:contains|:has-text/i;

describe('the data of every site', () => {
  it('has one file a site, listed by id', () => {
    const helpers = ['find', 'gravatar', 'index', 'members', 'read', 'rules', 'shape', 'site'];
    const files = readdirSync(path.join(ROOT, 'src/sites')).map((file) => path.basename(file, '.ts'));
    expect(ALL.map(({ id }) => id).sort()).toEqual(files.filter((file) => !helpers.includes(file)));
    const ids = SITES.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('has a fixture page for every site', () => {
    expect(ALL.filter(({ id }) => fixtureNames(id).length === 0).map(({ id }) => id)).toEqual([]);
  });

  it.each(ALL)('$id: has its fields in the canonical order', (site) => {
    expect(Object.keys(site)).toEqual(FIELDS);
    for (const rule of site.avatars) expect(Object.keys(rule)).toEqual(AVATAR_FIELDS);
    for (const rule of readRules(site)) expect(Object.keys(rule)).toEqual(READ_FIELDS);
    for (const list of site.lists)
      expect(Object.keys(list)).toEqual(list.joined === undefined ? LIST_FIELDS : [...LIST_FIELDS, 'joined']);
  });

  it.each(ALL)('$id: hosts are valid, once each, sorted, and no other site’s', (site) => {
    for (const host of site.hosts) expect(host).toMatch(HOST);
    for (const host of site.hosts) expect(siteForHost(host.replace('*.', 'any.'))).toBe(site);
    for (const pattern of site.imageHosts) expect(pattern).toMatch(MATCH_PATTERN);
  });

  it.each(ALL)('$id: lists whose order means nothing are sorted, without doubles', (site) => {
    for (const list of [site.hosts, site.imageHosts, site.excluded, site.volatileParameters])
      expect(list).toEqual([...new Set(list)].sort());
  });

  it.each(ALL)('$id: is recognised by its hosts or by its markup', (site) => {
    if (site === generic) expect(site.recognisedBy).toBeNull();
    else expect(site.hosts.length > 0).toBe(site.recognisedBy === null);
  });

  it.each(ALL)('$id: patterns are anchored, keep no state, and read one thing', (site) => {
    const patterns = [
      ...site.avatars.map((rule) => rule.url),
      ...site.defaultPictures,
      ...readRules(site).map((rule) => rule.key),
    ];
    for (const pattern of patterns) {
      expect(pattern.source, String(pattern)).toMatch(/^\^/);
      expect(pattern.flags, String(pattern)).not.toMatch(/[gy]/);
    }
    for (const { key } of readRules(site))
      expect(new RegExp(`${key.source}|`).exec('')?.length, String(key)).toBe(2);
  });

  it.each(ALL)('$id: a site with hosts names the host of every picture and profile', (site) => {
    if (site.hosts.length === 0) return;
    const patterns = [
      ...site.avatars.map((rule) => rule.url),
      ...site.defaultPictures,
      ...readRules(site)
        .filter((rule) => rule.attribute === 'href')
        .map((rule) => rule.key),
    ];
    for (const { source } of patterns) {
      const host = /^\^(?:blob:)?https\??:\\\/\\\/(.*?)\\\//.exec(source)?.[1];
      expect(host, source).toMatch(/\\\.(?:[a-z]+|\(\?:[a-z|]+)\)?$/);
      expect(host, source).not.toContain('[^');
    }
  });

  it.each(ALL)('$id: selectors rest on no class that a build made up', (site) => {
    for (const selector of selectors(site)) {
      // Parts of names, as in `[class*="avatar"]`, are written by people.
      const classes = [...selector.replace(/\[[^\]]*\]/g, '').matchAll(/\.(-?[\w-]+)/g)].map(
        ([, name]) => name ?? '',
      );
      expect(classes.filter(isBuildHash), selector).toEqual([]);
    }
  });

  it.each(ALL)('$id: selectors rest on no words that people read', (site) => {
    for (const selector of selectors(site)) expect(selector).not.toMatch(WORDED);
  });

  it.each(ALL)('$id: what it loads may be allowed by the manifest', (site) => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'manifest.json'), 'utf8'));
    expect(manifest.optional_host_permissions).toContain('*://*/*');
    expect(manifest).not.toHaveProperty('host_permissions');
    expect(manifest).not.toHaveProperty('content_scripts');
    expect(site.hosts.length > 0).toBe(site.imageHosts.length > 0);
  });
});

describe('the test for names that a build made up', () => {
  it.each(['x1lliihq', 'css-175oi2r', 'r-sdzlij', '_aacl', 'avatar__2e1b9', 'lTehNXJWLAEq', 'avatar-1a2b3c'])(
    'knows %s',
    (name) => {
      expect(isBuildHash(name)).toBe(true);
    },
  );

  it.each([
    'avatar',
    'account__avatar',
    'org-people-profile-card',
    'fans_fan_img',
    'q-image',
    'tgme_page_photo_image',
  ])('leaves %s', (name) => {
    expect(isBuildHash(name)).toBe(false);
  });
});

describe('the site of a host', () => {
  it.each([
    ['x.com', 'x'],
    ['mobile.twitter.com', 'x'],
    ['WWW.Facebook.com', 'facebook'],
    ['web.facebook.com', 'facebook'],
    ['evilx.com', 'generic'],
    ['x.com.evil.example', 'generic'],
    ['notfacebook.com', 'generic'],
    ['www.threads.net', 'threads'],
    ['de.linkedin.com', 'linkedin'],
    ['web.telegram.org', 'telegram'],
    ['localhost', 'generic'],
  ])('%s is %s', (host, id) => {
    expect(siteForHost(host).id).toBe(id);
  });
});

describe('the site of a page', () => {
  const page = (html: string, url: string) => new JSDOM(html, { url }).window.document;

  it('is told by its host first, then by its markup', () => {
    const html = '<div id="mastodon"></div>';
    expect(siteOf(page(html, 'https://social.example/@ada')).id).toBe('mastodon');
    expect(siteOf(page(html, 'https://github.com/ada')).id).toBe('github');
    expect(siteOf(page('', 'https://social.example/@ada')).id).toBe('generic');
  });
});

describe('what is switched as one', () => {
  it('is a site known by name, with all its hosts and those of its photos', () => {
    expect(siteChoice('mobile.twitter.com')).toEqual({
      label: 'X',
      hosts: ['twitter.com', 'x.com'],
      origins: ['*://*.twitter.com/*', '*://*.x.com/*', 'https://pbs.twimg.com/*'],
    });
  });

  it('is any other host by itself', () => {
    expect(siteChoice('www.social.example')).toEqual({
      label: 'social.example',
      hosts: ['social.example'],
      origins: ['*://*.social.example/*'],
    });
  });

  it('stands once in the list of names', () => {
    const labels = NAMED_CHOICES.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(NAMED_CHOICES.flatMap(({ hosts }) => hosts)).toEqual(
      expect.arrayContaining(['telegram.org', 't.me', 'threads.com', 'threads.net', 'vk.com', 'vk.ru']),
    );
  });
});

const site = (id: string): Site => ALL.find((one) => one.id === id) ?? generic;

describe('the larger variant', () => {
  const at = 'https://pbs.twimg.com/profile_images/123/Ab-c_D_';
  it.each([
    [`${at}_x96.jpg`, `${at}_400x400.jpg`],
    [`${at}_normal.png`, `${at}_400x400.png`],
    [`${at}_bigger.jpeg`, `${at}_400x400.jpeg`],
    [`${at}_reasonably_small.webp`, `${at}_400x400.webp`],
    [`${at}_400x400.jpg`, null],
    [`${at}.jpg`, null],
  ])('of %s on X', (shown, larger) => {
    expect(largerVariant(site('x'), shown)).toBe(larger);
  });

  it('never lies on another host, whatever a rule says', () => {
    const careless: Site = { ...site('x'), larger: () => 'https://elsewhere.example/a.jpg' };
    expect(largerVariant(careless, `${at}_x96.jpg`)).toBeNull();
  });

  it('is never asked for where addresses are signed', () => {
    expect(largerVariant(site('facebook'), 'https://scontent.xx.fbcdn.net/v/t39.30808-1/a.jpg')).toBeNull();
  });
});

describe('the key of a picture', () => {
  const base = 'https://scontent.xx.fbcdn.net/v/t39.30808-1/1_2_3_n.jpg?stp=cp0_dst-jpg_s60x60';
  it('outlives a renewed signature', () => {
    const first = pictureKey(site('facebook'), `${base}&_nc_ohc=a&oh=00_one&oe=70000000`);
    const second = pictureKey(site('facebook'), `${base}&_nc_ohc=b&oh=00_two&oe=71111111`);
    expect(first).toBe(second);
  });

  it('tells another picture and another size apart', () => {
    const key = pictureKey(site('facebook'), base);
    expect(pictureKey(site('facebook'), base.replace('1_2_3', '1_2_4'))).not.toBe(key);
    expect(pictureKey(site('facebook'), base.replace('s60x60', 's100x100'))).not.toBe(key);
  });

  it('keeps what another site may mean by a parameter', () => {
    expect(pictureKey(generic, 'https://people.example/a.png?oh=1')).not.toBe(
      pictureKey(generic, 'https://people.example/a.png?oh=2'),
    );
  });

  it('is short for a picture that is given whole', () => {
    const picture = (last: string) => `data:image/png;base64,${'A'.repeat(100_000)}${last}`;
    expect(pictureKey(generic, picture('B')).length).toBeLessThan(100);
    expect(pictureKey(generic, picture('B'))).not.toBe(pictureKey(generic, picture('C')));
  });
});
