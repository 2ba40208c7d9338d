import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { X_PICTURES } from '../../scripts/demo/addresses.ts';
import { FACEBOOK_MEMBERS, type Member, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import { type LocalServer, type Route, startServer } from '../../scripts/demo/server.ts';
import { demoSites, FACEBOOK_URL, X_URL, xPictures } from '../../scripts/demo/sites.ts';
import { xPage } from '../../scripts/demo/x-page.ts';
import { needBrowser } from '../../scripts/drive/browsers.ts';
import { launchChromium, type RunningChromium } from '../../scripts/drive/chromium.ts';
import { chromiumDriver } from '../../scripts/drive/chromium-driver.ts';
import { type Driver, type Tab, until } from '../../scripts/drive/driver.ts';
import { builtExtension, type GrantedExtension, withAllHosts } from '../../scripts/drive/extension.ts';
import type { AuditMember, AuditSession } from '../../src/shared/audit.ts';
import type { RecordingStart } from '../../src/shared/recording.ts';
import { append, at, GAN_NEWCOMERS } from './members.ts';
import { stopServiceWorker } from './service-worker.ts';
import { FAMILIES, isSkipped, type Started, start, switchOn } from './start.ts';

const EMPTY_URL = 'https://x.com/home';
const ODD_URL = 'https://x.com/odd_demo/followers';

/** In bytes: enough for all rows, not for the photos of all. */
const ROOM = 250_000;

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

const counter = (tab: Tab) => tab.closed<string>('section', '(section) => section.innerText');

async function press(tab: Tab, label: RegExp): Promise<void> {
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
}

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

    it('begins from the popup, and ends where its site is switched off', async () => {
      const known = new Set((await stored())[0].map(({ id }) => id));
      const tab = await started.driver.open(X_URL);
      await tab.fit();
      const tabId = await started.driver.tabId(X_URL);
      const popup = await started.driver.openExtension(`${started.popup}?tab=${tabId}`);
      const button = `[...document.querySelectorAll('button')].find((one) => one.textContent === 'Audit this list')`;
      await until('the button', () => popup.evaluate<boolean>(`${button} !== undefined`));
      // It closes its page.
      await popup.evaluate(`void setTimeout(() => ${button}.click())`);
      await tab.focus();
      await until('the counter', async () => (await counter(tab)).some((text) => text.includes('Recording')));
      const session = at(
        (await stored())[0].filter(({ id }) => !known.has(id)),
        0,
      );

      await started.driver.ask('switchSite', { tabId, on: false });
      await until('no counter', async () => (await counter(tab)).length === 0);
      await until('an end', async () => {
        const now = (await stored())[0].find(({ id }) => id === session.id);
        return typeof now?.visits.at(-1)?.endedAt === 'number';
      });
      await started.driver.ask('switchSite', { tabId, on: true });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(await counter(tab)).toEqual([]);
      await tab.close();
    });

    it('goes on with an audit: who was there stays, who is new is told apart', async () => {
      const before = at(
        (await stored())[0].toSorted((one, other) => one.createdAt - other.createdAt),
        0,
      );
      const tabBefore = await started.driver.open(X_URL);
      await tabBefore.fit();
      const tabId = await started.driver.tabId(X_URL);
      const choice = await started.driver.ask('recordingChoice', tabId);
      expect(choice.status === 'possible' && choice.known.at(-1)).toEqual({
        session: before.id,
        title: before.title,
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
      const joined = new Map(members.map((member) => [member.account, member.joined?.text]));
      for (const { account, note } of FACEBOOK_MEMBERS) expect(joined.get(account)).toBe(note);
      await tab.close();
    });

    it('takes odd names as they are, and an account once', async () => {
      const [tab, answer] = await record(ODD_URL);
      const members = await allChecked(sessionOf(answer), ODD.length - 1);
      const names = new Map(members.map(({ account, name }) => [account, name]));
      for (const { account, name } of ODD) expect(names.get(account)).toBe(name);
      const photos = new Map(members.map((member) => [member.account, member.photo]));
      expect(photos.get('nobody')).toEqual({ status: 'none' });
      expect(photos.get('gone')).toMatchObject({ reason: 'not_loadable', facts: null });
      await tab.close();
    });

    it('says so where a page shows no list', async () => {
      const [tab, answer] = await record(EMPTY_URL);
      expect(answer).toEqual({ status: 'no_list' });
      const tabId = await started.driver.tabId(EMPTY_URL);
      const popup = await started.driver.openExtension(`${started.popup}?tab=${tabId}`);
      await until('a plain sentence', () =>
        popup.evaluate<boolean>(`document.body.innerText.includes('shows no list of people')`),
      );
      await popup.close();
      await tab.close();
    });
  });
}

