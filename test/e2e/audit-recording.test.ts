import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACEBOOK_MEMBERS, type Member, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import type { Route } from '../../scripts/demo/server.ts';
import { FACEBOOK_URL, X_URL, xPictures } from '../../scripts/demo/sites.ts';
import { xPage } from '../../scripts/demo/x-page.ts';
import { type Tab, until } from '../../scripts/drive/driver.ts';
import type { AuditMember, AuditSession } from '../../src/shared/audit.ts';
import type { RecordingStart } from '../../src/shared/recording.ts';
import { append, at, GAN_NEWCOMERS } from './members.ts';
import { FAMILIES, isSkipped, type Started, start } from './start.ts';

const EMPTY_URL = 'https://x.com/home';
const ODD_URL = 'https://x.com/odd_demo/followers';

const person = (account: string, name: string, portrait: Member['portrait']): Member => ({
  account,
  name,
  note: '',
  portrait,
});
const photo = at(
  X_FOLLOWERS.filter(({ portrait }) => portrait.kind === 'photo'),
  0,
).portrait;

/** Names that break spreadsheets, markup and lines, an account that stands twice, rows without a photo. */
const ODD: readonly Member[] = [
  person('formula', '=cmd()|calc', photo),
  person('quotes', 'Ann "Q", <b>Doe</b>', photo),
  person('emoji', '👩‍🔬 Zoë 🇫🇷', { kind: 'drawing', style: 'lorelei', seed: 'odd' }),
  person('arabic', 'محمد \u202eabc', photo),
  person('twice', 'Twice', photo),
  person('twice', 'Twice', photo),
  person('nobody', 'No photo', { kind: 'silhouette' }),
  person('gone', 'Not loadable', { kind: 'missing' }),
];

const pages: Route = ({ url }) => {
  if (url === ODD_URL) return { type: 'text/html; charset=utf-8', body: xPage(ODD) };
  if (url === EMPTY_URL)
    return { type: 'text/html', body: '<!doctype html><title>Home</title><p>Nobody here' };
  return null;
};

