import type {
  OnScreen,
  PageInspection,
  PageSummary,
  PhotosInView,
  PictureSource,
} from '../shared/messages.ts';
import type { Avatar, Site } from '../sites/site.ts';
import { type Ask, createChecks } from './checks.ts';
import { createDiscovery } from './discover.ts';
import { painted, photosInView } from './in-view.ts';
import { inspect } from './inspect.ts';
import { createMarks, type Marks } from './marks.ts';
import { createStanding, type Standing } from './standing.ts';
import { type Seen, seenKey, seenOf, summarise } from './summary.ts';
import { createViewport, type Zone } from './viewport.ts';

export interface WatchParts {
  readonly site: Site;
  readonly page: Document;
  readonly ask: Ask;
  readonly readSource: (avatar: Avatar, signal: AbortSignal) => Promise<PictureSource>;
  readonly readShown: (avatar: Avatar, signal: AbortSignal) => Promise<PictureSource | OnScreen>;
  readonly isAlive: () => boolean;
  readonly onSummary: (summary: PageSummary) => void;
  /** The extension was updated or removed: everything was taken away. */
  readonly onDead: () => void;
}

/** The work on one page: from what is found, by what is seen, to what is drawn. */
export interface Watch {
  /** Whether what comes into view is checked. */
  browse(on: boolean): void;
  /** Checks every photo that is there now. */
  checkAll(): PageSummary;
  summary(): PageSummary;
  inspect(): PageInspection;
  /** Where photos are in the window; takes our marks away first, or brings them back afterwards. */
  photosInView(marks: 'hidden' | 'shown'): Promise<PhotosInView>;
  stop(): void;
}

/** So long after a change, what is out of view has its turn: in the background it comes after all else. */
const IDLE_AFTER_MS = 1_500;
const SUMMARY_MS = 300;
/** Nobody may be left to bring our marks back. */
const HIDDEN_MS = 3_000;

