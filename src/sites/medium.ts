import { attributeOf, avatar, linkAround } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const accounts: readonly ReadRule[] = [
  linkAround(/^https:\/\/(?:[a-z0-9-]+\.)?medium\.com\/@([\w.-]+)(?=[/?#]|$)/),
  // A person's own subdomain.
  linkAround(/^https:\/\/(?!www\.)([a-z0-9-]+)\.medium\.com\/(?=[?#]|$)/),
];

const picture = /^https:\/\/(?:cdn-images-\d|miro)\.medium\.com\//;

/** Cut to a square. */
const square =
  /^https:\/\/(?:cdn-images-\d|miro)\.medium\.com\/(?:v2\/resize:fill:(\d+):\1|fit\/c\/(\d+)\/\2)\//;

export const medium: Site = {
  id: 'medium',
  name: 'Medium',
  hosts: ['*.medium.com', 'medium.com'],
  recognisedBy: null,
  imageHosts: ['https://cdn-images-1.medium.com/*', 'https://miro.medium.com/*'],
  avatars: [
    avatar('img[data-testid="authorPhoto"]', picture),
    // Logos of publications and teasers of stories are squares, too: only those that lead to a person.
    { selector: 'a[href] img', url: square, shape: null, accountNeeded: true },
  ],
  accounts,
  handles: accounts,
  names: [attributeOf('img', 'alt', /^(.+)$/)],
  links: accounts,
  lists: [],
  excluded: [
    '[data-testid="headerUserButton"]',
    '[data-testid="headerUserIcon"]',
    '[role="navigation"]',
    'nav',
  ],
  ownAccount: null,
  defaultPictures: [/^https:\/\/miro\.medium\.com\/[^?#]*\/1\*dmbNkD5D-u45r44go_cf0g\.png/],
  larger: (url) =>
    url.href
      .replace(/\/resize:fill:\d+:\d+\//, '/resize:fill:512:512/')
      .replace(/\/fit\/c\/\d+\/\d+\//, '/fit/c/512/512/'),
  volatileParameters: [],
};
