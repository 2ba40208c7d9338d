import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import {
  type AuditMember,
  type AuditReview,
  type AuditSession,
  type MemberKey,
  rowId,
} from '../shared/audit.ts';
import type { AuditPart, AuditStore } from '../shared/audit-store.ts';
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
/** And rests so many times as long as it took to read: a long list leaves the page time for a person. */
const REST = 10;

/** One audit, kept fresh while it is recorded, with what the reviewer does to it. */
export function useSession(store: AuditStore, id: string, reviewer: string) {
  const [loaded, setLoaded] = useState<Loaded>({ status: 'loading' });
  const [history, setHistory] = useState<History>(NO_HISTORY);
  const [isSaved, setSaved] = useState(true);
  const latest = useRef(loaded);
  latest.current = loaded;
  const edits = useRef(0);
  /** Readings and writings, one after the other. */
  const queue = useRef(Promise.resolve());

  /** What a part is not read for stays as it is, however long the list. */
  const load = useCallback(
    (changed: ReadonlySet<AuditPart>) => {
      const read = async () => {
        const isNew = latest.current.status !== 'ready';
        const edit = edits.current;
        try {
          const [session, members, reviews] = await Promise.all([
            isNew || changed.has('sessions') ? store.session(id) : undefined,
            isNew || changed.has('members') ? store.members(id) : undefined,
            isNew || changed.has('reviews') ? store.reviews(id) : undefined,
          ]);
          const byRow = reviews && new Map(reviews.map((review) => [rowId(review), review]));
          // What was edited meanwhile is not in it; it is read again once that is written.
          const fresh = { session, members, reviews: edit === edits.current ? byRow : undefined };
          setLoaded((now) => merged(now, fresh));
        } catch {
          setLoaded({ status: 'failed' });
        }
      };
      queue.current = queue.current.then(read);
      return queue.current;
    },
    [store, id],
  );

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = new Set<AuditPart>();
    const follow = async () => {
      const started = performance.now();
      const parts = new Set(changed);
      changed.clear();
      await load(parts);
      timer = setTimeout(next, REST * (performance.now() - started));
    };
    const next = () => {
      timer = changed.size > 0 ? setTimeout(follow, FOLLOW_MS) : undefined;
    };
    void load(new Set());
    const stop = store.onChange((session, part) => {
      if (session !== id || part === 'photos') return;
      changed.add(part);
      if (timer === undefined) next();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [load, store, id]);

  /** Shown at once, then written; what could not be written is taken back. */
  const write = useCallback(
    (reviews: readonly AuditReview[]) => {
      edits.current++;
      setLoaded((now) => {
        if (now.status !== 'ready') return now;
        const next = new Map(now.reviews);
        for (const review of reviews) next.set(rowId(review), review);
        return { ...now, reviews: next };
      });
      queue.current = queue.current.then(async () => {
        try {
          await store.saveReviews(reviews);
          setSaved(true);
        } catch {
          setSaved(false);
          void load(new Set(['reviews']));
        }
      });
    },
    [store, load],
  );

  const review = useCallback(
    (keys: readonly MemberKey[], change: Change) => {
      const now = latest.current;
      if (now.status !== 'ready' || keys.length === 0) return;
      const step = stepOf(keys, now.reviews, change, reviewer, Date.now());
      setHistory((before) => doStep(before, step));
      write(step.after);
    },
    [write, reviewer],
  );

  const step = useCallback(
    (way: typeof undo) => {
      const moved = way(history);
      if (moved === null) return;
      const [next, reviews] = moved;
      setHistory(next);
      write(reviews);
    },
    [history, write],
  );

  return {
    loaded,
    review,
    isSaved,
    canUndo: history.done.length > 0,
    canRedo: history.undone.length > 0,
    undo: () => step(undo),
    redo: () => step(redo),
  };
}

interface Fresh {
  readonly session: AuditSession | null | undefined;
  readonly members: readonly AuditMember[] | undefined;
  readonly reviews: ReadonlyMap<string, AuditReview> | undefined;
}

/** With what was read anew; undefined parts were not. */
function merged(now: Loaded, fresh: Fresh): Loaded {
  if (fresh.session === null) return { status: 'missing' };
  const before = now.status === 'ready' ? now : null;
  const session = fresh.session ?? before?.session;
  const members = fresh.members ?? before?.members;
  const reviews = fresh.reviews ?? before?.reviews;
  return session && members && reviews ? { status: 'ready', session, members, reviews } : now;
}
