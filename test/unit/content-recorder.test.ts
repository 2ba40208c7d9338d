import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FACEBOOK_MEMBERS, type Member, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import { facebookPage } from '../../scripts/demo/facebook-page.ts';
import { FACEBOOK_URL, X_URL } from '../../scripts/demo/sites.ts';
import { xPage } from '../../scripts/demo/x-page.ts';
import { createRecorder } from '../../src/content/recorder.ts';
import type { SeenMembers } from '../../src/shared/recording.ts';
import { facebook } from '../../src/sites/facebook.ts';
import type { Site } from '../../src/sites/site.ts';
import { x } from '../../src/sites/x.ts';

/** Longer than any pause between two looks. */
const SOON_MS = 1_000;

interface Recorded {
  readonly page: Document;
  readonly told: SeenMembers[];
  readonly accounts: () => string[];
}

const recorders: ReturnType<typeof createRecorder>[] = [];

function record(
  site: Site,
  url: string,
  html: string,
  tell: (seen: SeenMembers) => Promise<void> = async () => undefined,
): Recorded {
  const { window } = new JSDOM(html, { url, pretendToBeVisual: true });
  const page = window.document;
  // Nothing has a place here: what is not said to be above the window is in it.
  window.Element.prototype.getBoundingClientRect = function (this: Element) {
    return { top: 0, bottom: this.hasAttribute('data-passed') ? -1 : 60 } as DOMRect;
  };
  const told: SeenMembers[] = [];
  const recorder = createRecorder({
    site,
    page,
    readSource: async ({ url: picture, larger }) => ({ kind: 'url', url: picture, larger }),
    tell: async (seen) => {
      await tell(seen);
      told.push(seen);
    },
  });
  recorders.push(recorder);
  recorder.start();
  return { page, told, accounts: () => told.flatMap(({ members }) => members.map(({ account }) => account)) };
}

const soon = () => vi.advanceTimersByTimeAsync(SOON_MS);
/** Each look takes a few milliseconds only, which is little here. */
const all = (check: () => void) =>
  vi.waitFor(
    async () => {
      await soon();
      check();
    },
    { timeout: 10_000 },
  );
const accountsOf = (members: readonly Member[]) => members.map(({ account }) => account);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  for (const recorder of recorders.splice(0)) recorder.stop();
  vi.useRealTimers();
});

test('tells each member once, with what the row says of them', async () => {
  const { told, accounts } = record(facebook, FACEBOOK_URL, facebookPage(FACEBOOK_MEMBERS));
  await all(() => expect(accounts()).toHaveLength(FACEBOOK_MEMBERS.length));
  await soon();
  expect(accounts().sort()).toEqual(accountsOf(FACEBOOK_MEMBERS).sort());
  expect(told[0]).toMatchObject({
    site: 'facebook',
    list: { id: `${FACEBOOK_URL}`, url: FACEBOOK_URL },
  });
  const byAccount = new Map(told.flatMap(({ members }) => members).map((one) => [one.account, one]));
  for (const { account, name, note, portrait } of FACEBOOK_MEMBERS) {
    const one = byAccount.get(account);
    expect(one).toMatchObject({ name, joined: { text: note } });
    expect(one?.joined?.at === null).toBe(!/on \w+day|last/.test(note));
    if (portrait.kind === 'gan') expect(one?.picture).not.toBeNull();
  }
});

test('tells what could not be handed on again, and each row only once in the end', async () => {
  let failures = 2;
  const { accounts } = record(facebook, FACEBOOK_URL, facebookPage(FACEBOOK_MEMBERS), async () => {
    if (failures-- > 0) throw new Error('Not recorded');
  });
  await all(() => expect(accounts().sort()).toEqual(accountsOf(FACEBOOK_MEMBERS).sort()));
});

test('waits for a photo that loads as its row comes into view, and no longer once it is scrolled past', async () => {
  const html = facebookPage(FACEBOOK_MEMBERS.slice(0, 2)).replaceAll('xlink:href=', 'data-later=');
  const { page, told, accounts } = record(facebook, FACEBOOK_URL, html);
  await all(() => expect(accounts()).toHaveLength(2));
  await soon();
  expect(told.flatMap(({ members }) => members.map(({ picture }) => picture))).toEqual([null, null]);
  page.querySelectorAll('[role=listitem]')[1]?.setAttribute('data-passed', '');
  await soon();
  for (const image of page.querySelectorAll('image'))
    image.setAttribute('href', image.getAttribute('data-later') ?? '');
  await all(() => expect(accounts()).toHaveLength(3));
  await soon();
  expect(accounts().slice(2)).toEqual([FACEBOOK_MEMBERS[0]?.account]);
  expect(told.at(-1)?.members[0]?.picture).not.toBeNull();
});

test('takes the people that cells of a virtualised list are used again for', async () => {
  const { page, accounts } = record(x, X_URL, xPage(X_FOLLOWERS.slice(0, 2)));
  await all(() => expect(accounts()).toHaveLength(2));
  const list = page.querySelector('.list');
  const next = new JSDOM(xPage(X_FOLLOWERS.slice(2, 4))).window.document.querySelector('.list');
  if (list && next) list.innerHTML = next.innerHTML;
  await all(() => expect(accounts().sort()).toEqual(accountsOf(X_FOLLOWERS.slice(0, 4)).sort()));
});

test('keeps two lists of a page, and the lists that a page of one document shows one after another, apart', async () => {
  const [one, other] = [FACEBOOK_MEMBERS.slice(0, 2), FACEBOOK_MEMBERS.slice(1, 4)];
  const second = new JSDOM(facebookPage(other)).window.document.querySelector('[role=list]');
  const html = facebookPage(one).replace(
    '</div></div></div></body>',
    `</div><h2>Admins</h2>${second?.outerHTML}</div></div></body>`,
  );
  const { page, told } = record(facebook, FACEBOOK_URL, html);
  const lists = () => {
    const members = new Map<string, string[]>();
    for (const { list, members: some } of told)
      members.set(list.id, [...(members.get(list.id) ?? []), ...some.map(({ account }) => account)].sort());
    return Object.fromEntries(members);
  };
  await all(() =>
    expect(lists()).toEqual({
      [`${FACEBOOK_URL}#New to the group`]: accountsOf(one).sort(),
      [`${FACEBOOK_URL}#Admins`]: accountsOf(other).sort(),
    }),
  );
  page.defaultView?.history.pushState(null, '', '/groups/1/members');
  await all(() => expect(Object.keys(lists())).toHaveLength(4));
});

test('makes nothing of a page that the background would refuse as a whole', async () => {
  const long = 'n'.repeat(5_000);
  const { told } = record(
    facebook,
    FACEBOOK_URL,
    facebookPage(FACEBOOK_MEMBERS.slice(0, 2).map((one) => ({ ...one, name: long }))),
  );
  await all(() => expect(told.flatMap(({ members }) => members)).toHaveLength(2));
  for (const { name } of told.flatMap(({ members }) => members)) expect(name).toHaveLength(2_000);
});
