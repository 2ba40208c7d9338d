import type { Priority } from '../shared/messages.ts';

const ORDER: Readonly<Record<Priority, number>> = { asked: 0, visible: 1, near: 2, idle: 3 };

export interface Task<T> {
  /** Tasks of one key are one job, however many ask. */
  readonly key: string;
  readonly priority: Priority;
  readonly run: (signal: AbortSignal) => Promise<T>;
}

export interface SchedulerOptions {
  /** Jobs that run side by side. */
  readonly parallel: number;
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
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

interface Job<T> {
  readonly task: Task<T>;
  priority: number;
  readonly waiters: Set<Waiter<T>>;
  /** Aborts the running job; null while it waits. */
  running: AbortController | null;
}

/** Runs the most urgent jobs first, and of equally urgent ones the oldest. */
export function createScheduler<T>({ parallel, timeoutMs, isTransient }: SchedulerOptions): Scheduler<T> {
  /** In order of arrival. */
  const jobs = new Map<string, Job<T>>();
  let busy = 0;

  function next(): Job<T> | null {
    let best: Job<T> | null = null;
    for (const job of jobs.values()) {
      if (job.running === null && (best === null || job.priority < best.priority)) best = job;
    }
    return best;
  }

  function startWaiting(): void {
    while (busy < parallel) {
      const job = next();
      if (job === null) return;
      busy += 1;
      void run(job).finally(() => {
        busy -= 1;
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
    if (known !== undefined) {
      known.priority = Math.min(known.priority, ORDER[task.priority]);
      return known;
    }
    const job: Job<T> = { task, priority: ORDER[task.priority], waiters: new Set(), running: null };
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
  const timeout = AbortSignal.timeout(ms);
  const either = AbortSignal.any([signal, timeout]);
  const aborted = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(either.reason), { once: true });
  });
  return Promise.race([run(either), aborted]);
}
