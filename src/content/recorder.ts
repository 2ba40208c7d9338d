import type { PictureSource } from '../shared/messages.ts';
import { PAGE_TEXT_LENGTH, type SeenMember, type SeenMembers, URL_LENGTH } from '../shared/recording.ts';
import { ownAccount } from '../sites/find.ts';
import { type Member, type MemberList, memberAt, memberLists } from '../sites/members.ts';
import type { Avatar, Site } from '../sites/site.ts';
import { joinedAt } from './joined.ts';

export interface RecorderParts {
  readonly site: Site;
  readonly page: Document;
  readonly readSource: (avatar: Avatar, signal: AbortSignal) => Promise<PictureSource>;
  /** Rejects when nothing could be kept: it is told again. */
  readonly tell: (seen: SeenMembers) => Promise<void>;
}

/** Gathers the members of the lists on a page while a person scrolls. */
export interface Recorder {
  /** Begins, or goes on with what was not handed on before a pause. */
  start(): void;
  pause(): void;
  /** Forgets what was not handed on yet. */
  stop(): void;
}

/** How often the rows are looked at: a virtualised list shows each for about a second when scrolled quickly … */
const LOOK_MS = 300;
/** … and what was seen is handed on so often: a browser that is killed loses no more than both. */
const HAND_MS = 400;
/** A page never loses a frame to us: what is left has its turn at the next look. */
const SLICE_MS = 6;
const MOST_AT_ONCE = 200;
/** While nothing can be handed on, no more is gathered. */
const MOST_KEPT = 5_000;
/** After a navigation without a load, the rows of the place before stand there for a moment. */
const SETTLE_MS = 1_000;

interface Gathered {
  readonly list: SeenMembers['list'];
  readonly member: SeenMember;
}

export function createRecorder({ site, page, readSource, tell }: RecorderParts): Recorder {
  let running: AbortController | null = null;
  let looking: ReturnType<typeof setTimeout> | undefined;
  let handing: ReturnType<typeof setTimeout> | undefined;
  /** Rows of append-only lists of which all is gathered that they say … */
  let done = new WeakSet<Element>();
  /** … and those that showed no photo when last looked at: it may load as they come into view. */
  let bare = new WeakSet<Element>();
  /** Where all that was seen: after a navigation without a load the same rows are another list's. */
  let place: string | null = null;
  /** The row of each list that is next to be looked at. */
  const turns = new Map<string, number>();
  /** Whatever was gathered of each member of each list, so that only news is handed on. */
  const known = new Set<string>();
  /** What is still to be handed on, by row. */
  const gathered = new Map<string, Gathered>();

  function forgetRows(): void {
    done = new WeakSet();
    bare = new WeakSet();
    turns.clear();
    known.clear();
  }

  function look(): void {
    const mine = running;
    if (mine === null) return;
    const { pathname } = page.location;
    const hasMoved = place !== null && place !== pathname;
    if (hasMoved) forgetRows();
    else if (!page.hidden && gathered.size < MOST_KEPT) gather(mine.signal);
    place = pathname;
    looking = setTimeout(look, hasMoved ? SETTLE_MS : LOOK_MS);
  }

  function gather(signal: AbortSignal): void {
    const until = performance.now() + SLICE_MS;
    const own = ownAccount(site, page);
    const url = page.location.origin + page.location.pathname;
    for (const list of memberLists(site, page)) {
      for (const member of newsOf(list, own, until)) {
        const name = nameOf(list, member);
        known.add(name + stateOf(member));
        seenMember(member, signal).then(
          (seen) => gathered.set(name, { list: { id: list.id, title: list.title, url }, member: seen }),
          // Paused meanwhile: all that is in sight is looked at again then.
          () => undefined,
        );
      }
    }
  }

  /** Goes on where the time was up at the last look, so that every row has its turn. */
  function newsOf(list: MemberList, own: string | null, until: number): Member[] {
    const news: Member[] = [];
    const { id, rows, layout, joined } = list;
    const from = (turns.get(id) ?? 0) % rows.length;
    let looked = 0;
    for (const row of [...rows.slice(from), ...rows.slice(0, from)]) {
      if ((performance.now() > until && looked > 0) || news.length >= MOST_AT_ONCE) break;
      looked++;
      if (layout === 'append' && (done.has(row) || (bare.has(row) && isPassed(row)))) continue;
      const member = memberAt(site, row, own, joined);
      if (member !== null && !known.has(nameOf(list, member) + stateOf(member))) news.push(member);
      else (member?.avatar ? done : bare).add(row);
    }
    turns.set(id, from + looked);
    return news;
  }

  async function hand(): Promise<void> {
    const mine = running;
    if (mine === null) return;
    // What could not be handed on stays, for the next time.
    await handSome().catch(() => undefined);
    if (!mine.signal.aborted) handing = setTimeout(hand, HAND_MS);
  }

  /** Of one list: the one that waits longest. */
  async function handSome(): Promise<void> {
    const [first] = gathered.values();
    if (first === undefined) return;
    const some = [...gathered].filter(([, { list }]) => list.id === first.list.id).slice(0, MOST_AT_ONCE);
    await tell({ site: site.id, list: first.list, members: some.map(([, { member }]) => member) });
    for (const [name, one] of some) if (gathered.get(name) === one) gathered.delete(name);
  }

  async function seenMember({ avatar, joined, ...person }: Member, signal: AbortSignal): Promise<SeenMember> {
    return {
      account: person.account.slice(0, PAGE_TEXT_LENGTH),
      handle: short(person.handle),
      name: short(person.name),
      link: person.link !== null && isWebAddress(person.link) ? person.link : null,
      joined: joined === null ? null : { text: joined.text, at: dateOf(joined, page.documentElement.lang) },
      picture: avatar === null ? null : await pictureOf(avatar, signal),
    };
  }

  async function pictureOf(avatar: Avatar, signal: AbortSignal): Promise<SeenMember['picture']> {
    if (avatar.url.startsWith('http') && !isWebAddress(avatar.url)) return null;
    try {
      return { key: avatar.key, source: await readSource(avatar, signal) };
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }

  function pause(): void {
    running?.abort();
    running = null;
    clearTimeout(looking);
    clearTimeout(handing);
    forgetRows();
  }

  return {
    start() {
      if (running) return;
      running = new AbortController();
      look();
      handing = setTimeout(hand, HAND_MS);
    },
    pause,
    stop() {
      pause();
      gathered.clear();
    },
  };
}

const nameOf = ({ id }: MemberList, { account }: Member): string => JSON.stringify([id, account]);
const stateOf = ({ avatar, name, joined }: Member): string =>
  JSON.stringify([avatar?.key ?? null, name, joined?.text ?? null]);

/** What the background would refuse, with all others of the same message, is left out. */
const short = (text: string | null): string | null => text?.slice(0, PAGE_TEXT_LENGTH) ?? null;
const isWebAddress = (url: string): boolean =>
  url.length <= URL_LENGTH && /^https?:/i.test(url) && URL.canParse(url);

/** Above the window: scrolled past. */
const isPassed = (row: Element): boolean => row.getBoundingClientRect().bottom <= 0;

function dateOf({ text, date }: NonNullable<Member['joined']>, language: string): number | null {
  const exact = date === null ? Number.NaN : Date.parse(date);
  return Number.isFinite(exact) ? exact : joinedAt(text, language || 'en', Date.now());
}