/** All that is stored, as any page of the extension can read it. */
const STORED = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('audits');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const db = opening.result;
    const names = ['sessions', 'members', 'photos'];
    if (!db.objectStoreNames.contains('members')) { db.close(); return resolve([[], [], []]); }
    const transaction = db.transaction(names);
    Promise.all(names.map((name) => new Promise((done) => {
      transaction.objectStore(name).getAll().onsuccess = ({ target }) => done(target.result);
    }))).then((all) => {
      db.close();
      const [sessions, members, photos] = all;
      resolve([sessions, members, photos.map(({ sha256, thumbnail }) => [sha256, thumbnail.type, thumbnail.bytes.length])]);
    });
  };
})`;

type Stored = [AuditSession[], AuditMember[], [sha256: string, type: string, bytes: number][]];

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`recording an audit in ${family}`, () => {
    let started: Started;
    let own: Tab;
    beforeAll(async () => {
      started = await start(family, {
        routes: [pages, xPictures([...X_FOLLOWERS, ...ODD, ...GAN_NEWCOMERS])],
      });
      own = await started.driver.openExtension(started.popup);
    });
    afterAll(() => started?.close());

    const stored = () => own.evaluate<Stored>(STORED);
    const membersOf = async (session: string) =>
      (await stored())[1].filter((member) => member.session === session);

    async function record(url: string, session: string | null = null): Promise<[Tab, RecordingStart]> {
      const tab = await started.driver.open(url);
      await tab.fit();
      const tabId = await started.driver.tabId(url);
      return [tab, await started.driver.ask('startRecording', { tabId, session })];
    }

    function sessionOf(answer: RecordingStart): string {
      if (answer.status !== 'started') throw new Error(`The recording did not start: ${answer.status}`);
      return answer.state.session;
    }

    const allChecked = (session: string, count: number) =>
      until(`${count} members of the audit checked`, async () => {
        const members = await membersOf(session);
        return members.length === count && members.every(({ photo }) => photo.status !== 'waiting')
          ? members
          : null;
      });

    const counter = (tab: Tab) => tab.closed<string>('section', '(section) => section.innerText');
    const press = async (tab: Tab, label: RegExp) => {
      const found = await tab.closed<[number, number] | null>(
        'button',
        `(button) => {
          if (!${label}.test(button.innerText)) return null;
          const { x, y, width, height } = button.getBoundingClientRect();
          return [x + width / 2 + scrollX, y + height / 2 + scrollY];
        }`,
      );
      const [x, y] = at(found, 0) as [number, number];
      await tab.click(x, y);
    };

    it('keeps every member of an X list with photo, verdict and profile, and counts them on the page', async () => {
      const [tab, answer] = await record(X_URL);
      const members = await allChecked(sessionOf(answer), X_FOLLOWERS.length);
      const byAccount = new Map(members.map((member) => [member.account, member]));
      for (const { account, name, portrait } of X_FOLLOWERS) {
        const member = byAccount.get(account);
        expect(member).toMatchObject({ handle: account, name, link: `https://x.com/${account}` });
        if (portrait.kind === 'silhouette') expect(member?.photo).toEqual({ status: 'none' });
        if (portrait.kind === 'gan') expect(member?.photo).toMatchObject({ band: 'strong' });
        if (portrait.kind === 'missing')
          expect(member?.photo).toMatchObject({ reason: 'not_loadable', facts: null });
      }
      const [sessions, , photos] = await stored();
      expect(sessions).toHaveLength(1);
      expect(sessions[0]?.lists).toMatchObject([{ origin: 'page', site: 'x', url: X_URL }]);
      const judged = members.flatMap(({ photo }) =>
        photo.status === 'judged' && photo.facts ? [photo.facts] : [],
      );
      expect(new Set(photos.map(([sha256]) => sha256))).toEqual(new Set(judged.map(({ sha256 }) => sha256)));
      for (const [, type, bytes] of photos) {
        expect(type).toMatch(/^image\/(webp|jpeg)$/);
        expect(bytes).toBeGreaterThan(500);
        expect(bytes).toBeLessThan(40_000);
      }
      for (const { perceptualHash } of judged) expect(perceptualHash).toMatch(/^[0-9a-f]{16}$/);
      const strong = members.filter(
        ({ photo }) => photo.status === 'judged' && photo.band === 'strong',
      ).length;
      await until('the counter', async () =>
        (await counter(tab)).some(
          (text) => text.includes(`${X_FOLLOWERS.length} members`) && text.includes(`${strong} with strong`),
        ),
      );
      await tab.close();
    });

    it('goes on with an audit: who was there stays, who is new is told apart', async () => {
      const before = at((await stored())[0], 0);
      const tabBefore = await started.driver.open(X_URL);
      await tabBefore.fit();
      const tabId = await started.driver.tabId(X_URL);
      expect(await started.driver.ask('recordingChoice', tabId)).toEqual({
        status: 'possible',
        known: [{ session: before.id, title: before.title }],
      });
      await started.driver.ask('startRecording', { tabId, session: before.id });
      await append(tabBefore, at(GAN_NEWCOMERS, 0));
      const members = await allChecked(before.id, X_FOLLOWERS.length + 1);
      const fresh = members.filter(({ visit }) => visit === 1);
      expect(fresh.map(({ account }) => account)).toEqual([at(GAN_NEWCOMERS, 0).account]);
      await until('what is new on the counter', async () =>
        (await counter(tabBefore)).some((text) => text.includes('1 new')),
      );

      await press(tabBefore, /Pause/);
      await until('a pause', async () => (await counter(tabBefore)).some((text) => text.includes('paused')));
      await append(tabBefore, at(GAN_NEWCOMERS, 1));
      await press(tabBefore, /Go on/);
      await allChecked(before.id, X_FOLLOWERS.length + 2);
      await press(tabBefore, /Finish/);
      await until('no counter', async () => (await counter(tabBefore)).length === 0);
      const ended = (await stored())[0].find(({ id }) => id === before.id);
      expect(ended?.visits.at(-1)?.endedAt).toBeGreaterThan(ended?.createdAt ?? 0);
      await tabBefore.close();
    });

    it('records a Facebook group', async () => {
      const [tab, answer] = await record(FACEBOOK_URL);
      const members = await allChecked(sessionOf(answer), FACEBOOK_MEMBERS.length);
      expect(members.map(({ account }) => account).sort()).toEqual(
        FACEBOOK_MEMBERS.map(({ account }) => account).sort(),
      );
      await tab.close();
    });

    it('takes odd names as they are, and an account once', async () => {
      const [tab, answer] = await record(ODD_URL);
      const members = await allChecked(sessionOf(answer), ODD.length - 1);
      const names = new Map(members.map(({ account, name }) => [account, name]));
      for (const { account, name } of ODD) expect(names.get(account)).toBe(name);
      await tab.close();
    });

    it('says so where a page shows no list', async () => {
      const [tab, answer] = await record(EMPTY_URL);
      expect(answer).toEqual({ status: 'no_list' });
      await tab.close();
    });
  });
}
