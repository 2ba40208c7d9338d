import type { Priority } from '../shared/messages.ts';

const ORDER: Readonly<Record<Priority, number>> = { asked: 0, visible: 1, near: 2, idle: 3 };

export interface Task<T> {
  /** Tasks of one key are one job, however many ask. */
  readonly key: string;
  readonly priority: Priority;
  /** The tab that asks; null for our own pages. */
  readonly owner: Owner;
  readonly run: (signal: AbortSignal) => Promise<T>;
}

type Owner = number | null;

export interface SchedulerOptions {
  /** Jobs that run side by side. */
  readonly parallel: number;
  /** Of these, jobs of one owner: pictures of one page that load slowly must not hold up every other page. */
  readonly parallelOfOwner: number;
  /** A job is stopped after it, so that none can hold its place for ever. */
  readonly timeoutMs: number;
  /** May a job that failed so be tried once more? */
  readonly isTransient: (error: unknown) => boolean;
}

export interface Scheduler<T> {
  /** Rejects when `signal` aborts; the job itself stops when nobody waits for it any more. */
  schedule(task: Task<T>, signal: AbortSignal): Promise<T>;
}

interface Waiter<T> {
  readonly owner: Owner;
  readonly priority: number;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

interface Job<T> {
  readonly task: Task<T>;
  readonly waiters: Set<Waiter<T>>;
  /** Aborts the running job; null while it waits. */
  running: AbortController | null;
}

/** A job for whoever of its waiters has the first claim. */
interface Turn<T> {
  readonly job: Job<T>;
  readonly waiter: Waiter<T>;
}

/** Runs the most urgent jobs first; of equally urgent ones each owner's in turn, and of one owner's the oldest. */
export function createScheduler<T>(options: SchedulerOptions): Scheduler<T> {
  const { parallel, parallelOfOwner, timeoutMs, isTransient } = options;
  /** In order of arrival. */
  const jobs = new Map<string, Job<T>>();
  /** One entry a running job. */
  const running: Owner[] = [];
  /** When each owner last had a turn, as a count of turns. */
  const turns = new Map<Owner, number>();
  let count = 0;

  const lastTurn = (owner: Owner) => turns.get(owner) ?? 0;
  const runningOf = (owner: Owner) => running.filter((one) => one === owner).length;

  function isBefore({ waiter: one }: Turn<T>, { waiter: other }: Turn<T>): boolean {
    if (one.priority !== other.priority) return one.priority < other.priority;
    return lastTurn(one.owner) < lastTurn(other.owner);
  }

  function next(): Turn<T> | null {
    let best: Turn<T> | null = null;
    for (const job of jobs.values()) {
      if (job.running !== null) continue;
      for (const waiter of job.waiters) {
        const turn = { job, waiter };
        const isFree = runningOf(waiter.owner) < parallelOfOwner;
        if (isFree && (best === null || isBefore(turn, best))) best = turn;
      }
    }
    return best;
  }

  function startWaiting(): void {
    while (running.length < parallel) {
      const turn = next();
      if (turn === null) return;
      const { owner } = turn.waiter;
      running.push(owner);
      turns.set(owner, ++count);
      void run(turn.job).finally(() => {
        running.splice(running.indexOf(owner), 1);
        if (jobs.size === 0) turns.clear();
        startWaiting();
      });
    }
  }

  async function run(job: Job<T>): Promise<void> {
    const controller = new AbortController();
    job.running = controller;
    try {
      const value = await attempt(job, controller.signal);
      for (const waiter of job.waiters) waiter.resolve(value);
    } catch (error) {
      for (const waiter of job.waiters) waiter.reject(error);
    } finally {
      remove(job);
    }
  }

  async function attempt({ task }: Job<T>, signal: AbortSignal): Promise<T> {
    const once = () => withTimeout(task.run, timeoutMs, signal);
    try {
      return await once();
    } catch (error) {
      if (signal.aborted || !isTransient(error)) throw error;
      return once();
    }
  }

  /** A stopped job may have been replaced by a new one of its key already. */
  function remove(job: Job<T>): void {
    if (jobs.get(job.task.key) === job) jobs.delete(job.task.key);
  }

  function leave(job: Job<T>, waiter: Waiter<T>): void {
    job.waiters.delete(waiter);
    if (job.waiters.size > 0) return;
    remove(job);
    job.running?.abort();
  }

  function jobFor(task: Task<T>): Job<T> {
    const known = jobs.get(task.key);
    if (known !== undefined) return known;
    const job: Job<T> = { task, waiters: new Set(), running: null };
    jobs.set(task.key, job);
    return job;
  }

  return {
    schedule: (task, signal) =>
      new Promise<T>((resolve, reject) => {
        signal.throwIfAborted();
        const job = jobFor(task);
        const abort = () => {
          leave(job, waiter);
          reject(signal.reason);
        };
        const settled = () => signal.removeEventListener('abort', abort);
        const waiter: Waiter<T> = {
          owner: task.owner,
          priority: ORDER[task.priority],
          resolve: (value) => {
            settled();
            resolve(value);
          },
          reject: (reason) => {
            settled();
            reject(reason);
          },
        };
        job.waiters.add(waiter);
        signal.addEventListener('abort', abort, { once: true });
        startWaiting();
      }),
  };
}

/** Lets go after the time even when `run` does not heed its signal. */
async function withTimeout<T>(
  run: (signal: AbortSignal) => Promise<T>,
  ms: number,
  signal: AbortSignal,
): Promise<T> {
  // A timer of our own: a timeout signal that only a combined one listens to may be collected before it fires.
  const either = new AbortController();
  const timer = setTimeout(() => either.abort(new DOMException('It took too long', 'TimeoutError')), ms);
  const stop = () => either.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    either.signal.addEventListener('abort', () => reject(either.signal.reason), { once: true });
  });
  try {
    return await Promise.race([run(either.signal), aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