describe.skipIf(isSkipped('chromium'))('recording an audit, Chromium only', () => {
  let server: LocalServer;
  let extension: GrantedExtension;
  let profile: string;
  let running: RunningChromium | null = null;
  let popup: string;
  /** Until it ends, no picture is served to the extension, which asks for the larger ones. */
  let held: Promise<void> | null = null;

  beforeAll(async () => {
    const built = await builtExtension('chromium');
    popup = built.popup;
    extension = await withAllHosts(built.folder);
    profile = await mkdtemp(path.join(tmpdir(), 'telltale-audit-'));
    const hold: Route = async ({ host, path: file }) => {
      if (host === X_PICTURES && file.includes('_400x400')) await held;
      return null;
    };
    server = await startServer([hold, xPictures([...X_FOLLOWERS, ...GAN_NEWCOMERS]), demoSites]);
  });
  afterAll(async () => {
    await server?.close();
    await extension?.remove();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  });
  afterEach(async () => {
    held = null;
    await running?.close();
    running = null;
  });

  async function launch() {
    running = await launchChromium({
      program: needBrowser('chromium'),
      extension: extension.folder,
      port: server.port,
      headless: true,
      profile,
    });
    const driver = await chromiumDriver(running, popup);
    const own = await driver.openExtension(popup);
    await switchOn(driver, ['x.com']);
    return { driver, own, chromium: running };
  }

  async function record(driver: Driver, session: string | null = null) {
    const tab = await driver.open(X_URL);
    await tab.fit();
    const tabId = await driver.tabId(X_URL);
    const answer = await driver.ask('startRecording', { tabId, session });
    if (answer.status !== 'started') throw new Error(answer.status);
    return { tab, session: answer.state.session };
  }

  async function membersOf(own: Tab, session: string): Promise<AuditMember[]> {
    const [, members] = await own.evaluate<Stored>(STORED);
    return members.filter((member) => member.session === session);
  }

  const checked = (own: Tab, session: string, count: number) =>
    until(`${count} members checked`, async () => {
      const members = await membersOf(own, session);
      return members.length === count && members.every(({ photo }) => photo.status !== 'waiting');
    });

  function holdPictures(): () => void {
    let letGo = () => {};
    held = new Promise((resolve) => {
      letGo = resolve;
    });
    return () => letGo();
  }

  it('keeps all but the last second when the browser is killed, and goes on another day', async () => {
    const letGo = holdPictures();
    const first = await launch();
    const { tab, session } = await record(first.driver);
    await until(
      'all on the page',
      async () => (await membersOf(first.own, session)).length === X_FOLLOWERS.length,
    );
    await append(tab, at(GAN_NEWCOMERS, 0));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await kill(first.chromium);
    letGo();

    const second = await launch();
    const kept = await membersOf(second.own, session);
    expect(kept.map(({ account }) => account).sort()).toEqual(
      [...X_FOLLOWERS, at(GAN_NEWCOMERS, 0)].map(({ account }) => account).sort(),
    );
    expect(kept.some(({ photo }) => photo.status === 'waiting')).toBe(true);
    const again = await record(second.driver, session);
    await append(again.tab, at(GAN_NEWCOMERS, 1));
    await checked(second.own, session, X_FOLLOWERS.length + 2);
    const fresh = (await membersOf(second.own, session)).filter(({ visit }) => visit === 1);
    expect(fresh.map(({ account }) => account)).toEqual([at(GAN_NEWCOMERS, 1).account]);
  });

  it('judges what was left when the browser stopped the service worker', async () => {
    const letGo = holdPictures();
    const { driver, own, chromium } = await launch();
    const { session } = await record(driver);
    await until('members', async () => (await membersOf(own, session)).length === X_FOLLOWERS.length);
    await stopServiceWorker(chromium);
    letGo();
    await checked(own, session, X_FOLLOWERS.length);
  });

  it('pauses on a full disk, says so, and goes on once there is room', async () => {
    const { driver, own, chromium } = await launch();
    const page = chromium.context.pages().find((one) => one.url().startsWith('chrome-extension:'));
    if (page === undefined) throw new Error('No page of the extension is open');
    const quota = await chromium.context.newCDPSession(page);
    const origin = `chrome-extension://${chromium.extensionId}`;
    const { usage } = await quota.send('Storage.getUsageAndQuota', { origin });
    await quota.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + ROOM });
    const { tab, session } = await record(driver);
    await until(
      'the pause',
      async () => (await counter(tab)).some((text) => text.includes('disk is full')),
      60_000,
    );
    const kept = await membersOf(own, session);
    const judged = kept.filter(({ photo }) => photo.status === 'judged');
    expect(judged.length).toBeGreaterThan(0);
    await quota.send('Storage.overrideQuotaForOrigin', { origin });
    await press(tab, /Go on/);
    await checked(own, session, X_FOLLOWERS.length);
    // What was kept was not done anew.
    const after = new Map((await membersOf(own, session)).map((member) => [member.account, member]));
    for (const member of judged) expect(after.get(member.account)).toEqual(member);
  });
});

/** As `kill -9` does. */
async function kill({ context }: RunningChromium): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession();
  const processes = await session?.send('SystemInfo.getProcessInfo');
  const main = processes?.processInfo.find(({ type }) => type === 'browser');
  if (main === undefined) throw new Error('This browser does not name its process');
  const closed = new Promise((resolve) => context.once('close', resolve));
  process.kill(main.id, 'SIGKILL');
  await closed;
}
