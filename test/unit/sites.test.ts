import { describe, expect, it } from 'vitest';
import { largerVariant, pictureKey } from '../../src/sites/find.ts';
import { generic, SITES, siteForHost } from '../../src/sites/index.ts';
import type { AccountRule, Site } from '../../src/sites/site.ts';

const ALL: readonly Site[] = [...SITES, generic];
const accountRules = (site: Site): AccountRule[] => [
  ...site.avatars.flatMap((rule) => rule.accounts),
  ...(site.ownAccount ? [site.ownAccount] : []),
];

const HOST = /^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}$/;
const MATCH_PATTERN = /^https:\/\/(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}\/\*$/;
/** Names that builds make up: `x1lliihq`, `css-175oi2r`, `r-sdzlij`. */
const BUILD_HASH = /\.(?:css-|r-|x[0-9a-z]{5,})/;

describe('the data of every site', () => {
  it('has ids of its own, in order of their files', () => {
    const ids = ALL.map((site) => site.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it.each(ALL)('$id: hosts are valid, lower case, once each, and no other site’s', (site) => {
    for (const host of site.hosts) expect(host).toMatch(HOST);
    expect(new Set(site.hosts).size).toBe(site.hosts.length);
    for (const host of site.hosts.filter((name) => !name.startsWith('*.')))
      expect(siteForHost(host)).toBe(site);
    for (const pattern of site.imageHosts) expect(pattern).toMatch(MATCH_PATTERN);
  });

  it.each(ALL)('$id: patterns are anchored and keep no state', (site) => {
    const patterns = [
      ...site.avatars.map((rule) => rule.url),
      ...site.defaultPictures,
      ...accountRules(site).map((rule) => rule.key),
    ];
    for (const pattern of patterns) {
      expect(pattern.source, String(pattern)).toMatch(/^\^/);
      expect(pattern.flags, String(pattern)).not.toMatch(/[gy]/);
    }
    for (const { key } of accountRules(site))
      expect(new RegExp(`${key.source}|`).exec('')?.length, String(key)).toBe(2);
  });

  it.each(ALL)('$id: a named site names the host of every picture and account', (site) => {
    if (site === generic) return;
    for (const pattern of [...site.avatars.map((rule) => rule.url), ...site.defaultPictures])
      expect(pattern.source).toMatch(/^\^https:\\\/\\\/[^(]*\\\./);
    for (const { key } of accountRules(site).filter((rule) => rule.attribute === 'href'))
      expect(key.source).toMatch(/^\^https:\\\/\\\/.*\\\.com\\\//);
  });

  it.each(ALL)('$id: selectors rest on no class that a build made up', (site) => {
    const selectors = [
      ...site.avatars.map((rule) => rule.selector),
      ...site.excluded,
      ...accountRules(site).flatMap((rule) => [rule.within, rule.from]),
    ];
    for (const selector of selectors) expect(selector).not.toMatch(BUILD_HASH);
  });

  it.each(ALL)('$id: lists are in canonical order', (site) => {
    const { volatileParameters } = site;
    expect([...volatileParameters].sort()).toEqual(volatileParameters);
    expect(new Set(site.excluded).size).toBe(site.excluded.length);
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
    ['localhost', 'generic'],
  ])('%s is %s', (host, id) => {
    expect(siteForHost(host).id).toBe(id);
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
