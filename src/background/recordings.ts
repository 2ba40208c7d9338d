import * as v from 'valibot';
import browser from 'webextension-polyfill';
import {
  type AuditedPicture,
  type AuditMember,
  type AuditPhoto,
  type AuditSession,
  type MemberPhoto,
  rowId,
} from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import type { PictureSource } from '../shared/messages.ts';
import {
  type KnownAudit,
  RECORDING_STATUSES,
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
  /** `session` is an audit of before, or null for a new one. */
  start(
    tab: { readonly id: number; readonly title: string },
    session: string | null,
  ): Promise<RecordingState>;
  /** null when nothing is recorded in the tab; also writes down what it can when the disk is full. */
  record(
    tab: { readonly id: number; readonly pageUrl: string },
    seen: SeenMembers,
  ): Promise<RecordingState | null>;
  pause(tabId: number): Promise<RecordingState | null>;
  resume(tabId: number): Promise<RecordingState | null>;
  stop(tabId: number): Promise<void>;
  stateOf(tabId: number): Promise<RecordingState | null>;
  /** Audits that have a list of this page, newest first. */
  known(pageUrl: string): Promise<KnownAudit[]>;
}

/** What must outlive the background's eviction, but not the browser: which tab records what. */
const recordingSchema = v.object({ session: v.string(), status: v.picklist(RECORDING_STATUSES) });
type Recording = v.InferOutput<typeof recordingSchema>;
const recordingKey = (tabId: number) => `recording:${tabId}`;

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
  /** Where its pictures are judged for; the last tab that recorded. */
  tab: { readonly id: number; readonly pageUrl: string } | null;
  /** One change after another. */
  turn: Promise<unknown>;
  telling: ReturnType<typeof setTimeout> | null;
}

export function createRecordings(parts: RecordingsParts): Recordings {
  const { store, checks } = parts;
  const open = new Map<string, Promise<Open | null>>();

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
      tab: null,
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
      const { tab } = opened;
      const recording = tab && (await recordingOf(tab.id));
      if (tab && recording?.session === opened.session.id)
        parts.tell(tab.id, stateFrom(opened, recording.status));
    }, TELL_MS);
  }

  /** What cannot be written is not lost, but told again: the recording waits until there is room. */
  async function whileThereIsRoom(opened: Open, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!isFull(error)) throw error;
      if (opened.tab) await remember(opened.tab.id, { session: opened.session.id, status: 'disk_full' });
      tellSoon(opened);
      return false;
    }
  }

  async function note(opened: Open, { site, list, members }: SeenMembers): Promise<void> {
    const { session } = opened;
    if (!session.lists.some(({ id }) => id === list.id)) {
      const next = { ...session, lists: [...session.lists, { ...list, origin: 'page', site } as const] };
      await store.saveSession(next);
      opened.session = next;
    }
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
      if (opened.running >= PARALLEL) return;
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
    const asked = {
      key,
      source,
      priority: 'near' as const,
      isPrivate: false,
      tabId: opened.tab?.id ?? null,
      pageUrl: opened.tab?.pageUrl ?? null,
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
  }

  async function change(tabId: number, status: RecordingStatus): Promise<RecordingState | null> {
    const recording = await recordingOf(tabId);
    const opened = recording && (await openSession(recording.session));
    if (!recording || !opened) return null;
    await remember(tabId, { ...recording, status });
    pump(opened);
    return stateFrom(opened, status);
  }

  return {
    async start(tab, wanted) {
      const visit = {
        startedAt: Date.now(),
        endedAt: null,
        toolVersion: parts.toolVersion,
        modelsVersion: parts.modelsVersion,
        largerVariants: await parts.largerVariants(),
      };
      const known = wanted === null ? null : await openSession(wanted);
      const session: AuditSession = known
        ? { ...known.session, visits: [...known.session.visits, visit] }
        : {
            id: crypto.randomUUID(),
            title: tab.title,
            createdAt: visit.startedAt,
            visits: [visit],
            lists: [],
          };
      await store.saveSession(session);
      if (known) known.session = session;
      const opened = await openSession(session.id);
      if (opened === null) throw new Error('The audit was deleted meanwhile');
      await remember(tab.id, { session: session.id, status: 'recording' });
      pump(opened);
      return stateFrom(opened, 'recording');
    },

    async record(tab, seen) {
      const recording = await recordingOf(tab.id);
      if (recording === null) return null;
      const opened = await openSession(recording.session);
      if (opened === null) {
        await browser.storage.session.remove(recordingKey(tab.id));
        return null;
      }
      if (recording.status === 'paused') return stateFrom(opened, 'paused');
      opened.tab = tab;
      const isKept = await inTurn(opened, () => whileThereIsRoom(opened, () => note(opened, seen)));
      // There is room again.
      if (isKept && recording.status === 'disk_full')
        await remember(tab.id, { ...recording, status: 'recording' });
      pump(opened);
      return stateFrom(opened, isKept ? 'recording' : 'disk_full');
    },

    pause: (tabId) => change(tabId, 'paused'),
    resume: (tabId) => change(tabId, 'recording'),

    async stop(tabId) {
      const recording = await recordingOf(tabId);
      await browser.storage.session.remove(recordingKey(tabId));
      const opened = recording && (await openSession(recording.session));
      if (!opened) return;
      const { session } = opened;
      const visits = session.visits.map((visit, at) =>
        at === session.visits.length - 1 ? { ...visit, endedAt: Date.now() } : visit,
      );
      const ended = { ...session, visits };
      await store.saveSession(ended);
      opened.session = ended;
    },

    async stateOf(tabId) {
      const recording = await recordingOf(tabId);
      const opened = recording && (await openSession(recording.session));
      if (!recording || !opened) return null;
      pump(opened);
      return stateFrom(opened, recording.status);
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
