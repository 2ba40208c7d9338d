import type { CheckRequest, CheckResult, PageSummary } from '../shared/messages.ts';
import { tellBackground } from '../shared/messaging.ts';

/** How long taken-back requests are gathered before the background is told. */
const CANCEL_BATCH_MS = 50;

let cancelled: string[] = [];

/** Asks for a verdict; when `signal` aborts the background is told, and the answer is no longer waited for. */
export function ask(request: CheckRequest, signal: AbortSignal): Promise<CheckResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = (): void => {
      cancel(request.id);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    tellBackground('check', request)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function cancel(id: string): void {
  cancelled.push(id);
  if (cancelled.length > 1) return;
  setTimeout(() => {
    const ids = cancelled;
    cancelled = [];
    // Nothing is lost when nobody is there to hear it.
    tellBackground('cancelChecks', ids).catch(() => undefined);
  }, CANCEL_BATCH_MS);
}

export function tellSummary(summary: PageSummary): void {
  tellBackground('pageChanged', summary).catch(() => undefined);
}

/** False once this script belongs to a version of the extension that is gone. */
export function isAlive(): boolean {
  return globalThis.chrome?.runtime?.id !== undefined;
}
