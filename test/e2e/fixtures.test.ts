import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { served } from '../../scripts/demo/pictures.ts';
import type { Route } from '../../scripts/demo/server.ts';
import { X_LARGER } from '../../scripts/demo/sites.ts';
import { type Badge, type Rect, until } from '../../scripts/drive/driver.ts';
import { siteKey } from '../../src/shared/settings.ts';
import { type ExpectedPage, expectedOf, fixture, fixtureNames } from '../pages/expected.ts';
import { person } from '../pictures.ts';
import { FAMILIES, isSkipped, type Started, start, switchOn } from './start.ts';

/** The model is sure of this one. */
const GAN_FACE = await served({ kind: 'gan', file: 74 }, X_LARGER);
const PHOTO = await person(0);

const pages = await Promise.all(
  fixtureNames().map(async (name) => ({ name, html: await fixture(name), expected: await expectedOf(name) })),
);

/** One and the same picture is the same person's photo under all of its addresses. */
const identity = ({ url, larger }: ExpectedPage['avatars'][number]): string => larger ?? url;

/** Every other picture of a page's people is a photo. */
const photos = new Set(
  pages.flatMap(({ expected }) =>
    [...new Set(expected.avatars.map(identity))].filter((_, at) => at % 2 === 1),
  ),
);
const photoAddresses = new Set(
  pages.flatMap(({ expected }) =>
    expected.avatars
      .filter((avatar) => photos.has(identity(avatar)))
      .flatMap(({ url, larger }) => [url, larger]),
  ),
);

/** The pictures of pages that make them themselves do not come here. */
const isGan = (address: string): boolean => address.startsWith('http') && !photoAddresses.has(address);

/** A badge may stand over the edge of its avatar by some pixels. */
const isOn = (
  { x, y, width, height }: Rect,
  [left, top, wide, high]: readonly [number, number, number, number],
): boolean => x + width > left && x < left + wide && y + height > top && y < top + high;

/** All that is no person's avatar shows a GAN face, too: a badge on it would betray that it was checked. */
const site: Route = ({ url }) => {
  const page = pages.find(({ expected }) => expected.address === url);
  if (page) return { type: 'text/html; charset=utf-8', body: page.html };
  return { type: 'image/jpeg', body: photoAddresses.has(url) ? PHOTO : (GAN_FACE ?? '') };
};

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`the pages of every site in ${family}`, () => {
    let started: Started;
    beforeAll(async () => {
      started = await start(family, { routes: [site] });
      const hosts = pages.map(({ expected }) => siteKey(new URL(expected.address).hostname));
      await switchOn(started.driver, [...new Set(hosts)]);
    });
    afterAll(() => started?.close());

    it.each(pages)('$name: every person judged, and no badge on anything else', async ({ expected }) => {
      const { driver } = started;
      const tab = await driver.open(expected.address);
      await tab.fit();
      const id = await driver.tabId(expected.address);
      const shown = await until('every avatar judged', async () => {
        const { avatars } = await driver.ask('inspectPage', id);
        const visible = avatars.filter(({ rect: [, , width, height] }) => width * height > 0);
        const isDone =
          avatars.length === expected.avatars.length && visible.every(({ band }) => band !== null);
        return isDone && visible;
      });
      for (const { src, band } of shown) expect([src, band === 'strong']).toEqual([src, isGan(src)]);
      const strong = shown.filter(({ band }) => band === 'strong');
      // The pages have few styles, and not every picture is where a person would see a badge on it.
      const badges = await tab.badges();
      const isOnStrong = ({ rect }: Badge) => strong.some((avatar) => isOn(rect, avatar.rect));
      expect(badges.filter((badge) => !isOnStrong(badge))).toEqual([]);
      const accounts = (of: readonly { readonly account: string | null }[]) =>
        of.map(({ account }) => account).sort();
      const expectedOfShown = expected.avatars.filter(({ url }) => shown.some(({ src }) => src === url));
      expect(accounts(shown)).toEqual(accounts(expectedOfShown));
      await tab.close();
    });
  });
}
