import type { AvatarRule, ReadRule, Site } from './site.ts';

/** First path segments that are places of the site, not people. */
const PLACES =
  'ads|bookmarks|business|events|friends|gaming|groups|hashtag|help|login|marketplace|me|media|messages|' +
  'notifications|pages|people|permalink|photo|photos|policies|posts|reel|reels|search|settings|share|sharer|' +
  'stories|story|video|videos|watch';

const HOST = '^https://(?:[a-z0-9-]+\\.)?facebook\\.com/';

const byId: readonly RegExp[] = [
  new RegExp(`${HOST}groups/[^/?#]+/user/(\\d+)(?=[/?#]|$)`),
  new RegExp(`${HOST}profile\\.php\\?(?:[^#]*&)?id=(\\d+)(?=[&#]|$)`),
  new RegExp(`${HOST}people/[^/?#]+/(\\d+)(?=[/?#]|$)`),
];

/** A vanity name has letters, digits and dots; a page's file (`profile.php`) is not one. */
const byName = new RegExp(
  `${HOST}(?!(?:${PLACES})(?:[/?#]|$))(?![^/?#]*\\.php)([A-Za-z0-9.]{2,100})(?=/?(?:[?#]|$))`,
);

const around = (key: RegExp): ReadRule => ({
  within: 'a[href]',
  from: ':scope',
  attribute: 'href',
  key,
});

const ROW = '[role="listitem"], [role="article"], [role="row"]';

/** Rows whose picture stands beside the link rather than in it. */
const inRow = (key: RegExp): ReadRule => ({ within: ROW, from: 'a[href]', attribute: 'href', key });

const keys = [...byId, byName];
const accounts: readonly ReadRule[] = [...keys.map(around), ...keys.map(inRow)];

/** Path classes ending in -1 are profile pictures; posts and covers end otherwise. */
const profilePicture = /^https:\/\/[a-z0-9.-]+\.fbcdn\.net\/v\/t(?:39\.30808|1\.\d+|31\.\d+)-1\//;

const rule = (selector: string): AvatarRule => ({
  selector,
  url: profilePicture,
  shape: null,
  accountNeeded: false,
});

export const facebook: Site = {
  id: 'facebook',
  name: 'Facebook',
  hosts: ['*.facebook.com', 'facebook.com'],
  recognisedBy: null,
  imageHosts: ['https://*.fbcdn.net/*'],
  avatars: [rule('svg image'), rule('img[src*=".fbcdn.net/"]'), rule('[style*=".fbcdn.net/"]')],
  accounts,
  handles: [around(byName), inRow(byName)],
  names: [
    { within: 'a[aria-label]', from: ':scope', attribute: 'aria-label', key: /^(.+)$/ },
    { within: 'svg[aria-label]', from: ':scope', attribute: 'aria-label', key: /^(.+)$/ },
    { within: ROW, from: 'a[role="link"]', attribute: null, key: /^(.+)$/ },
  ],
  links: accounts,
  lists: [{ layout: 'append', root: '[role="main"] [role="list"]', row: '[role="listitem"]' }],
  excluded: [
    '[role="banner"]',
    '[role="navigation"]',
    'a[href^="/messages/"]',
    'a[href^="https://www.messenger.com/"]',
  ],
  ownAccount: null,
  defaultPictures: [/^https:\/\/[a-z0-9.-]+\.fbcdn\.net\/v\/t1\.30497-1\//],
  /** Addresses are signed, size included: no larger variant can be asked for. */
  larger: null,
  volatileParameters: ['_nc_*', 'ccb', 'edm', 'efg', 'oe', 'oh'],
};
