import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facebookPictureUrl, xPictureUrl } from '../../scripts/demo/addresses.ts';
import { badgedAccounts, FACEBOOK_AVATARS, X_AVATARS } from '../../scripts/demo/avatars.ts';
import { FACEBOOK_MEMBERS, type Member, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import type { Asked, Route } from '../../scripts/demo/server.ts';
import { FACEBOOK_URL, X_URL, xPictures } from '../../scripts/demo/sites.ts';
import { xPage } from '../../scripts/demo/x-page.ts';
import { type Tab, until } from '../../scripts/drive/driver.ts';
import { append, at, GAN_NEWCOMERS, PHOTO_NEWCOMERS, strongOnFacebook } from './members.ts';
import { FAMILIES, isSkipped, type Started, settled, start } from './start.ts';

const STRICT_URL = 'https://x.com/strict_demo/followers';
const STRICT_POLICY =
  "default-src 'none'; img-src https://pbs.twimg.com https://abs.twimg.com; style-src 'nonce-demo'; " +
  "script-src 'nonce-demo'; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'";

const STRICT_MEMBERS = [...GAN_NEWCOMERS.slice(0, 3), ...PHOTO_NEWCOMERS.slice(0, 3)];

/** A followers page under a policy that allows no inline style or script but its own sheet. */
const strictPage: Route = ({ url }) =>
  url === STRICT_URL
    ? {
        type: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': STRICT_POLICY },
        body: xPage(STRICT_MEMBERS).replace(
          '<style>',
          '<style nonce="demo">.avatar{width:40px;height:40px}[data-testid=cellInnerDiv]{position:static!important}',
        ),
      }
    : null;

/** Gives every picture a cookie, so that a request that carries it betrays itself. */
const settingCookies =
  (route: Route): Route =>
  async (asked) => {
    const answer = await route(asked);
    return answer === null
      ? null
      : {
          ...answer,
          headers: { ...answer.headers, 'set-cookie': 'visitor=1; Path=/; Secure; SameSite=None' },
        };
  };

/** Hosts that the browsers ask by themselves, without any extension. */
const BROWSERS_OWN =
  /(^|\.)(google|googleapis|gvt1|gstatic|mozilla|mozilla\.org|firefox)\.(com|net|org)$|(^|\.)mozilla\.(com|net|org)$/;

const byPortrait = (members: readonly Member[], ...kinds: Member['portrait']['kind'][]): string[] =>
  members.filter(({ portrait }) => kinds.includes(portrait.kind)).map(({ account }) => account);

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`browsing in ${family}`, () => {
    let started: Started;
    let x: Tab;
    let facebook: Tab;

    beforeAll(async () => {
      started = await start(family, {
        routes: [
          strictPage,
          settingCookies(xPictures([...X_FOLLOWERS, ...GAN_NEWCOMERS, ...PHOTO_NEWCOMERS])),
        ],
      });
      facebook = await opened(FACEBOOK_URL);
      x = await opened(X_URL);
    });
    afterAll(() => started?.close());

    async function opened(url: string): Promise<Tab> {
      const tab = await started.driver.open(url);
      await tab.fit();
      await settled(started.driver, url);
      return tab;
    }

    const badged = (account: string, tab = x, rects = X_AVATARS) =>
      until(`a badge on ${account}`, async () => (await badgedAccounts(tab, rects)).has(account));
    const notBadged = (account: string, tab = x, rects = X_AVATARS) =>
      until(`no badge on ${account}`, async () => !(await badgedAccounts(tab, rects)).has(account));

    it('draws a badge on the GAN faces of an X list, and on nothing else', async () => {
      const summary = await settled(started.driver, X_URL);
      await until('badges', async () => (await x.badges()).length === summary.bands.strong);
      const found = await badgedAccounts(x, X_AVATARS);
      expect([...found].sort()).toEqual(byPortrait(X_FOLLOWERS, 'gan').sort());
      expect(await x.badges()).toHaveLength(found.size);
    });

    it('draws a badge on the GAN faces of a Facebook group, and on nothing else', async () => {
      const summary = await settled(started.driver, FACEBOOK_URL);
      await until('badges', async () => (await facebook.badges()).length === summary.bands.strong);
      const found = await badgedAccounts(facebook, FACEBOOK_AVATARS);
      expect([...found].sort()).toEqual(byPortrait(FACEBOOK_MEMBERS, 'gan').sort());
    });

    it('counts every avatar of the page, and default pictures not at all', async () => {
      const summary = await settled(started.driver, X_URL);
      const people = X_FOLLOWERS.filter(({ portrait }) => portrait.kind !== 'silhouette');
      expect(summary.found).toBe(people.length);
      expect(summary.reasons.not_loadable).toBe(1);
      expect(summary.signs.map(({ account }) => account)).toEqual(
        expect.arrayContaining(byPortrait(X_FOLLOWERS, 'gan')),
      );
    });

    it('requests nothing but the avatars that the page shows, without cookies or referrer', async () => {
      const shown = [
        ...X_FOLLOWERS.map((member) => xPictureUrl(member)),
        ...FACEBOOK_MEMBERS.map(facebookPictureUrl),
      ];
      const larger = X_FOLLOWERS.map((member) => xPictureUrl(member, '400x400'));
      const allowed = new Set([X_URL, FACEBOOK_URL, ...shown, ...larger]);
      const others = started.server.asked.filter(
        ({ url, host }) => !allowed.has(url) && !BROWSERS_OWN.test(host),
      );
      expect(others.map(({ url }) => url)).toEqual([]);

      // Only the extension asks for these: the page shows the small ones.
      const ours = started.server.asked.filter(({ url }) => url.includes('_400x400'));
      expect(ours.length).toBeGreaterThan(0);
      for (const name of ['cookie', 'referer', 'origin']) {
        expect(ours.filter(({ headers }: Asked) => headers[name] !== undefined)).toEqual([]);
      }
      const defaults = started.server.asked.filter(
        ({ host, headers }) => host === 'abs.twimg.com' && headers['sec-fetch-dest'] === 'empty',
      );
      expect(defaults).toEqual([]);
    });

    it('keeps its badges out of reach of the page', async () => {
      const seen = await x.evaluate<{ roots: number; buttons: number }>(`({
        roots: [...document.querySelectorAll('*')].filter((element) => element.shadowRoot !== null).length,
        buttons: document.querySelectorAll('button[aria-haspopup]').length,
      })`);
      expect(seen).toEqual({ roots: 0, buttons: 0 });
      expect((await x.badges()).length).toBeGreaterThan(0);
    });

    it('badges an avatar that is added later', async () => {
      const newcomer = at(GAN_NEWCOMERS, 0);
      await append(x, newcomer);
      await badged(newcomer.account);
    });

    it('follows a list cell that is reused for another account', async () => {
      const [first, second, photo] = [at(GAN_NEWCOMERS, 1), at(GAN_NEWCOMERS, 2), at(PHOTO_NEWCOMERS, 0)];
      await append(x, first);
      await badged(first.account);
      await recycle(x, first, photo);
      await notBadged(photo.account);
      await settled(started.driver, X_URL);
      expect((await badgedAccounts(x, X_AVATARS)).has(photo.account)).toBe(false);
      await recycle(x, photo, second);
      await badged(second.account);
    });

    it('follows a picture whose address changes', async () => {
      const [photo, gan] = [at(PHOTO_NEWCOMERS, 1), at(GAN_NEWCOMERS, 3)];
      await append(x, photo);
      await setPicture(x, photo.account, xPictureUrl(gan));
      await badged(photo.account);
      await setPicture(x, photo.account, xPictureUrl(photo));
      await notBadged(photo.account);
    });

    it('follows an SVG image whose address changes', async () => {
      const gan = await strongOnFacebook();
      const photo = at(
        FACEBOOK_MEMBERS.filter(({ portrait }) => portrait.kind === 'photo'),
        0,
      );
      const set = (member: Member) =>
        facebook.evaluate(`document.querySelector('a[href*="/user/${gan.account}/"] image')
          .setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', ${JSON.stringify(facebookPictureUrl(member))})`);
      await set(photo);
      await notBadged(gan.account, facebook, FACEBOOK_AVATARS);
      await set(gan);
      await badged(gan.account, facebook, FACEBOOK_AVATARS);
    });

    it('works under a strict content security policy', async () => {
      const strict = await opened(STRICT_URL);
      const expected = byPortrait(STRICT_MEMBERS, 'gan').sort();
      await until('badges', async () => (await strict.badges()).length === expected.length);
      expect([...(await badgedAccounts(strict, X_AVATARS))].sort()).toEqual(expected);
      await strict.close();
    });

    it('takes everything away when the site is switched off, and comes back', async () => {
      const tabId = await started.driver.tabId(X_URL);
      const off = await started.driver.ask('switchSite', { tabId, on: false });
      expect(off.on).toBe(false);
      await until('no badges', async () => (await x.badges()).length === 0);
      expect(await x.evaluate('document.documentElement.children.length')).toBe(2);

      const on = await started.driver.ask('switchSite', { tabId, on: true });
      expect(on.on).toBe(true);
      await until('badges', async () => (await x.badges()).length > 0);
    });
  });
}

/** As X does: the same elements show another account. */
async function recycle(tab: Tab, from: Member, to: Member): Promise<void> {
  await tab.evaluate(`(() => {
    const avatar = document.querySelector('[data-testid="UserAvatar-Container-${from.account}"]');
    avatar.dataset.testid = 'UserAvatar-Container-${to.account}';
    for (const link of avatar.closest('button').querySelectorAll('a')) link.setAttribute('href', '/${to.account}');
    avatar.closest('button').querySelector('.name').textContent = ${JSON.stringify(to.name)};
  })()`);
  await setPicture(tab, to.account, xPictureUrl(to));
}

async function setPicture(tab: Tab, account: string, url: string): Promise<void> {
  await tab.evaluate(`(() => {
    const avatar = document.querySelector('[data-testid="UserAvatar-Container-${account}"]');
    avatar.querySelector('.picture').style.backgroundImage = ${JSON.stringify(`url("${url}")`)};
    avatar.querySelector('img').src = ${JSON.stringify(url)};
  })()`);
}
