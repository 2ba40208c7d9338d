import { avatar, linkAround, linkIn, textIn } from './rules.ts';
import type { Site } from './site.ts';

/** First path segments that are places of the site, not people. */
const PLACES =
  'about|accounts|archive|challenge|developer|direct|explore|legal|p|press|reel|reels|stories|tv|web';

/** A ring of stories around a picture leads to these. */
const profile = new RegExp(
  `^https://(?:www\\.)?instagram\\.com/(?:stories/)?(?!(?:${PLACES})(?:[/?#]|$))([A-Za-z0-9._]{1,30})(?=[/?#]|$)`,
);

/** The list of a dialog keeps its place with paddings of its own. */
const LIST = '[role="dialog"] [style*="padding-bottom"][style*="flex-direction"]';

/** Pictures in a ring of stories stand beside the link; the head of a profile links to its followers. */
const links = [linkAround(profile), linkIn(`${LIST} > div, article, header`, profile)];

export const instagram: Site = {
  id: 'instagram',
  name: 'Instagram',
  hosts: ['instagram.com', 'www.instagram.com'],
  recognisedBy: null,
  imageHosts: ['https://*.cdninstagram.com/*', 'https://*.fbcdn.net/*'],
  avatars: [
    avatar(
      'img[src*="/t51.2885-19/"]',
      /^https:\/\/[a-z0-9.-]+\.(?:cdninstagram\.com|fbcdn\.net)\/v\/t51\.2885-19\//,
    ),
  ],
  accounts: links,
  handles: links,
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
