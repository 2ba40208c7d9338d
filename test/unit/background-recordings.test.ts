import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuditedPicture, AuditMember, AuditSession } from '../../src/shared/audit.ts';
import { rowId } from '../../src/shared/audit.ts';
import type { AuditStore } from '../../src/shared/audit-store.ts';
import type { RecordingState, SeenMember, SeenMembers } from '../../src/shared/recording.ts';

const browser = vi.hoisted(() => ({
  storage: {
    session: {
      kept: {} as Record<string, unknown>,
      get: vi.fn(async (key: string | null) =>
        key === null ? browser.storage.session.kept : { [key]: browser.storage.session.kept[key] },
      ),
      set: vi.fn(async (values: object) => void Object.assign(browser.storage.session.kept, values)),
      remove: vi.fn(async (key: string) => void delete browser.storage.session.kept[key]),
    },
  },
  tabs: { get: vi.fn(async () => ({ incognito: true, title: 'Private', url: 'https://x.com/a/followers' })) },
}));
vi.mock('webextension-polyfill', () => ({ default: browser }));
vi.mock('../../src/shared/messaging.ts', () => ({ tellTab: vi.fn() }));

const { createRecordings, ForeignList } = await import('../../src/background/recordings.ts');
const { recordingChoice, startRecording } = await import('../../src/background/recording-commands.ts');

const TAB = { id: 7, title: 'Followers', pageUrl: 'https://x.com/a/followers' };
const PHOTO = 'https://pbs.twimg.com/profile_images/1/a.jpg';

const judged = (band: 'strong' | 'none'): AuditedPicture => ({
  result: {
    verdict: {
      band,
      reason: null,
      score: band === 'strong' ? 0.99 : 0.01,
      image: { width: 400, height: 400, sha256: 'ab' },
      evidence: [],
      modelsVersion: '1',
      ms: 1,
    },
    variant: 'shown',
  },
  photo: {
    facts: { sha256: 'ab', perceptualHash: '0123456789abcdef', width: 400, height: 400, eyes: null },
    thumbnail: 'data:image/webp;base64,AAAA',
  },
});

const member = (account: string, url: string | null = PHOTO): SeenMember => ({
  account,
  handle: account,
  name: account.toUpperCase(),
  link: `https://x.com/${account}`,
  joined: null,
  picture: url === null ? null : { key: url, source: { kind: 'url', url, larger: null } },
});

const seen = (...members: SeenMember[]): SeenMembers => ({
  site: 'x',
  list: { id: 'followers', title: 'Followers', url: TAB.pageUrl },
  members,
});

/** As the real one: each call is kept whole, or not at all. */
function memoryStore() {
  const sessions = new Map<string, AuditSession>();
  const members = new Map<string, AuditMember>();
  const listeners = new Set<Parameters<AuditStore['onChange']>[0]>();
  let isFull = false;
  const write = async (work: () => void) => {
    if (isFull) throw new DOMException('Full', 'QuotaExceededError');
    work();
  };
  const store = {
    sessions: async () => [...sessions.values()],
    session: async (id) => sessions.get(id) ?? null,
    saveSession: (session) => write(() => sessions.set(session.id, session)),
    async changeSession(id, change) {
      const before = sessions.get(id);
      if (before === undefined) return null;
      const session = change(before);
      await write(() => sessions.set(id, session));
      for (const listener of listeners) listener(id, 'sessions');
      return session;
    },
    async deleteSession(id) {
      sessions.delete(id);
      members.clear();
      for (const listener of listeners) listener(id, 'sessions');
    },
    members: async () => [...members.values()],
    saveMembers: (some) => write(() => void some.map((one) => members.set(rowId(one), one))),
    savePhotos: () => write(() => undefined),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } satisfies Partial<AuditStore>;
  return {
    store: store as unknown as AuditStore,
    sessions,
    rows: () => [...members.values()],
    fill: (full: boolean) => {
      isFull = full;
    },
  };
}

type Asked = Parameters<Parameters<typeof createRecordings>[0]['checks']['audit']>;

