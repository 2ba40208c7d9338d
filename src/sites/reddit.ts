import { attributeOf, avatar, linkAround, linkBeside } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const profile = /^https:\/\/(?:[a-z]+\.)?reddit\.com\/(?:user|u)\/([\w-]{2,30})(?=[/?#]|$)/;

const picture = /^https:\/\/styles\.redditmedia\.com\/[^?#]+\/profileIcon_/;

/** A part with a link of a person's right in it. */
const beside = linkBeside(':has(> a[href*="/user/"]), :has(> a[href*="/u/"])', profile);

const accounts: readonly ReadRule[] = [
  linkAround(profile),
  attributeOf('shreddit-comment', 'author', /^([\w-]{2,30})$/),
  attributeOf('shreddit-post', 'author', /^([\w-]{2,30})$/),
  beside,
];

export const reddit: Site = {
  id: 'reddit',
  name: 'Reddit',
  hosts: ['*.reddit.com', 'reddit.com'],
  recognisedBy: null,
  imageHosts: ['https://styles.redditmedia.com/*'],
  avatars: [avatar('img[src*="/profileIcon_"]', picture), avatar('svg image', picture)],
  accounts,
  handles: accounts,
  names: [],
  links: [linkAround(profile), beside],
  lists: [{ layout: 'append', root: 'shreddit-comment-tree', row: 'shreddit-comment' }],
  excluded: [
    '#expand-user-drawer-button',
    '[role="banner"]',
    'comment-composer-host',
    'reddit-header-large',
    'reddit-header-small',
    'rs-app',
    'shreddit-ad-post',
    'shreddit-composer',
  ],
  ownAccount: null,
  /** Drawn figures, dressed by their owners, are no photos. */
  defaultPictures: [
    /^https:\/\/(?:i|preview)\.redd\.it\/snoovatar\//,
    /^https:\/\/styles\.redditmedia\.com\/[^?#]+\/profileIcon_snoo/,
    /^https:\/\/www\.redditstatic\.com\//,
  ],
  /** Addresses are signed, size included: no larger variant can be asked for. */
  larger: null,
  volatileParameters: [],
};
