import { climb, readAttribute, type ShownPicture, shownPicture } from './read.ts';
import { shapeFit } from './shape.ts';
import type { Avatar, ListRule, ReadRule, Site } from './site.ts';

/** Links looked through in a row: a long bio must not cost a frame. */
const MAX_MATCHES = 12;
/** Siblings looked through for a twin. */
const MAX_SIBLINGS = 8;
/** Longer `data:` pictures are not avatars, and too long to carry through messages. */
const MAX_DATA_URL = 4_000_000;

/** Why an element shows no avatar. */
export type LeftOut =
  | 'no_rule'
  | 'no_picture'
  | 'other_address'
  /** The box or its frame has another shape than the rule demands. */
  | 'differs'
  | 'default_picture'
  | 'no_account'
  | 'own_account'
  | 'excluded'
  | 'twin'
  /** Its shape cannot be told yet. */
  | 'not_laid_out';

export type Found = Avatar | LeftOut;

/** Elements that may show an avatar on this site. */
export function candidateSelector(site: Site): string {
  return [...new Set(site.avatars.map((rule) => rule.selector))].join(', ');
}

/** Attributes whose change may make an avatar another one, or another person's. */
export function watchedAttributes(site: Site): readonly string[] {
  const accounts = site.accounts.map(({ attribute }) => attribute).filter((name) => name !== null);
  return [...new Set(['src', 'srcset', 'href', 'xlink:href', 'style', 'class', ...accounts])];
}

/** What each rule found for one element: sites read several things by the same rule. */
type Matches = Map<ReadRule, RegExpExecArray | null>;

function matchOnce(element: Element, rule: ReadRule, known: Matches): RegExpExecArray | null {
  const before = known.get(rule);
  if (before !== undefined) return before;
  const match = matchOf(element, rule);
  known.set(rule, match);
  return match;
}

function matchOf(element: Element, rule: ReadRule): RegExpExecArray | null {
  const within = climb(element, rule.within);
  if (!within) return null;
  const places = rule.from === ':scope' ? [within] : within.querySelectorAll(rule.from);
  let left = MAX_MATCHES;
  for (const place of places) {
    const match = rule.key.exec(readAttribute(place, rule.attribute));
    if (match) return match;
    if (--left === 0) return null;
  }
  return null;
}

/** What the first way that leads anywhere finds. */
function read(element: Element, rules: readonly ReadRule[], known: Matches = new Map()): string | null {
  for (const rule of rules) {
    const found = matchOnce(element, rule, known)?.[1];
    if (found) return rule.attribute === null ? found : decodeURIComponentSafely(found);
  }
  return null;
}

function readLink(element: Element, rules: readonly ReadRule[], known: Matches): string | null {
  for (const rule of rules) {
    const match = matchOnce(element, rule, known);
    if (match) return match[0];
  }
  return null;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Who is signed in, where the page says so. */
export function ownAccount(site: Site, page: Document): string | null {
  return site.ownAccount ? read(page.documentElement, [site.ownAccount]) : null;
}

function isVolatile(site: Site, parameter: string): boolean {
  return site.volatileParameters.some((name) =>
    name.endsWith('*') ? parameter.startsWith(name.slice(0, -1)) : parameter === name,
  );
}

export function pictureKey(site: Site, url: string): string {
  if (url.startsWith('data:')) return `data:${url.length}:${fingerprint(url)}`;
  if (!url.startsWith('http')) return url;
  // As text: `URLSearchParams` writes the whole address anew for each parameter that goes.
  const [address = ''] = url.split('#', 1);
  const start = address.indexOf('?');
  if (start < 0) return address;
  const parameters = address.slice(start + 1).split('&');
  const kept = parameters.filter((parameter) => !isVolatile(site, parameter.split('=', 1)[0] ?? ''));
  return address.slice(0, start) + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

/** Names a long `data:` picture in short; two FNV-1a runs, as subtle crypto is missing on plain-http pages. */
function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ at, 0x01000193);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}

/** Never another host than the one the page already shows the picture from. */
export function largerVariant(site: Site, url: string): string | null {
  if (!site.larger || !url.startsWith('http')) return null;
  const shown = new URL(url);
  const larger = site.larger(new URL(url));
  if (!larger || larger === shown.href || new URL(larger).origin !== shown.origin) return null;
  return larger;
}

