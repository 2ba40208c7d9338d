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
  start(): void;
  stop(): void;
}

/** What was seen is handed on at least this often: a browser that is killed loses no more. */
const LOOK_MS = 400;
/** A page never loses a frame to us: what is left has its turn at the next look. */
const SLICE_MS = 6;
const MOST_AT_ONCE = 200;

export function createRecorder({ site, page, readSource, tell }: RecorderParts): Recorder {
  let running: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Rows of append-only lists that have told all they can … */
  let done = new WeakSet<Element>();
  /** … and those that showed no photo when last looked at: it may load as they come into view. */
  let bare = new WeakSet<Element>();
  /** Where all that was seen: after a navigation without a load the same rows are another list's. */
  let place = '';
  /** The row of each list that is next to be looked at. */
  const turns = new Map<string, number>();
  /** What was told of each row of each list, so that only news is told. */
  const told = new Map<string, string>();

  async function look({ signal }: AbortController): Promise<void> {
    if (!page.hidden) {
      const until = performance.now() + SLICE_MS;
      const own = ownAccount(site, page);
      if (page.location.pathname !== place) {
        place = page.location.pathname;
        done = new WeakSet();
        bare = new WeakSet();
      }
      for (const list of memberLists(site, page)) {
        const members = newsOf(list, own, until);
        if (members.length > 0) await tellMembers(list, members, signal);
      }
    }
    if (!signal.aborted) timer = setTimeout(again, LOOK_MS);
  }

  function again(): void {
    const mine = running;
    if (mine === null) return;
    look(mine).catch(() => {
      if (!mine.signal.aborted) timer = setTimeout(again, LOOK_MS);
    });
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
      // What could not be handed on is news again at the next look.
      if (member !== null && told.get(nameOf(list, member)) !== stateOf(member)) news.push(member);
      else (member?.avatar ? done : bare).add(row);
    }
    turns.set(id, from + looked);
    return news;
  }

  async function tellMembers(
    list: MemberList,
    members: readonly Member[],
    signal: AbortSignal,
  ): Promise<void> {
    const seen = await Promise.all(members.map((member) => seenMember(member, signal)));
    if (signal.aborted) return;
    const { origin, pathname } = page.location;
    await tell({
      site: site.id,
      list: { id: list.id, title: list.title, url: origin + pathname },
      members: seen,
    });
    for (const member of members) told.set(nameOf(list, member), stateOf(member));
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

  return {
    start() {
      if (running) return;
      running = new AbortController();
      again();
    },
    stop() {
      running?.abort();
      running = null;
      clearTimeout(timer);
      told.clear();
      turns.clear();
      done = new WeakSet();
      bare = new WeakSet();
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