function recordingsOn(
  { store }: ReturnType<typeof memoryStore>,
  audit: (...asked: Asked) => Promise<AuditedPicture> = async () => judged('none'),
) {
  const told: (RecordingState | null)[] = [];
  const recordings = createRecordings({
    store,
    checks: { audit },
    largerVariants: async () => false,
    toolVersion: '1',
    modelsVersion: '1',
    tell: (_, state) => told.push(state),
  });
  return { recordings, told };
}

async function started(
  recordings: ReturnType<typeof recordingsOn>['recordings'],
  session: string | null = null,
) {
  const start = await recordings.start(TAB, session);
  if (start.status !== 'started') throw new Error(start.status);
  return start.state.session;
}

const PATIENT = { timeout: 10_000 };
const settled = (rows: () => readonly AuditMember[]) =>
  vi.waitFor(() => expect(rows().filter(({ photo }) => photo.status === 'waiting')).toEqual([]), PATIENT);

beforeEach(() => {
  browser.storage.session.kept = {};
});

describe('a recording', () => {
  test('takes an account once in a list, one without photo, and judges the photos', async () => {
    const memory = memoryStore();
    const { recordings } = recordingsOn(memory, async () => judged('strong'));
    await started(recordings);
    await recordings.record(TAB, seen(member('a'), member('a'), member('b', null)));
    await settled(memory.rows);
    expect(memory.rows().map(({ account, photo }) => [account, photo.status])).toEqual([
      ['a', 'judged'],
      ['b', 'none'],
    ]);
    expect(await recordings.stateOf(TAB.id)).toMatchObject({ members: 2, checked: 2, strong: 1, fresh: 2 });
  });

  test('keeps the photo of a row that is seen again before it has loaded one', async () => {
    const memory = memoryStore();
    const { recordings } = recordingsOn(memory);
    await started(recordings);
    await recordings.record(TAB, seen(member('a')));
    await settled(memory.rows);
    await recordings.record(TAB, seen({ ...member('a', null), name: null }));
    expect(memory.rows()).toMatchObject([{ name: 'A', photo: { status: 'judged' } }]);
  });

  test('says what is new when it is continued, and leaves judged photos alone', async () => {
    const memory = memoryStore();
    const audit = vi.fn(async () => judged('none'));
    const session = await (async () => {
      const { recordings } = recordingsOn(memory, audit);
      const id = await started(recordings);
      await recordings.record(TAB, seen(member('a')));
      await settled(memory.rows);
      await recordings.stop(TAB.id);
      return id;
    })();
    const { recordings } = recordingsOn(memory, audit);
    expect(await recordings.known('https://x.com/a/followers?tab=1')).toEqual([
      { session, title: TAB.title },
    ]);
    await started(recordings, session);
    const state = await recordings.record(TAB, seen(member('a'), member('b')));
    expect(state).toMatchObject({ members: 2, fresh: 1 });
    await settled(memory.rows);
    expect(audit).toHaveBeenCalledTimes(2);
    expect(memory.sessions.get(session)?.visits.map(({ endedAt }) => endedAt !== null)).toEqual([
      true,
      false,
    ]);
  });

  test('writes nothing while it is paused, and ends the visit when another begins in its tab', async () => {
    const memory = memoryStore();
    const { recordings } = recordingsOn(memory);
    const first = await started(recordings);
    await recordings.pause(TAB.id);
    expect(await recordings.record(TAB, seen(member('a')))).toMatchObject({ status: 'paused', members: 0 });
    await started(recordings);
    expect(memory.sessions.get(first)?.visits.at(-1)?.endedAt).not.toBeNull();
  });

  test('judges what was left when the background was stopped', async () => {
    const memory = memoryStore();
    const { recordings } = recordingsOn(memory, () => new Promise(() => undefined));
    await started(recordings);
    await recordings.record(TAB, seen(member('a'), member('b')));
    const again = recordingsOn(memory);
    await again.recordings.goOn();
    await settled(memory.rows);
  });

  test('asks for photos on behalf of the page that shows them, whatever was stopped meanwhile', async () => {
    const memory = memoryStore();
    const { recordings } = recordingsOn(memory, () => new Promise(() => undefined));
    await started(recordings);
    await recordings.record(TAB, seen(member('a')));
    const audit = vi.fn(async (..._: Asked) => judged('none'));
    await recordingsOn(memory, audit).recordings.goOn();
    await settled(memory.rows);
    expect(audit.mock.calls[0]?.[0]).toMatchObject({ pageUrl: TAB.pageUrl, priority: 'near' });
  });

  test('takes no list of another host', async () => {
    const { recordings } = recordingsOn(memoryStore());
    await started(recordings);
    const foreign = { ...seen(member('a')), list: { id: 'a', title: '', url: 'http://10.0.0.1/' } };
    await expect(recordings.record(TAB, foreign)).rejects.toThrow(ForeignList);
  });
});

