import { askEngine } from '../shared/messaging.ts';
import { type EngineHost, EngineUnavailable } from './host.ts';

const PATH = 'src/engine/offscreen.html';

let opening: Promise<void> | null = null;

/** One document an extension may exist; it outlives the service worker. */
async function openDocument(): Promise<void> {
  const existing = await chrome.runtime.getContexts({
    contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT],
  });
  if (existing.length > 0) return;
  await chrome.offscreen.createDocument({
    url: PATH,
    reasons: [chrome.offscreen.Reason.WORKERS],
    justification: 'Judges photos in a worker, which a service worker cannot start',
  });
}

function ensureDocument(): Promise<void> {
  opening ??= openDocument().finally(() => {
    opening = null;
  });
  return opening;
}

/** Runs the engine in Chrome's offscreen document. */
export function createOffscreenHost(): EngineHost {
  return {
    judge: async (job, signal) => {
      await ensureDocument();
      signal.throwIfAborted();
      const cancel = () => {
        // The document may be gone, and with it the job.
        askEngine('cancelJob', job.id).catch(() => undefined);
      };
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await askEngine('judge', job);
      } catch (error) {
        signal.throwIfAborted();
        throw new EngineUnavailable(String(error));
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}
