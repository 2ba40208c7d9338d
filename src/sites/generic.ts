import type { ReadRule, Site } from './site.ts';

/** GIF and SVG data are placeholders of lazy loaders, never a photo. */
const anyPicture = /^(?:https?:\/\/|blob:|data:image\/(?:jpeg|png|webp|avif);)/;

const profileLink =
  /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?(?:@|~|(?:u|user|users|profile|profiles|people|member|members|in|author|authors)\/)([^/?#]+)(?=\/?(?:[?#]|$))/;

const link: ReadRule = { within: 'a[href]', from: ':scope', attribute: 'href', key: profileLink };
const row: ReadRule = {
  within: 'li, tr, article, [role="listitem"], [role="row"], [role="article"]',
  from: 'a[href]',
  attribute: 'href',
  key: profileLink,
};

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
    { selector, url: anyPicture, shape: { ...size, round: false }, accountNeeded: true },
    { selector, url: anyPicture, shape: { ...size, round: true }, accountNeeded: false },
  ],
  accounts: [link, row],
  handles: [link, row],
  names: [],
  links: [link, row],
  lists: [],
  excluded: ['[role="banner"]', '[role="navigation"]', 'body > header', 'nav'],
  ownAccount: null,
  defaultPictures: [],
  larger: null,
  volatileParameters: [],
};
