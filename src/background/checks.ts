import { type EngineHost, EngineUnavailable } from '../engine/host.ts';
import { unjudged } from '../engine/unjudged.ts';
import type { CheckResult, PictureSource, Priority } from '../shared/messages.ts';
import type { Settings } from '../shared/settings.ts';
import { createScheduler } from './scheduler.ts';
import type { VerdictStore } from './store.ts';

/** One picture is judged at a time; the others meanwhile load. */
const PARALLEL = 4;
const JOB_TIMEOUT_MS = 90_000;
/** A picture that could not be loaded is asked for again only after it: pages ask at every scroll. */
const FAILURE_KEPT_MS = 30_000;

export interface Check {
  readonly key: string;
  readonly source: PictureSource;
  readonly priority: Priority;
  /** In a private window: the verdict is not kept. */
  readonly isPrivate: boolean;
}

export interface ChecksParts {
  readonly engine: EngineHost;
  readonly store: VerdictStore;
  readonly loadSettings: () => Promise<Settings>;
  readonly mayRead: (url: string) => Promise<boolean>;
}

export interface Checks {
  /** Rejects when `signal` aborts or the engine cannot run. */
  check(check: Check, signal: AbortSignal): Promise<CheckResult>;
}

/** From a request to a result: what is known already, what may not be read, or one job an unknown picture. */
export function createChecks({ engine, store, loadSettings, mayRead }: ChecksParts): Checks {
  const scheduler = createScheduler<CheckResult>({
    parallel: PARALLEL,
    timeoutMs: JOB_TIMEOUT_MS,
    isTransient: (error) => error instanceof EngineUnavailable,
  });
  const failures = new Map<string, { readonly result: CheckResult; readonly until: number }>();

  function recentFailure(key: string): CheckResult | null {
    const failure = failures.get(key);
    if (failure === undefined) return null;
    if (failure.until > Date.now()) return failure.result;
    failures.delete(key);
    return null;
  }

  async function judge(
    { key, source, isPrivate }: Omit<Check, 'priority'>,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { fetchLarger } = await loadSettings();
    const job = { id: crypto.randomUUID(), source, allowLarger: fetchLarger };
    const result = await engine.judge(job, signal);
    if (isFailure(result)) failures.set(key, { result, until: Date.now() + FAILURE_KEPT_MS });
    else if (!isPrivate) await orNull(store.keep(key, result));
    return result;
  }

  return {
    async check({ key: givenKey, source: given, priority, isPrivate }, signal) {
      const source = onOneHost(given);
      const key = source.kind === 'data' ? await contentKey(source.dataUrl) : givenKey;
      const known = await orNull(store.find(key));
      if (known !== null) return known;
      if (source.kind === 'url' && !(await mayRead(source.url))) return unjudged('no_permission', 'shown');
      const failed = priority === 'asked' ? null : recentFailure(key);
      if (failed !== null) return failed;
      return scheduler.schedule(
        { key, priority, run: (running) => judge({ key, source, isPrivate }, running) },
        signal,
      );
    },
  };
}

function isFailure({ verdict }: CheckResult): boolean {
  return verdict.reason === 'not_loadable' || verdict.reason === 'timed_out';
}

/** We promise to load nothing but from the hosts that a page's pictures lie on. */
function onOneHost(source: PictureSource): PictureSource {
  if (source.kind === 'data' || source.larger === null) return source;
  const sameHost = new URL(source.larger).host === new URL(source.url).host;
  return sameHost ? source : { ...source, larger: null };
}

/** What a page itself made has no address that would name it. */
async function contentKey(dataUrl: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(dataUrl));
  return `data:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Without its store (a full disk, a broken profile) the extension still works: it only judges again. */
async function orNull<T>(stored: Promise<T>): Promise<T | null> {
  try {
    return await stored;
  } catch {
    return null;
  }
}
