import { avatarAt, candidateSelector, findLists, type PeopleList, personAt } from './find.ts';
import { readAttribute } from './read.ts';
import type { Avatar, Site } from './site.ts';

export interface MemberList extends PeopleList {
  /** Keeps lists of one page apart, and names the same list on another day. */
  readonly id: string;
  readonly title: string;
}

export interface Member {
  readonly account: string;
  readonly handle: string | null;
  readonly name: string | null;
  readonly link: string | null;
  /** Since when, as the row words it; `date` where it says so for machines. */
  readonly joined: Joined | null;
  /** null where the row shows no photo, or nobody's. */
  readonly avatar: Avatar | null;
}

export interface Joined {
  readonly text: string;
  readonly date: string | null;
}

/** Links looked at in a row without a photo. */
const MAX_LINKS = 6;
const MAX_TITLE = 200;

/** The lists of people that a page shows now. */
export function memberLists(site: Site, page: Document): MemberList[] {
  const { origin, pathname } = page.location;
  const lists = findLists(site, page);
  return lists.map((list, at) => {
    const heading = headingOf(list.root).slice(0, MAX_TITLE);
    // Where only one list is shown, its heading may come later, or change with what is counted in it.
    const part = lists.length === 1 ? '' : `#${heading === '' ? at + 1 : heading}`;
    return { ...list, id: origin + pathname + part, title: heading || page.title.slice(0, MAX_TITLE) };
  });
}

/** What a screen reader would call the list, or the heading inside it. */
function headingOf(root: Element): string {
  const label = root.getAttribute('aria-label');
  if (label) return label.trim();
  const named = root.getAttribute('aria-labelledby')?.split(/\s+/)[0];
  const heading = named ? root.ownerDocument.getElementById(named) : nearestHeading(root);
  return heading ? readAttribute(heading, null) : '';
}

/** In the list itself, or in the smallest part of the page around it that holds no other list. */
function nearestHeading(root: Element): Element | null {
  const selector = 'h1, h2, h3, [role="heading"]';
  const inside = root.querySelector(selector);
  if (inside) return inside;
  for (let around = root.parentElement; around; around = around.parentElement) {
    const found = [...around.querySelectorAll(selector)].filter((heading) => isBefore(heading, root)).at(-1);
    if (found) return found;
  }
  return null;
}

function isBefore(one: Element, other: Element): boolean {
  return (one.compareDocumentPosition(other) & one.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/**
 * Whose row it is; null where nothing names a person.
 * @param own who is signed in
 * @param joinedRule as in `ListRule`
 */
export function memberAt(
  site: Site,
  row: Element,
  own: string | null,
  joinedRule: string | null,
): Member | null {
  const selector = candidateSelector(site);
  const pictures = [...(row.matches(selector) ? [row] : []), ...row.querySelectorAll(selector)];
  let avatar: Avatar | null = null;
  for (const element of pictures) {
    const found = avatarAt(site, element, own);
    if (found === 'own_account' || found === 'excluded') return null;
    if (typeof found === 'string') continue;
    avatar = found;
    break;
  }
  const joined = joinedRule === null ? null : joinedOf(row, joinedRule);
  if (avatar) {
    const { account, handle, name, link, key } = avatar;
    return { account: account ?? handle ?? link ?? `photo:${key}`, handle, name, link, joined, avatar };
  }
  for (const element of [...pictures, ...[...row.querySelectorAll('a[href]')].slice(0, MAX_LINKS)]) {
    const person = personAt(site, element);
    if (person.account === null) continue;
    const { account, handle } = person;
    return own !== null && (account === own || handle === own)
      ? null
      : { ...person, account, joined, avatar };
  }
  return null;
}

function joinedOf(row: Element, rule: string): Joined | null {
  const element = row.querySelector(rule);
  if (!element) return null;
  const text = readAttribute(element, null).slice(0, MAX_TITLE);
  const dated = element.matches('[datetime]') ? element : element.querySelector('[datetime]');
  const date = dated?.getAttribute('datetime') || null;
  return text === '' && date === null ? null : { text: text || (date ?? ''), date };
}
