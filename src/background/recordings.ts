import * as v from 'valibot';
import browser from 'webextension-polyfill';
import {
  type AuditedPicture,
  type AuditMember,
  type AuditPhoto,
  type AuditSession,
  type AuditVisit,
  type MemberPhoto,
  rowId,
} from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import type { PictureSource } from '../shared/messages.ts';
import {
  type KnownAudit,
  RECORDING_STATUSES,
  type RecordingStart,
  type RecordingState,
  type RecordingStatus,
  type SeenMember,
  type SeenMembers,
} from '../shared/recording.ts';
import type { Checks } from './checks.ts';

/** Pictures of a recording on their way at once; what a person looks at comes first all the same. */
const PARALLEL = 4;
/** The engine could not run: so long after, what is left is tried again. */
const RETRY_MS = 5_000;
const TELL_MS = 400;
/** May come out otherwise on another day. */
const PASSING: ReadonlySet<string> = new Set([
  'no_permission',
  'not_loadable',
  'timed_out',
  'empty',
  'unreadable',
]);

export interface RecordingsParts {
  readonly store: AuditStore;
  readonly checks: Pick<Checks, 'audit'>;
  readonly largerVariants: () => Promise<boolean>;
  readonly toolVersion: string;
  readonly modelsVersion: string;
  /** The counter on the page says something else now; never rejects. */
  readonly tell: (tabId: number, state: RecordingState | null) => void;
}

export interface Recordings {
  /** `session` is an audit of before, or null for a new one. Ends what the tab recorded before. */
  start(
    tab: { readonly id: number; readonly title: string },
    session: string | null,
  ): Promise<RecordingStart>;
  /**
   * null when nothing is recorded in the tab. What was seen is written down when the answer's status is `recording`,
   * and left to be told again otherwise.
   * @throws ForeignList when the list is said to be on another host's page
   */
  record(
    tab: { readonly id: number; readonly pageUrl: string },
    seen: SeenMembers,
  ): Promise<RecordingState | null>;
  pause(tabId: number): Promise<RecordingState | null>;
  resume(tabId: number): Promise<RecordingState | null>;
  stop(tabId: number): Promise<void>;
  stateOf(tabId: number): Promise<RecordingState | null>;
  /** Judges what the tabs that record left waiting when the background was stopped. */
  goOn(): Promise<void>;
  /** Audits that have a list of this page, newest first. */
  known(pageUrl: string): Promise<KnownAudit[]>;
}

/** A content script lives beside a hostile page: it may speak of the pages of its own host only. */
export class ForeignList extends Error {
  override readonly name = 'ForeignList';
}

/** What must outlive the background's eviction, but not the browser: which tab records what. */
const recordingSchema = v.object({ session: v.string(), status: v.picklist(RECORDING_STATUSES) });
type Recording = v.InferOutput<typeof recordingSchema>;
const PREFIX = 'recording:';
const recordingKey = (tabId: number) => PREFIX + tabId;

interface Waiting {
  readonly row: string;
  readonly key: string;
  readonly source: PictureSource;
}

/** An audit that is being recorded, with its rows in memory. */
interface Open {
  session: AuditSession;
  readonly members: Map<string, AuditMember>;
  /** Which picture each row showed last. */
  readonly keys: Map<string, string>;
  readonly waiting: Map<string, Waiting>;
  running: number;
  /** The disk is full: nothing is judged that could not be written down. */
  isFull: boolean;
  /** The last tab that recorded: its pictures are judged for it. */
  tabId: number | null;
  /** One change after another. */
  turn: Promise<unknown>;
  telling: ReturnType<typeof setTimeout> | null;
}

