import type { AuditedPicture } from '../shared/audit.ts';
import type { JudgeJob } from '../shared/messages.ts';
import { type EngineHost, EngineUnavailable } from './host.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { unjudged } from './unjudged.ts';

/** A cold start compiles the WebAssembly and loads the models, perhaps on a busy machine. */
const START_MS = 60_000;
/** No picture within the limits takes near this long: the worker hangs. */
const JUDGE_MS = 20_000;

interface Waiting {
  readonly job: JudgeJob;
  readonly settle: (outcome: AuditedPicture | Error) => void;
}

/** The part of a Worker that is used here. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/**
 * Runs the engine in a dedicated worker, started at the first job. A worker that dies or hangs is replaced: the
 * picture it was on is reported as timed out, and the others start anew.
 */
export function createWorkerHost(start: () => WorkerLike): EngineHost {
  const waiting = new Map<string, Waiting>();
  let worker: WorkerLike | null = null;
  let judging: string | null = null;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const send = (message: ToWorker) => worker?.postMessage(message);

  function watch(ms: number, whenLate: () => void): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(whenLate, ms);
  }

  function open(): void {
    const opened = start();
    worker = opened;
    // A replaced worker's last words are about jobs that run elsewhere by now.
    const ifCurrent = (handle: () => void) => () => worker === opened && handle();
    opened.addEventListener('message', (event) => {
      if (worker === opened) hear((event as MessageEvent<FromWorker>).data);
    });
    opened.addEventListener('error', ifCurrent(replace));
    watch(START_MS, () => giveUp('The engine did not start in time'));
  }

  function close(): void {
    clearTimeout(watchdog);
    worker?.terminate();
    worker = null;
    judging = null;
  }

  function giveUp(message: string): void {
    close();
    for (const id of waiting.keys()) settle(id, new EngineUnavailable(message));
  }

  function replace(): void {
    const culprit = judging;
    if (culprit === null) {
      giveUp('The engine stopped');
      return;
    }
    close();
    const source = waiting.get(culprit)?.job.source;
    const result = unjudged('timed_out', source?.kind === 'data' ? 'given' : 'shown', JUDGE_MS);
    settle(culprit, { result, photo: null });
    if (waiting.size === 0) return;
    open();
    for (const { job } of waiting.values()) send({ kind: 'judge', job });
  }

  function settle(id: string, outcome: AuditedPicture | Error): void {
    const found = waiting.get(id);
    waiting.delete(id);
    found?.settle(outcome);
  }

  function hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        clearTimeout(watchdog);
        break;
      case 'broken':
        giveUp(message.message);
        break;
      case 'judging':
        judging = message.id;
        watch(JUDGE_MS, replace);
        break;
      case 'done':
      case 'failed':
        if (judging === message.id) {
          judging = null;
          clearTimeout(watchdog);
        }
        settle(message.id, message.kind === 'done' ? message.judged : new Error(message.message));
        break;
    }
  }

  return {
    judge: (job, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const abort = () => {
          waiting.delete(job.id);
          send({ kind: 'cancel', id: job.id });
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting.set(job.id, {
          job,
          settle: (outcome) => {
            signal.removeEventListener('abort', abort);
            if (outcome instanceof Error) reject(outcome);
            else resolve(outcome);
          },
        });
        if (worker === null) open();
        send({ kind: 'judge', job });
      }),
  };
}

/** The engine's worker, from any page of the extension. */
export function startEngineWorker(): Worker {
  return new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' });
}
