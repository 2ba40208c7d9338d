import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { AuditMember, AuditPhoto, AuditReview, AuditSession, MemberKey } from './audit.ts';

type Key = [session: string, list: string, account: string];

interface Schema extends DBSchema {
  sessions: { key: string; value: AuditSession };
  members: { key: Key; value: AuditMember };
  reviews: { key: Key; value: AuditReview };
  photos: { key: [session: string, sha256: string]; value: AuditPhoto };
}

const STORES = ['sessions', 'members', 'reviews', 'photos'] as const;
/** What of an audit was changed; `sessions` also where all of it came or went. */
export type AuditPart = (typeof STORES)[number];

const CHANNEL = 'audits';

type Listener = (session: string, part: AuditPart) => void;

interface Change {
  readonly session: string;
  readonly part: AuditPart;
}

/**
 * Audits on this device. Each call is one transaction: what it wrote stays whatever happens next. Rejects with a
 * `QuotaExceededError` (a `DOMException`) when the disk is full; nothing of that call is kept then. What is saved for a
 * session that was deleted meanwhile is left out.
 */
export interface AuditStore {
  sessions(): Promise<AuditSession[]>;
  session(id: string): Promise<AuditSession | null>;
  saveSession(session: AuditSession): Promise<void>;
  /**
   * Changes a session as it is now, so that a recording and a person who renames it undo nothing of each other's.
   * @returns the changed session, or null when it was deleted
   */
  changeSession(id: string, change: (session: AuditSession) => AuditSession): Promise<AuditSession | null>;
  /** With its members, reviews and pictures. */
  deleteSession(id: string): Promise<void>;
  /** Sorted by list and account. */
  members(session: string): Promise<AuditMember[]>;
  countMembers(session: string): Promise<number>;
  member(key: MemberKey): Promise<AuditMember | null>;
  saveMembers(members: readonly AuditMember[]): Promise<void>;
  reviews(session: string): Promise<AuditReview[]>;
  saveReviews(reviews: readonly AuditReview[]): Promise<void>;
  photo(session: string, sha256: string): Promise<AuditPhoto | null>;
  savePhotos(photos: readonly AuditPhoto[]): Promise<void>;
  /** A whole session at once, or nothing: for imports. Rejects with a `ConstraintError` when the session is there. */
  add(
    session: AuditSession,
    members: readonly AuditMember[],
    reviews: readonly AuditReview[],
    photos: readonly AuditPhoto[],
  ): Promise<void>;
  /** Calls back after any change, made in whichever page or worker. @returns a function that ends it */
  onChange(listener: Listener): () => void;
}

export function openAuditStore(): AuditStore {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const channel = new BroadcastChannel(CHANNEL);
  const listeners = new Set<Listener>();
  channel.onmessage = ({ data: { session, part } }: MessageEvent<Change>) => {
    for (const listener of listeners) listener(session, part);
  };

  /** A failed or closed connection is opened anew by the next call. */
  function database(): Promise<IDBPDatabase<Schema>> {
    opened ??= openDB<Schema>('audits', 1, {
      upgrade(db) {
        db.createObjectStore('sessions', { keyPath: 'id' });
        db.createObjectStore('members', { keyPath: ['session', 'list', 'account'] });
        db.createObjectStore('reviews', { keyPath: ['session', 'list', 'account'] });
        db.createObjectStore('photos', { keyPath: ['session', 'sha256'] });
      },
      terminated() {
        opened = null;
      },
    }).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  function tell(session: string, part: AuditPart): void {
    channel.postMessage({ session, part } satisfies Change);
    for (const listener of listeners) listener(session, part);
  }

  async function put<Store extends 'members' | 'reviews' | 'photos'>(
    store: Store,
    values: readonly Schema[Store]['value'][],
  ): Promise<void> {
    if (values.length === 0) return;
    const transaction = (await database()).transaction(['sessions', store], 'readwrite');
    const sessions = [...new Set(values.map((value) => value.session))];
    const keys = await Promise.all(sessions.map((id) => transaction.objectStore('sessions').getKey(id)));
    const kept = new Set(keys);
    const left = values.filter((value) => kept.has(value.session));
    await Promise.all([...left.map((value) => transaction.objectStore(store).put(value)), transaction.done]);
    for (const session of new Set(left.map((value) => value.session))) tell(session, store);
  }

  return {
    sessions: async () => (await database()).getAll('sessions'),
    session: async (id) => (await (await database()).get('sessions', id)) ?? null,

    async saveSession(session) {
      await (await database()).put('sessions', session);
      tell(session.id, 'sessions');
    },

    async changeSession(id, change) {
      const transaction = (await database()).transaction('sessions', 'readwrite');
      const before = await transaction.store.get(id);
      if (before === undefined) return null;
      const session = change(before);
      await Promise.all([transaction.store.put(session), transaction.done]);
      tell(id, 'sessions');
      return session;
    },

    async deleteSession(id) {
      const transaction = (await database()).transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('sessions').delete(id),
        transaction.objectStore('members').delete(ofSession(id)),
        transaction.objectStore('reviews').delete(ofSession(id)),
        transaction.objectStore('photos').delete(ofSession(id)),
        transaction.done,
      ]);
      tell(id, 'sessions');
    },

    members: async (session) => (await database()).getAll('members', ofSession(session)),
    countMembers: async (session) => (await database()).count('members', ofSession(session)),
    member: async ({ session, list, account }) =>
      (await (await database()).get('members', [session, list, account])) ?? null,
    saveMembers: (members) => put('members', members),
    reviews: async (session) => (await database()).getAll('reviews', ofSession(session)),
    saveReviews: (reviews) => put('reviews', reviews),
    photo: async (session, sha256) => (await (await database()).get('photos', [session, sha256])) ?? null,
    savePhotos: (photos) => put('photos', photos),

    async add(session, members, reviews, photos) {
      const transaction = (await database()).transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('sessions').add(session),
        ...members.map((member) => transaction.objectStore('members').put(member)),
        ...reviews.map((review) => transaction.objectStore('reviews').put(review)),
        ...photos.map((photo) => transaction.objectStore('photos').put(photo)),
        transaction.done,
      ]);
      tell(session.id, 'sessions');
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** All keys whose first part is the session: arrays sort after every string. */
function ofSession(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}
