import { attributeOf, avatar, linkAround, linkIn, textIn } from './rules.ts';
import type { Site } from './site.ts';

const profile = /^https?:\/\/(?:[a-z]+\.)?linkedin\.com\/in\/([^/?#]+)(?=[/?#]|$)/;

/** Lockups are the site's own name for a picture with a title beside it. */
const ROW = '.artdeco-entity-lockup, [data-view-name="search-entity-result-universal-template"], li';

export const linkedin: Site = {
  id: 'linkedin',
  name: 'LinkedIn',
  hosts: ['*.linkedin.com', 'linkedin.com'],
  recognisedBy: null,
  imageHosts: ['https://media.licdn.com/*'],
  avatars: [
    avatar(
      'img[src*="/profile-"]',
      /^https:\/\/media\.licdn\.com\/dms\/image\/(?:v2\/)?[^/]+\/profile-(?:display|framed)photo-/,
    ),
  ],
  accounts: [linkAround(profile), linkIn(ROW, profile)],
  handles: [linkAround(profile), linkIn(ROW, profile)],
  names: [
    textIn('.artdeco-entity-lockup', '.artdeco-entity-lockup__title a'),
    textIn('.artdeco-entity-lockup', '.artdeco-entity-lockup__title'),
    textIn(
      '[data-view-name="search-entity-result-universal-template"]',
      'a[href*="/in/"]:not([aria-hidden]) [aria-hidden="true"]',
    ),
    textIn('.update-components-actor', '.update-components-actor__title [aria-hidden="true"]'),
    attributeOf('img[class*="EntityPhoto"]', 'alt', /^(.+)$/),
  ],
  links: [linkAround(profile), linkIn(ROW, profile)],
  lists: [
    { layout: 'append', root: '.scaffold-finite-scroll__content > ul', row: ':scope > li' },
    { layout: 'append', root: '.groups-members-list__results-list', row: 'li' },
    {
      layout: 'append',
      root: 'ul[role="list"]:has([data-view-name="search-entity-result-universal-template"])',
      row: ':scope > li',
    },
  ],
  excluded: [
    '#global-nav',
    '#msg-overlay',
    '.ad-banner-container',
    '.global-nav',
    '.global-nav__me-photo',
    '.share-box-feed-entry__top-bar',
    '[role="banner"]',
    '[role="navigation"]',
  ],
  ownAccount: {
    within: ':root',
    from: '.feed-identity-module a[href*="/in/"], .profile-card-profile-picture-container a[href*="/in/"]',
    attribute: 'href',
    key: profile,
  },
  defaultPictures: [/^https:\/\/static\.licdn\.com\//],
  /** Addresses are signed, size included: no larger variant can be asked for. */
  larger: null,
  volatileParameters: ['e', 't', 'v'],
};