describe('on a full disk', () => {
  test('waits until there is room, and has lost nothing', async () => {
    const memory = memoryStore();
    const { recordings, told } = recordingsOn(memory, async () => {
      memory.fill(true);
      return judged('strong');
    });
    await started(recordings);
    await recordings.record(TAB, seen(member('a')));
    await vi.waitFor(() => expect(told.at(-1)?.status).toBe('disk_full'), PATIENT);
    expect(await recordings.record(TAB, seen(member('b')))).toMatchObject({ status: 'disk_full' });
    expect(memory.rows()).toMatchObject([{ account: 'a', photo: { status: 'waiting' } }]);

    memory.fill(false);
    const { recordings: later } = recordingsOn(memory);
    expect(await later.resume(TAB.id)).toMatchObject({ status: 'recording' });
    await later.record(TAB, seen(member('b')));
    await settled(memory.rows);
    expect(memory.rows()).toHaveLength(2);
  });

  test('goes on where it was when the same background has room again', async () => {
    const memory = memoryStore();
    let judgements = 0;
    const { recordings } = recordingsOn(memory, async () => {
      if (judgements++ === 0) memory.fill(true);
      return judged('none');
    });
    await started(recordings);
    await recordings.record(TAB, seen(member('a')));
    await vi.waitFor(
      async () => expect((await recordings.stateOf(TAB.id))?.status).toBe('disk_full'),
      PATIENT,
    );
    memory.fill(false);
    await recordings.resume(TAB.id);
    await settled(memory.rows);
  });

  test('does not begin', async () => {
    const memory = memoryStore();
    memory.fill(true);
    expect(await recordingsOn(memory).recordings.start(TAB, null)).toEqual({ status: 'disk_full' });
  });
});

test('an audit that is deleted while it is recorded ends on the page, and stays deleted', async () => {
  const memory = memoryStore();
  const { recordings, told } = recordingsOn(memory);
  const session = await started(recordings);
  await recordings.record(TAB, seen(member('a')));
  await settled(memory.rows);
  await memory.store.deleteSession(session);
  await vi.waitFor(() => expect(told.at(-1)).toBeNull(), PATIENT);
  expect(await recordings.record(TAB, seen(member('b')))).toBeNull();
  expect(memory.rows()).toEqual([]);
});

test('a new name and a new list both stay', async () => {
  const memory = memoryStore();
  const { recordings } = recordingsOn(memory);
  const session = await started(recordings);
  await memory.store.changeSession(session, (before) => ({ ...before, title: 'Renamed' }));
  await recordings.record(TAB, seen(member('a')));
  await recordings.stop(TAB.id);
  expect(memory.sessions.get(session)).toMatchObject({ title: 'Renamed', lists: [{ id: 'followers' }] });
});

test('in a private window nothing is recorded, and nothing offered', async () => {
  const memory = memoryStore();
  const { recordings } = recordingsOn(memory);
  expect(await startRecording(recordings, TAB.id, null)).toEqual({ status: 'private' });
  expect(await recordingChoice(recordings, TAB.id)).toEqual({ status: 'private' });
  expect(memory.sessions.size).toBe(0);
});
