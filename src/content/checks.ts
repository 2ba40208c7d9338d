import type { CheckRequest, CheckResult, OnScreen, PictureSource, Priority } from '../shared/messages.ts';
import type { UnjudgedReason } from '../shared/verdict.ts';
import type { Avatar } from '../sites/site.ts';

/** Rejects when the answer never came (the background was stopped under way) or when `signal` aborts. */
export type Ask = (request: CheckRequest, signal: AbortSignal) => Promise<CheckResult>;

export interface CheckParts {
  readonly ask: Ask;
  readonly readSource: (avatar: Avatar, signal: AbortSignal) => Promise<PictureSource>;
  /** Where the background may not load the picture: what can be had of it without. */
  readonly readShown: (avatar: Avatar, signal: AbortSignal) => Promise<PictureSource | OnScreen>;
  /** False once the extension was updated or removed under this page. */
  readonly isAlive: () => boolean;
  readonly onDead: () => void;
  /** A picture got its verdict, or was given up. */
  readonly onSettled: (key: string) => void;
  readonly retryDelaysMs?: readonly number[];
}

export type CheckState =
  | { readonly status: 'waiting' }
  | { readonly status: 'settled'; readonly result: CheckResult }
  /** No answer, however often asked. */
  | { readonly status: 'failed' };

export interface Checks {
  /** Asks for a verdict, or for an earlier turn; once a picture, however often it appears. */
  want(avatar: Avatar, priority: Priority): void;
  /** Nobody looks at this picture any more: an unanswered request is taken back. */
  drop(key: string): void;
  state(key: string): CheckState | null;
  stop(): void;
}

interface Entry {
  state: CheckState;
  /** When it left `waiting`. */
  settledAt: number;
  priority: Priority;
  readonly controller: AbortController;
}

const URGENCY: Readonly<Record<Priority, number>> = { idle: 0, near: 1, visible: 2, asked: 3 };
/** An evicted background is up again well within the second. */
const RETRY_DELAYS_MS = [200, 1_000, 4_000];
/** Idle pictures at once: there is time. */
const MAX_IDLE = 3;
/** Pictures carried whole in messages at once: a page full of them must not fill the background's memory. */
const MAX_CARRIED = 4;
/** A picture that could not be loaded may have been in a moment without network: so long after, seeing it asks again. */
const SEEN_AGAIN_MS = 60_000;
/** Settled verdicts remembered for a page; the oldest are forgotten first. */
const MAX_REMEMBERED = 4_000;
/** Reasons that may be gone when a person asks again. */
const PASSING: ReadonlySet<UnjudgedReason> = new Set(['timed_out', 'not_loadable', 'no_permission', 'empty']);

export function createChecks(parts: CheckParts): Checks {
  const entries = new Map<string, Entry>();
  const idle = new Map<string, Avatar>();
  const delays = parts.retryDelaysMs ?? RETRY_DELAYS_MS;
  const carry = createTurns(MAX_CARRIED);
  let idleRunning = 0;
  let count = 0;

  function begin(avatar: Avatar, priority: Priority): void {
    const controller = new AbortController();
    const entry: Entry = { state: { status: 'waiting' }, settledAt: 0, priority, controller };
    entries.delete(avatar.key);
    entries.set(avatar.key, entry);
    if (priority === 'idle') {
      idle.set(avatar.key, avatar);
      pumpIdle();
    } else {
      void run(avatar, entry, priority);
    }
  }

  function pumpIdle(): void {
    for (const [key, avatar] of idle) {
      if (idleRunning >= MAX_IDLE) return;
      idle.delete(key);
      const entry = entries.get(key);
      if (!entry) continue;
      idleRunning++;
      void run(avatar, entry, 'idle').finally(() => {
        idleRunning--;
        pumpIdle();
      });
    }
  }

  /** A later ask of higher priority runs beside the first: whichever answers first settles both. */
  async function run(avatar: Avatar, entry: Entry, priority: Priority): Promise<void> {
    const { signal } = entry.controller;
    for (let attempt = 0; !signal.aborted && entry.state.status === 'waiting'; attempt++) {
      try {
        const ask = () => askOnce(avatar, entry, priority);
        await (avatar.url.startsWith('http') ? ask() : carry(ask));
      } catch {
        if (signal.aborted || entry.state.status !== 'waiting') return;
        if (!parts.isAlive()) return parts.onDead();
        const delay = delays[attempt];
        if (delay === undefined) return settle(avatar.key, entry, { status: 'failed' });
        await pause(delay, signal);
      }
    }
  }

  async function askOnce(avatar: Avatar, entry: Entry, priority: Priority): Promise<void> {
    const { signal } = entry.controller;
    // While it waited for its turn, another ask may have settled it.
    if (signal.aborted || entry.state.status !== 'waiting') return;
    const askFor = (source: CheckRequest['source']) =>
      parts.ask({ id: `${avatar.site}-${count++}`, key: avatar.key, source, priority }, signal);
    const loaded = await askFor(await parts.readSource(avatar, signal));
    const isDenied = loaded.verdict.reason === 'no_permission' && priority === 'asked';
    const result = isDenied ? await askFor(await parts.readShown(avatar, signal)) : loaded;
    settle(avatar.key, entry, { status: 'settled', result });
  }

  function settle(key: string, entry: Entry, state: CheckState): void {
    if (entry.controller.signal.aborted || entry.state.status !== 'waiting') return;
    entry.state = state;
    entry.settledAt = Date.now();
    forgetOldest();
    parts.onSettled(key);
  }

  function forgetOldest(): void {
    for (const [key, { state }] of entries) {
      if (entries.size <= MAX_REMEMBERED) return;
      if (state.status !== 'waiting') entries.delete(key);
    }
  }

  function want(avatar: Avatar, priority: Priority): void {
    const entry = entries.get(avatar.key);
    if (!entry || isWorthAsking(entry, priority)) {
      begin(avatar, priority);
      return;
    }
    if (entry.state.status !== 'waiting' || URGENCY[priority] <= URGENCY[entry.priority]) return;
    entry.priority = priority;
    idle.delete(avatar.key);
    void run(avatar, entry, priority);
  }

  return {
    want,
    drop(key) {
      const entry = entries.get(key);
      if (entry?.state.status !== 'waiting') return;
      idle.delete(key);
      entries.delete(key);
      entry.controller.abort();
    },
    state: (key) => entries.get(key)?.state ?? null,
    stop() {
      for (const { controller } of entries.values()) controller.abort();
      entries.clear();
      idle.clear();
    },
  };
}

function isWorthAsking({ state, settledAt }: Entry, priority: Priority): boolean {
  const isLookedAt = priority === 'visible' || priority === 'asked';
  if (state.status === 'waiting' || !isLookedAt) return false;
  if (state.status === 'failed') return true;
  const { reason } = state.result.verdict;
  if (reason === null || !PASSING.has(reason)) return false;
  return priority === 'asked' || Date.now() - settledAt > SEEN_AGAIN_MS;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Lets so many run at once; the others wait in order. */
function createTurns(limit: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < limit) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
