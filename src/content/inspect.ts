import type { InspectedAvatar, PageInspection } from '../shared/messages.ts';
import { avatarAt, candidateSelector, innerRoots, ownAccount } from '../sites/find.ts';
import { shownPicture } from '../sites/read.ts';
import type { Avatar, Site } from '../sites/site.ts';
import type { CheckState } from './checks.ts';

/** Where pictures are that no rule of the site looks at. */
const ANY_PICTURE = 'img, svg image, [style*="background-image"]';

type StateOf = (key: string) => CheckState | null;

/** The avatars that were found on a page, and why the site's rules leave its other pictures out. */
export function inspect(
  site: Site,
  page: Document,
  found: Iterable<Avatar>,
  stateOf: StateOf,
): PageInspection {
  return {
    avatars: [...found].map((avatar) => inspected(avatar, stateOf(avatar.key))),
    leftOut: leftOut(site, page),
  };
}

function inspected(avatar: Avatar, state: CheckState | null): InspectedAvatar {
  const { site, account, handle, name, link, url, kind } = avatar;
  const known = { site, account, handle, name, link, src: url, kind, rect: rectOf(avatar.element) };
  if (state?.status === 'failed') return { ...known, fetched: null, band: 'unjudged', reason: 'timed_out' };
  if (state?.status !== 'settled') return { ...known, fetched: null, band: null, reason: null };
  const { verdict, variant } = state.result;
  const judged = variant === 'larger' ? avatar.larger : url;
  const fetched = verdict.image.sha256 === '' ? null : judged;
  return { ...known, fetched, band: verdict.band, reason: verdict.reason };
}

/** A page that was saved without its styles may give the box no area: then of the nearest frame that has one. */
function rectOf(element: Element): InspectedAvatar['rect'] {
  const { x, y, width, height } = element.getBoundingClientRect();
  const frame = width * height === 0 ? element.parentElement : null;
  return frame ? rectOf(frame) : [x + scrollX, y + scrollY, width, height];
}

function leftOut(site: Site, page: Document): PageInspection['leftOut'] {
  const own = ownAccount(site, page);
  const selector = `${candidateSelector(site)}, ${ANY_PICTURE}`;
  return [page, ...innerRoots(page)]
    .flatMap((root) => [...root.querySelectorAll(selector)])
    .flatMap((element) => {
      const why = avatarAt(site, element, own);
      return typeof why === 'string' ? [{ why, src: shownPicture(element)?.url ?? null }] : [];
    });
}
