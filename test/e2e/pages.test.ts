import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xPictureUrl } from '../../scripts/demo/addresses.ts';
import { avatarRects, badgedAccounts } from '../../scripts/demo/avatars.ts';
import type { Route } from '../../scripts/demo/server.ts';
import { X_URL, xPictures } from '../../scripts/demo/sites.ts';
import { type Tab, until } from '../../scripts/drive/driver.ts';
import { GAN_NEWCOMERS, PHOTO_NEWCOMERS } from './members.ts';
import { FAMILIES, isSkipped, type Started, settled, start } from './start.ts';

const COMMUNITY_URL = 'https://community.example/members';
const MEMBERS = [...GAN_NEWCOMERS, ...PHOTO_NEWCOMERS];
const COMMUNITY_AVATARS = avatarRects('li img', `element.closest('a').getAttribute('href').split('/').pop()`);
const GAN_MEMBERS = GAN_NEWCOMERS.map(({ account }) => account);

/** A member list of no site in particular. */
const community: Route = ({ url }) =>
  url === COMMUNITY_URL
    ? {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><html lang="en"><title>Members</title><link rel="icon" href="data:,"><ul>${MEMBERS.map(
          (member) =>
            `<li><a href="/members/${member.account}"><img alt="" width="64" height="64" src="${xPictureUrl(member, '400x400')}"></a></li>`,
        ).join('')}</ul></html>`,
      }
    : null;

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`pages of the extension in ${family}`, () => {
    let started: Started;
    beforeAll(async () => {
      started = await start(family, { routes: [community, xPictures(MEMBERS)] });
    });
    afterAll(() => started?.close());

    const openPopup = async (tabId: number): Promise<Tab> =>
      started.driver.openExtension(`${started.popup}?tab=${tabId}`);
    const text = (tab: Tab) => tab.evaluate<string>('document.body.innerText');

    it('shows in the popup what the page holds', async () => {
      const page = await started.driver.open(X_URL);
      await page.fit();
      const summary = await settled(started.driver, X_URL);
      const popup = await openPopup(await started.driver.tabId(X_URL));
      const counts = await until('the counts', async () => {
        const shown = await popup.evaluate<number[]>(
          `[...document.querySelectorAll('dl.counts dd')].map((count) => Number(count.textContent))`,
        );
        return shown.length === 4 && shown;
      });
      const { strong, some, none, unjudged } = summary.bands;
      expect(counts).toEqual([strong, some, none, unjudged]);
      const listed = await popup.evaluate<string[]>(
        `[...document.querySelectorAll('ul.signs button')].map((button) => button.textContent)`,
      );
      expect(listed).toHaveLength(strong + some);
      const accounts = summary.signs.map(({ account }) => account);
      for (const account of accounts) expect(listed.some((name) => name.includes(account))).toBe(true);
      await popup.close();
      await page.close();
    });

    it('opens details of a badge in words, and closes them with Escape', async () => {
      const page = await started.driver.open(X_URL);
      await page.fit();
      await settled(started.driver, X_URL);
      const [badge] = await until('badges', async () => {
        const badges = await page.badges();
        return badges.length > 0 && badges;
      });
      if (badge === undefined) throw new Error('There is no badge');
      await page.click(badge.rect.x + badge.rect.width / 2, badge.rect.y + badge.rect.height / 2);
      const dialogs = () =>
        page.closed<string>('div', `(element) => element.role === 'dialog' ? element.textContent : null`);
      const [words] = await until('a details card', async () => {
        const shown = await dialogs();
        return shown.length > 0 && shown;
      });
      expect(words).toContain('signs of a GAN-generated face');
      expect(words).not.toMatch(/\bfake\b|\breal person\b.*\bis\b|\bbot\b/i);
      await page.pressEscape();
      await until('the card to close', async () => (await dialogs()).length === 0);
      await page.close();
    });

    it('checks a page of any site when asked, though the site is off', async () => {
      const page = await started.driver.open(COMMUNITY_URL);
      const tabId = await started.driver.tabId(COMMUNITY_URL);
      const before = await started.driver.ask('tabState', tabId);
      expect(before).toMatchObject({ host: 'community.example', on: false });
      expect(await page.badges()).toEqual([]);

      const popup = await openPopup(tabId);
      await until('the button', () =>
        popup.evaluate<boolean>(`document.querySelector('button.primary') !== null`),
      );
      await popup.evaluate(`document.querySelector('button.primary').click()`);
      const summary = await settled(started.driver, COMMUNITY_URL);
      expect(summary.found).toBe(MEMBERS.length);
      expect(await text(popup)).not.toBe('');
      await popup.close();

      await page.focus();
      await until(
        'badges',
        async () => (await badgedAccounts(page, COMMUNITY_AVATARS)).size >= GAN_MEMBERS.length,
      );
      expect(await badgedAccounts(page, COMMUNITY_AVATARS)).toEqual(new Set(GAN_MEMBERS));
      await page.close();
    });

    it('checks any site while browsing once it is switched on, and after a reload', async () => {
      const first = await started.driver.open(COMMUNITY_URL);
      const tabId = await started.driver.tabId(COMMUNITY_URL);
      const state = await started.driver.ask('switchSite', { tabId, on: true });
      expect(state.on).toBe(true);
      await until('badges', async () => (await first.badges()).length === GAN_MEMBERS.length);
      await first.close();

      const again = await started.driver.open(COMMUNITY_URL);
      await until('badges', async () => (await again.badges()).length === GAN_MEMBERS.length);
      await again.close();
    });
  });
}