/** An `img` laid over a background of the same picture is left to the background, which is what one sees. */
function hasTwin(element: Element, picture: ShownPicture): boolean {
  if (picture.kind !== 'img') return false;
  const siblings = element.parentElement?.children ?? [];
  return [...siblings].slice(0, MAX_SIBLINGS).some((sibling) => {
    if (sibling === element || sibling.localName === 'img' || sibling.localName === 'svg') return false;
    const shown = shownPicture(sibling);
    return shown?.kind === 'background' && shown.url === picture.url;
  });
}

function seenBox(element: Element): Element {
  return 'ownerSVGElement' in element ? ((element as SVGElement).ownerSVGElement ?? element) : element;
}

/** The avatar that an element shows, by the site's first rule that fits it. */
export function avatarAt(site: Site, element: Element, own: string | null): Found {
  const picture = shownPicture(element);
  if (!picture || picture.url.length > MAX_DATA_URL) return 'no_picture';
  if (site.defaultPictures.some((pattern) => pattern.test(picture.url))) return 'default_picture';
  const rules = site.avatars.filter((rule) => element.matches(rule.selector));
  if (rules.length === 0) return 'no_rule';
  let why: LeftOut = 'other_address';
  const known: Matches = new Map();
  for (const rule of rules) {
    if (!rule.url.test(picture.url)) continue;
    const box = seenBox(element);
    const fit = rule.shape ? shapeFit(element, box, rule.shape) : 'fits';
    const account = fit === 'fits' ? read(element, site.accounts, known) : null;
    if (fit !== 'fits' || (account === null && rule.accountNeeded)) {
      // What is not laid out yet is looked at again, whatever other rules say of it.
      if (why !== 'not_laid_out') why = fit === 'fits' ? 'no_account' : fit;
      continue;
    }
    const handle = read(element, site.handles, known);
    if (own !== null && (account === own || handle === own)) return 'own_account';
    if (isExcluded(site, element)) return 'excluded';
    if (hasTwin(element, picture)) return 'twin';
    return {
      site: site.id,
      picture: element,
      element: box,
      url: picture.url,
      larger: largerVariant(site, picture.url),
      account,
      handle,
      name: read(element, site.names, known),
      link: readLink(element, site.links, known),
      key: pictureKey(site, picture.url),
      kind: picture.kind,
    };
  }
  return why;
}

/** Whom an element's surroundings name, whatever picture it shows. */
export function personAt(site: Site, element: Element): Pick<Avatar, 'account' | 'handle' | 'name' | 'link'> {
  const known: Matches = new Map();
  return {
    account: read(element, site.accounts, known),
    handle: read(element, site.handles, known),
    name: read(element, site.names, known),
    link: readLink(element, site.links, known),
  };
}

function isExcluded(site: Site, element: Element): boolean {
  return site.excluded.length > 0 && climb(element, site.excluded.join(', ')) !== null;
}

export type Root = Document | ShadowRoot;

/** The open shadow root of an element, or the document of a same-origin frame. */
export function innerRoot(element: Element): Root | null {
  if (element.shadowRoot) return element.shadowRoot;
  // Frames of other origins give null.
  return FRAMES.has(element.localName) ? (element as HTMLIFrameElement).contentDocument : null;
}

/** Open shadow roots and documents of same-origin frames at and below a node, nested ones included. */
export function innerRoots(region: Element | Root): Root[] {
  const found: Root[] = [];
  const look = (element: Element) => {
    const root = innerRoot(element);
    if (root) found.push(root, ...innerRoots(root));
  };
  if ('localName' in region) look(region);
  // A plain loop: this passes over every element that a page adds.
  for (const element of region.querySelectorAll('*')) look(element);
  return found;
}

export const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame']);

/** Every avatar of a page as it stands. */
export function findAvatars(site: Site, page: Document): Avatar[] {
  const own = ownAccount(site, page);
  const selector = candidateSelector(site);
  return [page, ...innerRoots(page)]
    .flatMap((root) => [...root.querySelectorAll(selector)])
    .map((element) => avatarAt(site, element, own))
    .filter((found) => typeof found !== 'string');
}

export interface PeopleList {
  readonly layout: ListRule['layout'];
  readonly root: Element;
  readonly rows: readonly Element[];
  /** As in its rule. */
  readonly joined: string | null;
}

/** The lists of people on a page, with the rows that are there now; a list in a list is the outer one's. */
export function findLists(site: Site, page: Document): PeopleList[] {
  const lists: PeopleList[] = [];
  for (const { layout, root: selector, row, joined = null } of site.lists) {
    for (const root of page.querySelectorAll(selector)) {
      const rows = [...root.querySelectorAll(row)];
      if (rows.length > 0 && !lists.some((list) => list.root.contains(root)))
        lists.push({ layout, root, rows, joined });
    }
  }
  return lists;
}
