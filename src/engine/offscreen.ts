import { handleEngine } from '../shared/messaging.ts';
import { createWorkerHost, startEngineWorker } from './worker-host.ts';

/** Chrome's service worker cannot start workers: this document holds the engine for it. */

/** The models take a lot of memory: without work the document closes, and the next job opens it again. */
const IDLE_MS = 5 * 60_000;

const host = createWorkerHost(startEngineWorker);
const running = new Map<string, AbortController>();
let idle = setTimeout(() => window.close(), IDLE_MS);

handleEngine({
  judge: async (job) => {
    clearTimeout(idle);
    const controller = new AbortController();
    running.set(job.id, controller);
    try {
      return await host.judge(job, controller.signal);
    } finally {
      running.delete(job.id);
      if (running.size === 0) {
        clearTimeout(idle);
        idle = setTimeout(() => window.close(), IDLE_MS);
      }
    }
  },
  cancelJob: (id) => running.get(id)?.abort(),
});
