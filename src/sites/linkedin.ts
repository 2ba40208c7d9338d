import { attributeOf, avatar, linkAround, linkBeside, nearestTextIn, textIn } from './rules.ts';
import type { Site } from './site.ts';

const profile = /^https?:\/\/(?:[a-z]+\.)?linkedin\.com\/in\/([^/?#]+)(?=\/?(?:[?#]|$))/;
/** The head of a profile leads to what is laid over it. */
const below = /^https?:\/\/(?:[a-z]+\.)?linkedin\.com\/in\/([^/?#]+)(?=[/?#]|$)/;

/** Lockups are the site's own name for a picture with a title beside it. */
const LOCKUP = '.artdeco-entity-lockup';
const ENTITY =
  '[data-view-name="search-entity-result-universal-template"], [data-view-name="profile-component-entity"]';
const ROW = `${LOCKUP}, ${ENTITY}, li`;
const COMMENT = '.comments-comment-entity, .comments-comment-item, .comments-comment-list__container > *';
const HEAD = 'section:has(h1)';

const links = [linkAround(profile), linkBeside(ROW, profile), linkBeside(HEAD, below)];

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
  accounts: links,
  handles: links,
  names: [
    textIn(LOCKUP, '.artdeco-entity-lockup__title [aria-hidden="true"]'),
    textIn(LOCKUP, '.artdeco-entity-lockup__title a'),
    textIn(LOCKUP, '.artdeco-entity-lockup__title'),
    textIn('.update-components-actor', '.update-components-actor__title [aria-hidden="true"]'),
    nearestTextIn('.update-components-header', 'a[href*="/in/"]'),
    textIn(
      ':has(> [data-view-name="feed-actor-image"])',
      '[data-view-name="feed-actor-image"] + a p, [data-view-name="feed-actor-image"] ~ * a p',
    ),
    textIn(':has(> [data-view-name$="-actor-picture"])', '[data-view-name$="-actor-description"] p'),
    textIn(COMMENT, '.comments-comment-meta__description-title, .comments-post-meta__name-text'),
    // Said twice, to eyes and to screen readers; or in a link, unless that of the picture, which screen readers skip.
    nearestTextIn('[role="listitem"], li', '[data-view-name="search-result-lockup-title"]'),
    nearestTextIn(ENTITY, 'a[href*="/in/"] [aria-hidden="true"]'),
    nearestTextIn(ENTITY, 'a[href*="/in/"]:not([aria-hidden])'),
    nearestTextIn('[data-view-name="connections-list"]', 'p a[href*="/in/"], a[href*="/in/"] p'),
    textIn(`a[href], ${HEAD}`, 'h1'),
    // Elsewhere than in posts, what stands for the picture is the name alone.
    attributeOf('img[class*="EntityPhoto"]', 'alt', /^(.+)$/),
  ],
  links,
  lists: [
    { layout: 'append', root: '.scaffold-finite-scroll__content > ul', row: ':scope > li' },
    { layout: 'append', root: '.groups-members-list__results-list', row: 'li' },
    {
      layout: 'append',
      root: '[data-sdui-component$="connectionsList"]',
      row: '[data-view-name="connections-list"]',
    },
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
    // One's own photo where one writes, likes or shares.
    '.comments-comment-box',
    '.comments-comment-texteditor',
    '.content-admin-identity-toggle-button',
    '.global-nav',
    '.global-nav__me-photo',
    '.share-box-feed-entry__top-bar',
    '[class*=" msg-"]:not(body)',
    '[class^="msg-"]',
    '[data-view-name="identity-module"]',
    '[data-view-name^="share-"]',
    '[role="banner"]',
    '[role="navigation"]',
    'nav',
  ],
  ownAccount: {
    within: ':root',
    from: '.feed-identity-module a[href*="/in/"], .profile-card-profile-picture-container a[href*="/in/"], [data-view-name="identity-self-profile"], [data-view-name="identity-module"] a[href*="/in/"]',
    attribute: 'href',
    key: profile,
  },
  defaultPictures: [/^https:\/\/static\.licdn\.com\//],
  /** Addresses are signed, size included: no larger variant can be asked for. */
  larger: null,
  volatileParameters: ['e', 't', 'v'],
};
