import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import {
  type AuditMember,
  type AuditReview,
  type AuditSession,
  type MemberKey,
  rowId,
} from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import { type Change, doStep, type History, NO_HISTORY, redo, stepOf, undo } from './history.ts';

export type Loaded =
  | { readonly status: 'loading' }
  | { readonly status: 'missing' }
  | { readonly status: 'failed' }
  | {
      readonly status: 'ready';
      readonly session: AuditSession;
      readonly members: readonly AuditMember[];
      readonly reviews: ReadonlyMap<string, AuditReview>;
    };

/** A recording writes several times a second: the table follows it this often. */
const FOLLOW_MS = 1_500;

/** One audit, kept fresh while it is recorded, with what the reviewer does to it. */
export function useSession(store: AuditStore, id: string, reviewer: string) {
  const [loaded, setLoaded] = useState<Loaded>({ status: 'loading' });
  const [history, setHistory] = useState<History>(NO_HISTORY);
  const [isSaved, setSaved] = useState(true);
  const latest = useRef(loaded);
  latest.current = loaded;

  const loads = useRef(0);

  const load = useCallback(async () => {
    const mine = ++loads.current;
    // On a busy machine an earlier reading may end after a later one, and is out of date then.
    const set = (next: Loaded) => mine === loads.current && setLoaded(next);
    try {
      const [session, members, reviews] = await Promise.all([
        store.session(id),
        store.members(id),
        store.reviews(id),
      ]);
      if (session === null) return set({ status: 'missing' });
      const byRow = new Map(reviews.map((review) => [rowId(review), review]));
      set({ status: 'ready', session, members, reviews: byRow });
    } catch {
      set({ status: 'failed' });
    }
  }, [store, id]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void load();
    const stop = store.onChange((changed) => {
      if (changed !== id) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void load();
      }, FOLLOW_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [load, store, id]);

  /** Shown at once, then written; what could not be written is taken back. */
  const write = useCallback(
    async (reviews: readonly AuditReview[]) => {
      setLoaded((now) => {
        if (now.status !== 'ready') return now;
        const next = new Map(now.reviews);
        for (const review of reviews) next.set(rowId(review), review);
        return { ...now, reviews: next };
      });
      try {
        await store.saveReviews(reviews);
        setSaved(true);
      } catch {
        setSaved(false);
        await load();
      }
    },
    [store, load],
  );

  const review = useCallback(
    (keys: readonly MemberKey[], change: Change) => {
      const now = latest.current;
      if (now.status !== 'ready' || keys.length === 0) return;
      const step = stepOf(keys, now.reviews, change, reviewer, Date.now());
      setHistory((before) => doStep(before, step));
      void write(step.after);
    },
    [write, reviewer],
  );

  const step = useCallback(
    (way: typeof undo) => {
      const moved = way(history);
      if (moved === null) return;
      const [next, reviews] = moved;
      setHistory(next);
      void write(reviews);
    },
    [history, write],
  );

  return {
    loaded,
    reload: load,
    review,
    isSaved,
    canUndo: history.done.length > 0,
    canRedo: history.undone.length > 0,
    undo: () => step(undo),
    redo: () => step(redo),
  };
}
