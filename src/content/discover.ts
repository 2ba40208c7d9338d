import {
  avatarAt,
  candidateSelector,
  FRAMES,
  innerRoot,
  ownAccount,
  type Root,
  watchedAttributes,
} from '../sites/find.ts';
import type { Avatar, Site } from '../sites/site.ts';
import { NEAR_MARGIN } from './viewport.ts';

export interface DiscoveryEvents {
  found(avatar: Avatar): void;
  /** Removed, or its element now shows another picture or account. */
  gone(avatar: Avatar): void;
  /** The page changed in some way that may have moved things. */
  changed(): void;
  /** The page's address changed without a load. */
  navigated(): void;
}

export interface Discovery {
  start(): void;
  stop(): void;
  /** Looks at everything again now, and returns when it has. */
  rescan(): void;
  avatars(): Iterable<Avatar>;
}

type Region = Root | Element;

interface Scan {
  readonly elements: NodeListOf<Element>;
  next: number;
}

/** The first change is looked at soon; what follows is gathered: a list that renders comes as few batches. */
const SOON_MS = 4;
const BATCH_MS = 60;
/** Work for at most this long at once, so that a page never loses a frame to us. */
const SLICE_MS = 6;
/** Elements passed over between looks at the clock. */
const CLOCK_EVERY = 64;
/** The page is searched for the account that is signed in at most so often: that may take a look at all of it. */
const OWN_EVERY_MS = 3_000;
/** Siblings looked at again when one changes: a twin may have come or gone. */
const MAX_SIBLINGS = 8;

/** Attributes that change all the time on elements that show no picture: these are never a reason to search below. */
const BUSY_ATTRIBUTES: ReadonlySet<string> = new Set(['style', 'class']);
const PICTURE_NAMES: ReadonlySet<string> = new Set(['img', 'image']);

