import { gravatar } from './gravatar.ts';
import { linkAround, linkIn, textIn } from './rules.ts';
import type { Site } from './site.ts';

/** GIF and SVG data are placeholders of lazy loaders, never a photo. */
const anyPicture = /^(?:https?:\/\/|blob:|data:image\/(?:jpeg|png|webp|avif);)/;

const profileLink =
  /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?(?:@|~|(?:u|user|users|profile|profiles|people|member|members|in|author|authors)\/)([^/?#]+)(?=\/?(?:[?#]|$))/;

const profileLinks = [
  linkAround(profileLink),
  linkIn('li, tr, article, [role="listitem"], [role="row"], [role="article"]', profileLink),
];

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
    { selector, url: anyPicture, shape: { ...size, round: false }, accountNeeded: true },
    { selector, url: anyPicture, shape: { ...size, round: true }, accountNeeded: false },
  ],
  accounts: [...profileLinks, gravatar.account],
  handles: profileLinks,
  /** The names of the microformat for people, which many forums and blogs use. */
  names: [textIn('.vcard, .h-card', '.fn, .p-name')],
  links: profileLinks,
  lists: [],
  excluded: ['#wpadminbar', '[role="banner"]', '[role="navigation"]', 'body > header', 'nav'],
  ownAccount: null,
  defaultPictures: [gravatar.defaultPicture],
  larger: gravatar.larger,
  volatileParameters: [],
};
