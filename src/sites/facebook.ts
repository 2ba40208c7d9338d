import type { AccountRule, AvatarRule, Site } from './site.ts';

/** First path segments that are places of the site, not people. */
const PLACES =
  'ads|bookmarks|business|events|friends|gaming|groups|hashtag|help|login|marketplace|me|media|messages|' +
  'notifications|pages|people|permalink|photo|photos|policies|posts|reel|reels|search|settings|share|sharer|' +
  'stories|story|video|videos|watch';

const HOST = '^https://(?:[a-z0-9-]+\\.)?facebook\\.com/';

/** A vanity name has letters, digits and dots; a page's file (`profile.php`) is not one. */
const personLinks: readonly RegExp[] = [
  new RegExp(`${HOST}groups/[^/?#]+/user/(\\d+)(?:[/?#]|$)`),
  new RegExp(`${HOST}profile\\.php\\?(?:[^#]*&)?id=(\\d+)(?:[&#]|$)`),
  new RegExp(`${HOST}people/[^/?#]+/(\\d+)(?:[/?#]|$)`),
  new RegExp(`${HOST}(?!(?:${PLACES})(?:[/?#]|$))(?![^/?#]*\\.php)([A-Za-z0-9.]{2,100})/?(?:[?#]|$)`),
];

const around = (key: RegExp): AccountRule => ({
  within: 'a[href]',
  from: ':scope',
  attribute: 'href',
  key,
});

/** Rows whose picture stands beside the link rather than in it. */
const inRow = (key: RegExp): AccountRule => ({
  within: '[role="listitem"], [role="article"], [role="row"]',
  from: 'a[href]',
  attribute: 'href',
  key,
});

const accounts: readonly AccountRule[] = [...personLinks.map(around), ...personLinks.map(inRow)];

/** Path classes ending in -1 are profile pictures; posts and covers end otherwise. */
const profilePicture = /^https:\/\/[a-z0-9.-]+\.fbcdn\.net\/v\/t(?:39\.30808|1\.\d+|31\.\d+)-1\//;

const rule = (selector: string): AvatarRule => ({
  selector,
  url: profilePicture,
  shape: null,
  accounts,
  accountNeeded: false,
});

export const facebook: Site = {
  id: 'facebook',
  hosts: ['facebook.com', '*.facebook.com'],
  imageHosts: ['https://*.fbcdn.net/*'],
  avatars: [rule('svg image'), rule('img[src*=".fbcdn.net/"]'), rule('[style*=".fbcdn.net/"]')],
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
