import { type EngineHost, EngineUnavailable } from '../engine/host.ts';
import { unjudged } from '../engine/unjudged.ts';
import type { AuditedPicture } from '../shared/audit.ts';
import type { CheckResult, PictureSource, Priority } from '../shared/messages.ts';
import type { Settings } from '../shared/settings.ts';
import { isThorough, type UnjudgedReason } from '../shared/verdict.ts';
import { leadsInside } from './local-network.ts';
import { createScheduler } from './scheduler.ts';
import type { VerdictStore } from './store.ts';

/** One picture is judged at a time; the others meanwhile load. */
const PARALLEL = 6;
const PARALLEL_OF_TAB = 4;
const JOB_TIMEOUT_MS = 90_000;
/** A picture that could not be loaded is asked for again only after it: pages ask at every scroll. */
const FAILURE_KEPT_MS = 30_000;
/** Failures remembered at most: a page may name ever new addresses. */
const MOST_FAILURES = 1_000;

export interface Check {
  /** The picture's address, or what stays of it without parameters that do not tell pictures apart. */
  readonly key: string;
  readonly source: PictureSource;
  readonly priority: Priority;
  /** The tab that shows it; null when a person handed it over. */
  readonly tabId: number | null;
  /** Nothing of it may be kept: it was asked for in a private window, perhaps. */
  readonly isPrivate: boolean;
  /** The page that shows it; null when a person handed it over. */
  readonly pageUrl: string | null;
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
  /** Judges the picture afresh, with what an audit keeps of it; rejects as `check` does. */
  audit(check: Check, signal: AbortSignal): Promise<AuditedPicture>;
}

/** From a request to a result: what is known already, what may not be read, or one job an unknown picture. */
export function createChecks({ engine, store, loadSettings, mayRead }: ChecksParts): Checks {
  const scheduler = createScheduler<AuditedPicture>({
    parallel: PARALLEL,
    parallelOfOwner: PARALLEL_OF_TAB,
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

  function rememberFailure(key: string, result: CheckResult): void {
    failures.delete(key);
    failures.set(key, { result, until: Date.now() + FAILURE_KEPT_MS });
    const [oldest] = failures.keys();
    if (failures.size > MOST_FAILURES && oldest !== undefined) failures.delete(oldest);
  }

  async function judge(
    key: string,
    { key: givenKey, source, isPrivate, priority }: Check,
    forAudit: boolean,
    signal: AbortSignal,
  ): Promise<AuditedPicture> {
    const judged = await engine.judge(
      { id: crypto.randomUUID(), source, isPrivate, thorough: priority === 'asked', forAudit },
      signal,
    );
    const { result } = judged;
    if (isPassing(result)) {
      rememberFailure(key, result);
    } else if (!isPrivate) {
      // Where the larger variant did not come this time, the verdict is of the shown one only.
      const isShown = source.kind === 'url' && result.variant === 'shown';
      await orNull(store.keep(isShown ? await shownKey(givenKey, source.url) : key, result));
    }
    return judged;
  }

  /** Why the source may not be loaded; null when it may. */
  async function barred(source: PictureSource, pageUrl: string | null): Promise<CheckResult | null> {
    if (source.kind !== 'url') return null;
    if (pageUrl !== null && leadsInside(pageUrl, source.url)) return unjudged('not_loadable', 'shown');
    return (await mayRead(source.url)) ? null : unjudged('no_permission', 'shown');
  }

  return {
    async check({ source: given, ...asked }, signal) {
      const { fetchLarger } = await loadSettings();
      const source = allowed(given, fetchLarger);
      const key = await identity(asked.key, source);
      const known = await orNull(store.find(key));
      if (known !== null && (asked.priority !== 'asked' || isThorough(known.verdict))) return known;
      const refused = await barred(source, asked.pageUrl);
      if (refused !== null) return refused;
      const failed = asked.priority === 'asked' ? null : recentFailure(key);
      if (failed !== null) return failed;
      const run = (running: AbortSignal) => judge(key, { ...asked, source }, false, running);
      // A thorough job is another than the quick one that may run already.
      const name = asked.priority === 'asked' ? `${key} thoroughly` : key;
      const { result } = await scheduler.schedule(
        { key: name, priority: asked.priority, owner: asked.tabId, run },
        signal,
      );
      return result;
    },

    async audit({ source: given, ...asked }, signal) {
      const { fetchLarger } = await loadSettings();
      const source = allowed(given, fetchLarger);
      const key = await identity(asked.key, source);
      const result = await barred(source, asked.pageUrl);
      if (result !== null) return { result, photo: null };
      const run = (running: AbortSignal) => judge(key, { ...asked, source }, true, running);
      return scheduler.schedule(
        { key: `${key} for an audit`, priority: asked.priority, owner: asked.tabId, run },
        signal,
      );
    },
  };
}

/** May come out otherwise another time: nothing was loaded, or no picture, or not all of it. */
const PASSING: ReadonlySet<UnjudgedReason> = new Set([
  'not_loadable',
  'timed_out',
  'too_many_bytes',
  'empty',
  'unsupported_format',
  'unreadable',
]);

function isPassing({ verdict: { reason } }: CheckResult): boolean {
  return reason !== null && PASSING.has(reason);
}

/** We promise to load nothing but from the hosts that a page's pictures lie on. */
function allowed(source: PictureSource, fetchLarger: boolean): PictureSource {
  if (source.kind === 'data' || source.larger === null) return source;
  const isSameHost = new URL(source.larger).origin === new URL(source.url).origin;
  return fetchLarger && isSameHost ? source : { ...source, larger: null };
}

/**
 * Names the very picture that is loaded, so that no page can give a verdict to another's, and a small variant's verdict
 * never stands for a larger one. Hashed: what is stored does not tell which photos were seen.
 */
function identity(key: string, source: PictureSource): Promise<string> {
  // What a page itself made has no address that would name it.
  if (source.kind === 'data') return sha256(source.dataUrl);
  return source.larger === null ? shownKey(key, source.url) : sha256(source.larger);
}

/** A content script lives beside a hostile page: its key may leave parameters of the address out, no more. */
function shownKey(key: string, url: string): Promise<string> {
  return sha256(isShortened(key, url) ? key : url);
}

function isShortened(key: string, url: string): boolean {
  if (!URL.canParse(key)) return false;
  const [short, whole] = [new URL(key), new URL(url)];
  if (short.origin !== whole.origin || short.pathname !== whole.pathname) return false;
  return [...short.searchParams].every(([name, value]) => whole.searchParams.getAll(name).includes(value));
}

async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Without its store (a full disk, a broken profile) the extension still works: it only judges again. */
async function orNull<T>(stored: Promise<T>): Promise<T | null> {
  try {
    return await stored;
  } catch {
    return null;
  }
}
