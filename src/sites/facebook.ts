import { attributeOf, avatar, linkAround, nearestTextIn, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** First path segments that are places of the site, not people. */
const PLACES =
  'ads|bookmarks|business|events|friends|gaming|groups|hashtag|help|live|login|marketplace|me|media|memories|messages|' +
  'notifications|pages|people|permalink|photo|photos|policies|posts|reel|reels|saved|search|settings|share|sharer|' +
  'stories|story|video|videos|watch';

const HOST = '^https://(?:[a-z0-9-]+\\.)?facebook\\.com/';

/** A number, or a vanity name of letters, digits and dots; a page's file (`profile.php`) is not one. */
const NAME = `(?!(?:${PLACES})(?:[/?#]|$))(?![^/?#]*\\.php)([A-Za-z0-9.]{2,100})`;

const BY_NUMBER = 'groups/[^/?#]+/user/|profile\\.php\\?(?:[^#]*&)?id=|people/[^/?#]+/';

const person = new RegExp(`${HOST}(?:${BY_NUMBER})?${NAME}(?=/?(?:[?&#]|$))`);
const byName = new RegExp(`${HOST}${NAME}(?=/?(?:[?#]|$))`);

const POST = '[role="article"], [aria-posinset], [data-pagelet^="FeedUnit_"]';
/** Rows whose picture may stand beside the link rather than in it. */
const ROW = `[role="listitem"], ${POST}, [role="row"], div[data-visualcompletion="ignore-dynamic"]`;

/** Links whose pictures are those of whom they lead to; one to a story or a photo leaves that to what is around it. */
const DECISIVE = 'a[href]:not([href*="/stories/"], [href*="/photo"])';

const beside = (region: string, from: string, key: RegExp): ReadRule => ({
  within: `${DECISIVE}, ${region}`,
  from,
  attribute: 'href',
  key,
});

/** The head of a profile: its first tab leads to the profile itself. */
const HEAD = `${ROW}, [role="main"]:has(h1)`;
const head = (key: RegExp): ReadRule => beside(HEAD, '[role="tablist"] a[href]', key);

const accounts: readonly ReadRule[] = [linkAround(person), beside(ROW, 'a[href]', person), head(person)];

/** Path classes ending in -1 are profile pictures; posts and covers end otherwise. */
const profilePicture = /^https:\/\/[a-z0-9.-]+\.fbcdn\.net\/v\/t(?:39\.30808|1\.\d+|31\.\d+)-1\//;

export const facebook: Site = {
  id: 'facebook',
  name: 'Facebook',
  hosts: ['*.facebook.com', 'facebook.com'],
  recognisedBy: null,
  imageHosts: ['https://*.fbcdn.net/*'],
  avatars: ['svg image', 'img[src*=".fbcdn.net/"]', '[style*=".fbcdn.net/"]'].map((selector) =>
    avatar(selector, profilePicture),
  ),
  accounts,
  handles: [linkAround(byName), head(byName)],
  names: [
    textIn(`${DECISIVE}, ${HEAD}`, 'h1'),
    attributeOf('a[aria-label]', 'aria-label', /^(.+)$/),
    attributeOf('svg[aria-label]', 'aria-label', /^(.+)$/),
    textIn(ROW, 'a[role="link"]'),
    nearestTextIn('[role="main"], [role="dialog"]', 'a[role="link"] span'),
  ],
  links: accounts,
  lists: [
    // Those of a group say in the line below the name since when somebody is in it.
    {
      layout: 'append',
      root: '[role="main"] [role="list"]:has(a[href*="/groups/"][href*="/user/"])',
      row: '[role="listitem"]',
      joined: '[dir="auto"]:not(:has(a), a *, [role="button"] *)',
    },
    { layout: 'append', root: '[role="main"] [role="list"]', row: '[role="listitem"]' },
    // Likers and sharers come as a dialog over the page.
    {
      layout: 'append',
      root: '[role="dialog"]',
      row: 'div[data-visualcompletion="ignore-dynamic"]:has(image)',
    },
  ],
  excluded: [
    `:is(${POST}):has(a[href*="/ads/about"])`,
    '[data-scope="messages_table"]',
    '[role="banner"]',
    '[role="navigation"]',
    'a[href*="/messages/"]',
    'a[href*="/stories/create"]',
    'a[href^="https://www.messenger.com/"]',
    'form',
  ],
  /** The first entry with a picture in the navigation is one's own; the others lead to groups. */
  ownAccount: {
    within: ':root',
    from: '[role="navigation"] li a[href]:has(image)',
    attribute: 'href',
    key: person,
  },
  defaultPictures: [/^https:\/\/[a-z0-9.-]+\.fbcdn\.net\/v\/t1\.30497-1\//],
  /** Addresses are signed, size included: no larger variant can be asked for. */
  larger: null,
  volatileParameters: ['_nc_*', 'ccb', 'edm', 'efg', 'oe', 'oh'],
};