export function createWatch(parts: WatchParts): Watch {
  const { site, page } = parts;
  const standing = createStanding();
  const seen = new Map<string, Seen>();
  /** What stood here when the page went elsewhere: it counts as long as it stays. */
  const carried = new Set<Avatar>();
  /** Pictures that a person asked about: of these weaker signs are shown too. */
  const asked = new Set<string>();
  let browsing = false;
  let running: AbortController | null = null;
  /** Of the page, and of the documents of its frames. */
  const marks = new Map<Document, Marks>();
  let idleTimer: ReturnType<typeof setTimeout> | null = null;
  let summaryTimer: ReturnType<typeof setTimeout> | null = null;
  let hiddenTimer: ReturnType<typeof setTimeout> | null = null;

  const checks = createChecks({
    ask: parts.ask,
    readSource: parts.readSource,
    readShown: parts.readShown,
    isAlive: parts.isAlive,
    onDead: die,
    onSettled(key) {
      for (const { avatar } of standing.ofKey(key)) draw(avatar);
      tellSoon();
    },
  });
  const viewport = createViewport((element, zone) => {
    for (const one of standing.ofElement(element)) move(one, zone);
  });
  const discovery = createDiscovery(site, page, {
    found(avatar) {
      standing.add(avatar);
      seen.set(seenKey(avatar), seenOf(avatar));
      // Observed afresh, so that its zone is told again.
      viewport.unobserve(avatar.element);
      viewport.observe(avatar.element);
      draw(avatar);
      tellSoon();
    },
    gone(avatar) {
      release(avatar);
      if (carried.delete(avatar)) uncount(avatar);
      tellSoon();
    },
    changed() {
      if (!parts.isAlive()) return die();
      for (const [document, { place, stop }] of marks) {
        if (document.defaultView) {
          place();
        } else {
          // Its frame left.
          stop();
          marks.delete(document);
        }
      }
      restIdle();
    },
    navigated() {
      seen.clear();
      for (const { avatar } of standing.all()) {
        carried.add(avatar);
        seen.set(seenKey(avatar), seenOf(avatar));
      }
      tellSoon();
    },
  });

  function uncount(avatar: Avatar): void {
    const name = seenKey(avatar);
    const others = [...standing.ofKey(avatar.key)];
    if (!others.some((other) => seenKey(other.avatar) === name)) seen.delete(name);
  }

  function release(avatar: Avatar): void {
    standing.remove(avatar);
    if (standing.ofKey(avatar.key).size === 0) checks.drop(avatar.key);
    if (standing.ofElement(avatar.element).size > 0) return;
    viewport.unobserve(avatar.element);
    marks.get(avatar.element.ownerDocument)?.hide(avatar.element);
  }

  /** Nothing is looked at in a tab that is not shown. */
  const attention = ({ zone }: Standing): Zone => (page.hidden ? 'away' : zone);

  function move(one: Standing, zone: Zone): void {
    one.zone = zone;
    marks.get(one.avatar.element.ownerDocument)?.place();
    attend(one);
  }

  function attend(one: Standing): void {
    if (!browsing) return;
    const { key } = one.avatar;
    const zone = attention(one);
    if (zone !== 'away') {
      checks.want(one.avatar, zone);
      return;
    }
    const isNeeded = asked.has(key) || [...standing.ofKey(key)].some((user) => attention(user) !== 'away');
    if (isNeeded) return;
    // What scrolled past gives way to what is looked at now; it is taken up again when the page rests.
    checks.drop(key);
    restIdle();
  }

  function attendAll(): void {
    for (const one of standing.all()) attend(one);
  }

  /** Whether or not a picture gets a badge: what we add to a document says nothing of its pictures. */
  function marksOn(document: Document): Marks {
    const known = marks.get(document) ?? createMarks(document);
    marks.set(document, known);
    return known;
  }

  function draw({ element, key, url }: Avatar): void {
    const on = marksOn(element.ownerDocument);
    const state = checks.state(key);
    const result = state?.status === 'settled' ? state.result : null;
    const band = result?.verdict.band;
    const isShown = band === 'strong' || (band === 'some' && asked.has(key));
    if (result && isShown) on.show(element, band, result, url);
    else on.hide(element);
  }

  function restIdle(): void {
    if (!browsing) return;
    idleTimer ??= setTimeout(() => {
      idleTimer = null;
      for (const one of standing.all()) {
        const { avatar } = one;
        if (attention(one) === 'away' && isLoaded(avatar) && !checks.state(avatar.key))
          checks.want(avatar, 'idle');
      }
    }, IDLE_AFTER_MS);
  }

  function tellSoon(): void {
    summaryTimer ??= setTimeout(() => {
      summaryTimer = null;
      if (!parts.isAlive()) return die();
      parts.onSummary(summary());
    }, SUMMARY_MS);
  }

  function summary(): PageSummary {
    return summarise(page.location.hostname, seen.values(), checks.state);
  }

  function run(): void {
    if (running) return;
    running = new AbortController();
    page.addEventListener('visibilitychange', attendAll, { signal: running.signal });
    marksOn(page);
    discovery.start();
  }

  function stop(): void {
    running?.abort();
    running = null;
    browsing = false;
    for (const timer of [idleTimer, summaryTimer, hiddenTimer]) if (timer) clearTimeout(timer);
    idleTimer = null;
    summaryTimer = null;
    discovery.stop();
    viewport.stop();
    checks.stop();
    for (const one of marks.values()) one.stop();
    for (const memory of [marks, standing, seen, carried, asked]) memory.clear();
  }

  function die(): void {
    stop();
    parts.onDead();
  }

  function hideMarks(areHidden: boolean): void {
    if (hiddenTimer) clearTimeout(hiddenTimer);
    hiddenTimer = areHidden ? setTimeout(() => hideMarks(false), HIDDEN_MS) : null;
    for (const one of marks.values()) one.setHidden(areHidden);
  }

  return {
    browse(on) {
      if (!on) {
        stop();
        return parts.onSummary(summary());
      }
      run();
      browsing = true;
      attendAll();
      restIdle();
    },
    checkAll() {
      run();
      discovery.rescan();
      for (const { avatar } of standing.all()) {
        asked.add(avatar.key);
        checks.want(avatar, 'asked');
        draw(avatar);
      }
      return summary();
    },
    summary,
    async photosInView(state) {
      run();
      if (state === 'hidden') {
        discovery.rescan();
        hideMarks(true);
        await painted(page.defaultView ?? window);
      }
      const avatars = [...standing.all()].map(({ avatar }) => avatar);
      const inView = photosInView(page, avatars, marksOn(page).isUncovered);
      if (state === 'shown') hideMarks(false);
      return inView;
    },
    inspect: () => inspect(site, page, discovery.avatars(), checks.state),
    stop,
  };
}

/** Nothing is fetched that the page has not shown itself: a lazy picture may still be unloaded. */
function isLoaded({ picture }: Avatar): boolean {
  if (picture.localName !== 'img') return true;
  const { complete, naturalWidth } = picture as HTMLImageElement;
  return complete && naturalWidth > 0;
}
