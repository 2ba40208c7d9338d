import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { CheckResult } from '../shared/messages.ts';
import type { Verdict } from '../shared/verdict.ts';

/** Verdicts by content, and pictures by identity: the same photo under two addresses is judged and kept once. */
interface Schema extends DBSchema {
  pictures: {
    key: string;
    value: {
      readonly key: string;
      readonly verdictId: string;
      readonly variant: CheckResult['variant'];
      readonly at: number;
    };
    indexes: { at: number };
  };
  verdicts: {
    key: string;
    value: { readonly id: string; readonly verdict: Verdict; readonly at: number };
    indexes: { at: number };
  };
}

export interface VerdictStore {
  find(key: string): Promise<CheckResult | null>;
  /** Keeps what the picture itself decides; a failure to load it is not kept. */
  keep(key: string, result: CheckResult): Promise<void>;
  /** Removes what was stored before the time. @returns how many verdicts */
  removeOlderThan(time: number): Promise<number>;
  /** @returns how many verdicts were removed */
  clear(): Promise<number>;
  count(): Promise<number>;
}

const verdictId = (sha256: string, modelsVersion: string) => `${sha256}:${modelsVersion}`;

/** Verdicts of other models than `modelsVersion` are never found, and go with the old ones. */
export function openVerdictStore(modelsVersion: string): VerdictStore {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;

  /** A failed or closed connection is opened anew by the next call. */
  function database(): Promise<IDBPDatabase<Schema>> {
    opened ??= openDB<Schema>('verdicts', 1, {
      upgrade(db) {
        db.createObjectStore('pictures', { keyPath: 'key' }).createIndex('at', 'at');
        db.createObjectStore('verdicts', { keyPath: 'id' }).createIndex('at', 'at');
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

  async function removeUntil(store: 'pictures' | 'verdicts', time: number): Promise<number> {
    const transaction = (await database()).transaction(store, 'readwrite');
    let removed = 0;
    let cursor = await transaction.store.index('at').openCursor(IDBKeyRange.upperBound(time, true));
    while (cursor !== null) {
      await cursor.delete();
      removed += 1;
      cursor = await cursor.continue();
    }
    await transaction.done;
    return removed;
  }

  return {
    async find(key) {
      const db = await database();
      const picture = await db.get('pictures', key);
      if (picture === undefined || !picture.verdictId.endsWith(`:${modelsVersion}`)) return null;
      const found = await db.get('verdicts', picture.verdictId);
      return found === undefined ? null : { verdict: found.verdict, variant: picture.variant };
    },

    async keep(key, { verdict, variant }) {
      const { sha256 } = verdict.image;
      if (sha256 === '') return;
      const id = verdictId(sha256, verdict.modelsVersion);
      const at = Date.now();
      const transaction = (await database()).transaction(['pictures', 'verdicts'], 'readwrite');
      await Promise.all([
        transaction.objectStore('pictures').put({ key, verdictId: id, variant, at }),
        transaction.objectStore('verdicts').put({ id, verdict, at }),
        transaction.done,
      ]);
    },

    async removeOlderThan(time) {
      await removeUntil('pictures', time);
      return removeUntil('verdicts', time);
    },

    async clear() {
      const db = await database();
      const removed = await db.count('verdicts');
      await Promise.all([db.clear('pictures'), db.clear('verdicts')]);
      return removed;
    },

    async count() {
      return (await database()).count('verdicts');
    },
  };
}
