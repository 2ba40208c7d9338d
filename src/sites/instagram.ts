import { avatar, linkAround, linkBeside, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** First path segments that are places of the site, not people. */
const PLACES =
  'about|accounts|archive|challenge|developer|direct|explore|legal|p|press|reel|reels|stories|tv|web';
const PERSON = `^https://(?:www\\.)?instagram\\.com/(?:stories/)?(?!(?:${PLACES}|highlights)(?:[/?#]|$))([A-Za-z0-9._]{1,30})`;

/** A ring of stories around a picture leads to these, with a number; a list of followers has another name behind. */
const profile = new RegExp(`${PERSON}(?=(?:/\\d+)?/?(?:[?#]|$))`);
/** The head of a profile leads to its lists. */
const below = new RegExp(`${PERSON}(?=[/?#]|$)`);

/** The list of a dialog keeps its place with paddings of its own. */
const LIST = '[role="dialog"] [style*="padding-bottom"][style*="flex-direction"]';

/** A picture in a ring of stories stands beside the link to its person; the smallest part of the page with links is theirs. */
const links = [
  linkAround(profile),
  linkBeside(`li, ${LIST} > div, :is(main, [role="dialog"], article) :has(a[href])`, below),
];

/** Whose stories there are is told under their picture, without a link. */
const underRing: ReadRule = {
  within: 'li:has(canvas)',
  from: 'span[dir="auto"]',
  attribute: null,
  key: /^([A-Za-z0-9._]{1,30})$/,
};

const SELECTOR = 'img[src*="/t51.2885-19/"]';
const picture = /^https:\/\/[a-z0-9.-]+\.(?:cdninstagram\.com|fbcdn\.net)\/v\/t51\.2885-19\//;

export const instagram: Site = {
  id: 'instagram',
  name: 'Instagram',
  hosts: ['instagram.com', 'www.instagram.com'],
  recognisedBy: null,
  imageHosts: ['https://*.cdninstagram.com/*', 'https://*.fbcdn.net/*'],
  avatars: [
    avatar(`a[href] ${SELECTOR}, header ${SELECTOR}`, picture),
    // One's own story and drawers of messages show pictures that belong to no link and no name.
    { selector: SELECTOR, url: picture, shape: null, accountNeeded: true },
  ],
  accounts: [...links, underRing],
  handles: [...links, underRing],
  names: [textIn(`${LIST} > div`, 'span[dir="auto"]:not(a *)')],
  links,
  lists: [{ layout: 'append', root: LIST, row: ':scope > div' }],
  excluded: ['[role="navigation"]', 'a[href^="/direct/"]'],
  ownAccount: {
    within: ':root',
    from: 'a[href]:not(main *, [role="dialog"] *):has(img[src*="/t51.2885-19/"])',
    attribute: 'href',
    key: profile,
  },
  defaultPictures: [
    /^https:\/\/[a-z0-9.-]+\.(?:cdninstagram\.com|fbcdn\.net)\/v\/t51\.2885-19\/44884218_345707102882519_2446069589734326272_n\./,
    /^https:\/\/[a-z0-9.-]+\.(?:cdninstagram\.com|fbcdn\.net)\/v\/t51\.2885-19\/464760996_1254146839119862_3605321457742435801_n\./,
  ],
  /** Addresses are signed, size included: no larger variant can be asked for. */
  larger: null,
  volatileParameters: ['_nc_*', 'ccb', 'edm', 'efg', 'oe', 'oh'],
};