export function createDiscovery(site: Site, page: Document, events: DiscoveryEvents): Discovery {
  const selector = candidateSelector(site);
  const attributes = watchedAttributes(site);
  const accountRegions = [...new Set(site.accounts.map(({ within }) => within))].join(', ');

  const tracked = new Map<Element, Avatar>();
  const roots = new Set<Root>();
  /** New on the page, or to be searched afresh. */
  const fresh = new Set<Region>();
  /** Changed in a way that may give their pictures to another account. */
  const altered = new Set<Region>();
  /** Elements to be searched for pictures, by region: a large page is passed over in many slices. */
  const scans: Scan[] = [];
  const todo = new Set<Element>();
  let linked = new WeakSet<Element>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** When the last batch was looked at. */
  let worked = Number.NEGATIVE_INFINITY;
  let running = false;
  let removals = false;
  let own: string | null = null;
  /** When the page was last searched for the account that is signed in. */
  let ownRead = Number.NEGATIVE_INFINITY;
  let address = '';

  const observer = new MutationObserver(take);
  /** Pictures without a box yet (in a closed tab of the page, say) are looked at again once they have one. */
  const layout = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        layout.unobserve(target);
        todo.add(target);
      }
      schedule(0);
    },
    { rootMargin: NEAR_MARGIN },
  );

  function take(records: readonly MutationRecord[]): void {
    for (const record of records) {
      if (record.type === 'childList') {
        removals ||= record.removedNodes.length > 0;
        for (const node of record.addedNodes) if (isElement(node)) fresh.add(node);
      } else {
        touch(record.target as Element, record.attributeName ?? '');
      }
    }
    scheduleBatch();
  }

  function touch(element: Element, attribute: string): void {
    const showsPicture = PICTURE_NAMES.has(element.localName);
    if (!showsPicture && !BUSY_ATTRIBUTES.has(attribute)) {
      altered.add(accountRegions ? (element.closest(accountRegions) ?? element) : element);
      return;
    }
    if (!tracked.has(element) && !element.matches(selector)) return;
    todo.add(element);
    for (const sibling of [...(element.parentElement?.children ?? [])].slice(0, MAX_SIBLINGS))
      if (sibling.matches(selector)) todo.add(sibling);
  }

  const onLoad = ({ target }: Event): void => {
    if (!isElement(target)) return;
    if (FRAMES.has(target.localName)) {
      // Another document came, and the one before it left.
      fresh.add(target);
      removals = true;
    } else if (target.matches(selector)) {
      todo.add(target);
    } else {
      return;
    }
    scheduleBatch();
  };

  function schedule(delay: number): void {
    if (running) timer ??= setTimeout(work, delay);
  }

  function scheduleBatch(): void {
    schedule(Math.max(SOON_MS, worked + BATCH_MS - performance.now()));
  }

  function work(): void {
    timer = null;
    const more = step(performance.now() + SLICE_MS);
    worked = performance.now();
    if (more) schedule(0);
  }

  /** Works until the time is up; true when something is left. */
  function step(until: number): boolean {
    noticeNavigation();
    noticeOwnAccount();
    for (const region of altered) readAgain(region);
    for (const region of [...altered, ...fresh]) openRegion(region);
    altered.clear();
    fresh.clear();
    scan(until);
    const found: Avatar[] = [];
    const gone: Avatar[] = [];
    for (const element of todo) {
      todo.delete(element);
      look(element, found, gone);
      if (performance.now() > until) break;
    }
    if (removals) sweep(gone);
    // First what came: a picture that only moved to another element keeps its check.
    for (const avatar of found) events.found(avatar);
    for (const avatar of gone) events.gone(avatar);
    events.changed();
    return todo.size > 0 || scans.length > 0;
  }

  function openRegion(region: Region): void {
    if (!region.isConnected) return;
    if ('localName' in region) pass(region);
    scans.push({ elements: region.querySelectorAll('*'), next: 0 });
  }

  function scan(until: number): void {
    for (let last = scans.at(-1); last; last = scans.at(-1)) {
      const element = last.elements[last.next++];
      if (element) pass(element);
      else scans.splice(scans.indexOf(last), 1);
      if (last.next % CLOCK_EVERY === 0 && performance.now() > until) return;
    }
  }

  function pass(element: Element): void {
    const inner = innerRoot(element);
    if (inner) {
      watch(inner);
      openRegion(inner);
    }
    if (element.matches(selector)) todo.add(element);
  }

  /** Tracked pictures below, even where the site's selectors no longer match them. */
  function readAgain(region: Region): void {
    for (const element of tracked.keys()) if (region.contains(element)) todo.add(element);
  }

  function look(element: Element, found: Avatar[], gone: Avatar[]): void {
    if (element.localName === 'image') watchLinks(element);
    const before = tracked.get(element);
    const now = isOnPage(element) ? avatarAt(site, element, own) : null;
    if (now === 'not_laid_out') layout.observe(element);
    const avatar = typeof now === 'string' ? null : now;
    if (avatar && before && isSame(before, avatar)) return;
    if (before) {
      tracked.delete(element);
      gone.push(before);
    }
    if (avatar) {
      tracked.set(element, avatar);
      found.push(avatar);
    }
  }

  function sweep(gone: Avatar[]): void {
    removals = false;
    for (const [element, avatar] of tracked) {
      if (isOnPage(element)) continue;
      tracked.delete(element);
      gone.push(avatar);
    }
    for (const root of roots) if (!isOpen(root)) roots.delete(root);
  }

  function noticeNavigation(): void {
    const now = page.location.href;
    if (now === address) return;
    address = now;
    ownRead = Number.NEGATIVE_INFINITY;
    events.navigated();
  }

  function noticeOwnAccount(): void {
    if (performance.now() - ownRead < OWN_EVERY_MS) return;
    ownRead = performance.now();
    const now = ownAccount(site, page);
    if (now === own) return;
    own = now;
    for (const element of tracked.keys()) todo.add(element);
  }

  function watch(root: Root): void {
    if (roots.has(root)) return;
    roots.add(root);
    observer.observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: [...attributes],
    });
    root.addEventListener('load', onLoad, { capture: true, passive: true });
  }

  /** An attribute filter never lets namespaced attributes through, and `xlink:href` is one: no filter here. */
  function watchLinks(image: Element): void {
    if (linked.has(image)) return;
    linked.add(image);
    observer.observe(image, { attributes: true });
  }

  return {
    start() {
      if (running) return;
      running = true;
      address = page.location.href;
      watch(page);
      fresh.add(page);
      schedule(0);
    },
    stop() {
      running = false;
      if (timer) clearTimeout(timer);
      timer = null;
      observer.disconnect();
      layout.disconnect();
      for (const root of roots) root.removeEventListener('load', onLoad, { capture: true });
      for (const set of [roots, fresh, altered, todo]) set.clear();
      tracked.clear();
      linked = new WeakSet();
      removals = false;
      scans.length = 0;
      own = null;
      ownRead = Number.NEGATIVE_INFINITY;
    },
    rescan() {
      if (!running) return;
      take(observer.takeRecords());
      altered.add(page);
      step(Number.POSITIVE_INFINITY);
    },
    avatars: () => tracked.values(),
  };
}

/** By shape, not by class: the elements of frames have classes of their own. */
function isElement(node: unknown): node is Element {
  return node !== null && typeof node === 'object' && 'localName' in node;
}

/** The document of a frame that left, or shows another, keeps its elements but has no window. */
function isOnPage(element: Element): boolean {
  return element.isConnected && element.ownerDocument.defaultView !== null;
}

function isOpen(root: Root): boolean {
  return 'host' in root ? isOnPage(root.host) : root.defaultView !== null;
}

function isSame(one: Avatar, other: Avatar): boolean {
  // A renewed signature is no other picture, but only the new address can still be fetched.
  return one.url === other.url && one.account === other.account && one.element === other.element;
}