export function createRecordings(parts: RecordingsParts): Recordings {
  const { store, checks } = parts;
  const open = new Map<string, Promise<Open | null>>();
  store.onChange((session, part) => {
    if (part === 'sessions') void follow(session);
  });

  /** A person may rename or delete an audit while it is recorded. */
  async function follow(id: string): Promise<void> {
    const opened = await open.get(id);
    if (!opened) return;
    const session = await store.session(id);
    if (session !== null) {
      opened.session = session;
      return;
    }
    open.delete(id);
    opened.waiting.clear();
    if (opened.tabId === null) return;
    await browser.storage.session.remove(recordingKey(opened.tabId));
    parts.tell(opened.tabId, null);
  }

  async function recordingOf(tabId: number): Promise<Recording | null> {
    const key = recordingKey(tabId);
    const stored = v.safeParse(recordingSchema, (await browser.storage.session.get(key))[key]);
    return stored.success ? stored.output : null;
  }

  async function remember(tabId: number, recording: Recording): Promise<void> {
    await browser.storage.session.set({ [recordingKey(tabId)]: recording });
  }

  function openSession(id: string): Promise<Open | null> {
    const known = open.get(id);
    if (known) return known;
    const opening = load(id);
    open.set(id, opening);
    opening.then(
      (opened) => opened ?? open.delete(id),
      () => open.delete(id),
    );
    return opening;
  }

  async function load(id: string): Promise<Open | null> {
    const [session, members] = await Promise.all([store.session(id), store.members(id)]);
    if (session === null) return null;
    const opened: Open = {
      session,
      members: new Map(members.map((member) => [rowId(member), member])),
      keys: new Map(),
      waiting: new Map(),
      running: 0,
      isFull: false,
      tabId: null,
      turn: Promise.resolve(),
      telling: null,
    };
    // What was left when the background or the browser ended; pictures that only the page can read are told again.
    for (const [row, { photo }] of opened.members) {
      if (photo.status !== 'waiting' || !photo.url.startsWith('http')) continue;
      const source = { kind: 'url', url: photo.url, larger: photo.larger } as const;
      opened.waiting.set(row, { row, key: photo.url, source });
    }
    return opened;
  }

  function inTurn<T>(opened: Open, work: () => Promise<T>): Promise<T> {
    const mine = opened.turn.then(work);
    opened.turn = mine.catch(() => undefined);
    return mine;
  }

  function stateFrom(opened: Open, status: RecordingStatus): RecordingState {
    const visit = opened.session.visits.length - 1;
    let [fresh, checked, strong] = [0, 0, 0];
    for (const member of opened.members.values()) {
      if (member.visit === visit) fresh++;
      if (member.photo.status !== 'waiting') checked++;
      if (member.photo.status === 'judged' && member.photo.band === 'strong') strong++;
    }
    return { session: opened.session.id, status, members: opened.members.size, fresh, checked, strong };
  }

  function tellSoon(opened: Open): void {
    opened.telling ??= setTimeout(async () => {
      opened.telling = null;
      const { tabId } = opened;
      const recording = tabId === null ? null : await recordingOf(tabId);
      if (tabId !== null && recording?.session === opened.session.id)
        parts.tell(tabId, stateFrom(opened, recording.status));
    }, TELL_MS);
  }

  /** What cannot be written is told again once there is room, and the person has said so. */
  async function whileThereIsRoom(opened: Open, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!isFull(error)) throw error;
      opened.isFull = true;
      const { tabId } = opened;
      if (tabId !== null) await remember(tabId, { session: opened.session.id, status: 'disk_full' });
      tellSoon(opened);
      return false;
    }
  }

  async function note(opened: Open, { site, list, members }: SeenMembers): Promise<void> {
    if (!opened.session.lists.some(({ id }) => id === list.id)) {
      const next = { ...list, origin: 'page', site } as const;
      const changed = await store.changeSession(opened.session.id, (before) => ({
        ...before,
        lists: [...before.lists, next],
      }));
      if (changed === null) return;
      opened.session = changed;
    }
    const { session } = opened;
    const changed = new Map<string, { readonly member: AuditMember; readonly seen: SeenMember }>();
    for (const seen of members) {
      const key = { session: session.id, list: list.id, account: seen.account };
      const row = rowId(key);
      const before = changed.get(row)?.member ?? opened.members.get(row) ?? null;
      const photo = photoOf(opened, row, before, seen.picture);
      const { handle, name, link, joined } = seen;
      const member: AuditMember = {
        ...key,
        handle: handle ?? before?.handle ?? null,
        name: name ?? before?.name ?? null,
        link: link ?? before?.link ?? null,
        joined: joined ?? before?.joined ?? null,
        firstSeen: before?.firstSeen ?? Date.now(),
        visit: before?.visit ?? session.visits.length - 1,
        photo,
      };
      changed.set(row, { member, seen });
    }
    await store.saveMembers([...changed.values()].map(({ member }) => member));
    for (const [row, { member, seen }] of changed) {
      opened.members.set(row, member);
      if (seen.picture === null) continue;
      opened.keys.set(row, seen.picture.key);
      if (member.photo.status === 'waiting') opened.waiting.set(row, { row, ...seen.picture });
    }
  }

  function photoOf(
    opened: Open,
    row: string,
    before: AuditMember | null,
    picture: SeenMember['picture'],
  ): MemberPhoto {
    // A row that is seen again before its photo is loaded has not lost it.
    if (picture === null) return before?.photo ?? { status: 'none' };
    const url = picture.source.kind === 'url' ? picture.source.url : kindOf(picture.source.dataUrl);
    const known = before?.photo;
    const isSame =
      known !== undefined &&
      known.status !== 'none' &&
      (opened.keys.get(row) === picture.key || known.url === url);
    const isSettled = known?.status === 'judged' && (known.reason === null || !PASSING.has(known.reason));
    if (isSame && isSettled) return known;
    return { status: 'waiting', url, larger: picture.source.kind === 'url' ? picture.source.larger : null };
  }

  function pump(opened: Open): void {
    for (const [row, one] of opened.waiting) {
      if (opened.running >= PARALLEL || opened.isFull) return;
      opened.waiting.delete(row);
      opened.running++;
      void judge(opened, one).finally(() => {
        opened.running--;
        pump(opened);
      });
    }
  }

  async function judge(opened: Open, waiting: Waiting): Promise<void> {
    const { row, key, source } = waiting;
    const list = opened.members.get(row)?.list;
    const asked = {
      key,
      source,
      priority: 'near' as const,
      isPrivate: false,
      tabId: opened.tabId,
      pageUrl: opened.session.lists.find(({ id }) => id === list)?.url ?? null,
    };
    try {
      const judged = await checks.audit(asked, new AbortController().signal);
      await inTurn(opened, () => keep(opened, waiting, judged));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (!opened.waiting.has(row)) opened.waiting.set(row, waiting);
    }
    tellSoon(opened);
  }

  async function keep(opened: Open, waiting: Waiting, { result, photo }: AuditedPicture): Promise<void> {
    const member = opened.members.get(waiting.row);
    // Another picture may have come into the row meanwhile, and waits by itself.
    if (member?.photo.status !== 'waiting' || opened.waiting.has(waiting.row)) return;
    const { verdict, variant } = result;
    const common = { status: 'judged', url: member.photo.url, variant } as const;
    const judged: MemberPhoto | null =
      verdict.band === 'unjudged'
        ? { ...common, band: 'unjudged', reason: verdict.reason, score: null, facts: photo?.facts ?? null }
        : photo && { ...common, band: verdict.band, reason: null, score: verdict.score, facts: photo.facts };
    if (judged === null) throw new Error('A judged picture came without its facts');
    const next = { ...member, photo: judged };
    const isKept = await whileThereIsRoom(opened, async () => {
      if (photo) await store.savePhotos([await auditPhoto(opened.session.id, photo, verdict)]);
      await store.saveMembers([next]);
    });
    if (isKept) opened.members.set(waiting.row, next);
    else opened.waiting.set(waiting.row, waiting);
  }

  async function stateOf(tabId: number): Promise<RecordingState | null> {
    const recording = await recordingOf(tabId);
    const opened = recording && (await openSession(recording.session));
    if (!recording || !opened) return null;
    opened.tabId ??= tabId;
    pump(opened);
    return stateFrom(opened, recording.status);
  }

  async function change(tabId: number, status: RecordingStatus): Promise<RecordingState | null> {
    const recording = await recordingOf(tabId);
    const opened = recording && (await openSession(recording.session));
    if (!recording || !opened) return null;
    await remember(tabId, { ...recording, status });
    if (status === 'recording') opened.isFull = false;
    return stateOf(tabId);
  }

  async function stop(tabId: number): Promise<void> {
    const recording = await recordingOf(tabId);
    if (recording === null) return;
    await browser.storage.session.remove(recordingKey(tabId));
    const ended = { endedAt: Date.now() };
    await store
      .changeSession(recording.session, (session) => ({
        ...session,
        visits: session.visits.with(-1, { ...(session.visits.at(-1) as AuditVisit), ...ended }),
      }))
      // On a full disk the visit stays without its end, as one that was cut off.
      .catch(unlessFull);
  }

  async function begin(title: string, wanted: string | null): Promise<AuditSession> {
    const visit: AuditVisit = {
      startedAt: Date.now(),
      endedAt: null,
      toolVersion: parts.toolVersion,
      modelsVersion: parts.modelsVersion,
      largerVariants: await parts.largerVariants(),
    };
    const known =
      wanted &&
      (await store.changeSession(wanted, (session) => ({ ...session, visits: [...session.visits, visit] })));
    if (known) return known;
    const id = crypto.randomUUID();
    const session = { id, title, createdAt: visit.startedAt, visits: [visit], lists: [] };
    await store.saveSession(session);
    return session;
  }

  return {
    async start(tab, wanted) {
      await stop(tab.id);
      let session: AuditSession;
      try {
        session = await begin(tab.title, wanted);
      } catch (error) {
        unlessFull(error);
        return { status: 'disk_full' };
      }
      const opened = await openSession(session.id);
      if (opened === null) throw new Error('The audit was deleted meanwhile');
      Object.assign(opened, { session, tabId: tab.id, isFull: false });
      await remember(tab.id, { session: session.id, status: 'recording' });
      pump(opened);
      return { status: 'started', state: stateFrom(opened, 'recording') };
    },

    async record(tab, seen) {
      if (new URL(seen.list.url).origin !== new URL(tab.pageUrl).origin) throw new ForeignList();
      const recording = await recordingOf(tab.id);
      if (recording === null) return null;
      const opened = await openSession(recording.session);
      if (opened === null) {
        await browser.storage.session.remove(recordingKey(tab.id));
        return null;
      }
      if (recording.status !== 'recording') return stateFrom(opened, recording.status);
      opened.tabId = tab.id;
      const isKept = await inTurn(opened, () => whileThereIsRoom(opened, () => note(opened, seen)));
      pump(opened);
      return stateFrom(opened, isKept ? 'recording' : 'disk_full');
    },

    pause: (tabId) => change(tabId, 'paused'),
    resume: (tabId) => change(tabId, 'recording'),

    stop,
    stateOf,

    async goOn() {
      const stored = await browser.storage.session.get(null);
      const tabs = Object.keys(stored).filter((key) => key.startsWith(PREFIX));
      await Promise.all(tabs.map((key) => stateOf(Number(key.slice(PREFIX.length)))));
    },

    async known(pageUrl) {
      const { origin, pathname } = new URL(pageUrl);
      const sessions = await store.sessions();
      return sessions
        .filter(({ lists }) => lists.some(({ url }) => url === origin + pathname))
        .sort((one, other) => other.createdAt - one.createdAt)
        .map(({ id, title }) => ({ session: id, title }));
    },
  };
}

async function auditPhoto(
  session: string,
  { facts, thumbnail }: NonNullable<AuditedPicture['photo']>,
  verdict: AuditPhoto['verdict'],
): Promise<AuditPhoto> {
  const response = await fetch(thumbnail);
  const type = thumbnail.startsWith('data:image/jpeg') ? 'image/jpeg' : 'image/webp';
  return {
    session,
    sha256: facts.sha256,
    thumbnail: { type, bytes: new Uint8Array(await response.arrayBuffer()) },
    verdict,
  };
}

/** `data:image/png;base64,…` is named by its kind alone. */
const kindOf = (dataUrl: string): string => /^data:[^,;]*/.exec(dataUrl)?.[0] ?? 'data:';

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';

function unlessFull(error: unknown): void {
  if (!isFull(error)) throw error;
}
