import { gravatar } from './gravatar.ts';
import { attributeOf, linkAround, linkBeside, nearestTextIn, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** GIF and SVG data are placeholders of lazy loaders, never a photo. */
const anyPicture = /^(?:https?:\/\/|blob:|data:image\/(?:jpeg|png|webp|avif);)/;

/** What sites call the place of people, in their addresses. */
const PLACES = 'u|user|users|profile|profiles|people|member|members|in|author|authors';

/** A name behind it, or a number with a name behind that. */
const byName = new RegExp(
  `^https?://[^/?#]+/(?:[^?#]*/)?(?:@|~|(?:${PLACES})/)([^/?#]+)(?=(?:(?<=/\\d+)/[^/?#]+)?/?(?:[?#]|$))`,
);

/** The same as a question to one page, as in `memberlist.php?mode=viewprofile&u=2`. */
const byQuestion =
  /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?(?:user|userinfo|users|profile|viewprofile|member|memberlist)(?:\.php|\.aspx?)?\?(?:[^#]*&)?(?:id|u|uid|user|userid|user_id|username|name)=([^&#]+)/;

/** A row of a list, a post or a card, of the software that most forums and blogs run. */
const ROW = 'li, tr, dl, article, .h-card, .vcard, [role="listitem"], [role="row"], [role="article"]';

const profileLinks: readonly ReadRule[] = [
  linkAround(byName),
  linkAround(byQuestion),
  linkBeside(ROW, byName),
  linkBeside(ROW, byQuestion),
];

/** What software notes of a person at a link or a picture. */
const noted: readonly ReadRule[] = [
  attributeOf('[data-user-card]', 'data-user-card', /^(.+)$/),
  attributeOf('a[data-username], img[data-username]', 'data-username', /^(.+)$/),
];

/** Where people have the first place in addresses to themselves, only a link that is called an avatar is one of them. */
const bySegment = attributeOf(
  'a[class*="avatar" i]',
  'href',
  /^https?:\/\/[^/?#]+\/(?![^/?#]*\.(?:php|aspx?|html?))([\w.-]{2,40})(?=\/?(?:[?#]|$))/,
);

const NAMED_LINK = [
  '/@',
  '/u/',
  '/user/',
  '/users/',
  '/profile/',
  '/people/',
  '/member/',
  '/members/',
  '/author/',
]
  .map((place) => `a[href*="${place}"]`)
  .join(', ');

/** Called an avatar, or laid right into what is. */
const called = 'img[class*="avatar" i], [class*="avatar" i] > img, [class*="avatar" i] > * > img';
const selector =
  'img, svg image, [style*="background"], [class*="avatar" i]:not(svg *), [data-testid*="avatar" i]:not(svg *)';

const size = { minSide: 24, maxSide: 200, maxAspect: 1.15 } as const;

export const generic: Site = {
  id: 'generic',
  name: '',
  hosts: [],
  recognisedBy: null,
  imageHosts: [],
  avatars: [
    gravatar.avatar,
    { selector: called, url: anyPicture, shape: { ...size, round: false }, accountNeeded: false },
    { selector, url: anyPicture, shape: { ...size, round: false }, accountNeeded: true },
    { selector, url: anyPicture, shape: { ...size, round: true }, accountNeeded: false },
  ],
  accounts: [...profileLinks, ...noted, bySegment, gravatar.account],
  handles: [...profileLinks, ...noted, bySegment],
  names: [
    // The names of the microformat for people, which many forums and blogs use.
    textIn('.vcard, .h-card', '.fn, .p-name'),
    nearestTextIn(ROW, NAMED_LINK),
  ],
  links: [...profileLinks, bySegment],
  lists: [],
  /** What people write holds pictures of all kinds; most of these are how software calls it. */
  excluded: [
    '#wpadminbar',
    '.comment-content',
    '.cooked',
    '.d-header',
    '.e-content',
    '.entry-content',
    '.message-body',
    '.postbody .content',
    '.signature',
    '[class*="emoji" i]',
    '[itemprop="articleBody"]',
    '[role="banner"]',
    '[role="navigation"]',
    'body > header',
    'header:has(nav, [role="navigation"], [role="search"], input[type="search"]):not(article *, main *)',
    'nav',
  ],
  ownAccount: null,
  defaultPictures: [
    gravatar.defaultPicture,
    // Letters that stand for people without a picture.
    /^https?:\/\/[^?#]+\/letter_avatar(?:_proxy)?\//,
  ],
  larger: gravatar.larger,
  volatileParameters: [],
};
