import { attributeOf, avatar, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** Who passed a post on is laid over its author, whose link and name lie around both. */
const OVERLAY = '.account__avatar-overlay-overlay';
const PERSON = `${OVERLAY}, .account__display-name, .status__display-name, .detailed-status__display-name, .account, .account__header`;

const handle: ReadRule = {
  within: PERSON,
  from: '.display-name__account, .account__header__tabs__name small span',
  attribute: null,
  key: /^@([\w.-]+(?:@[\w.-]+)?)$/,
};

/** Of two pictures in one place, each bears its account's name. */
const overlaid = attributeOf('.account__avatar-overlay img[alt]', 'alt', /^([\w.-]+(?:@[\w.-]+)?)$/);

/** Of another instance, too: there the host is a part of the name. */
const profile = /^https?:\/\/[^/?#]+\/@([\w.-]+(?:@[\w.-]+)?)(?=[/?#]|$)/;

const around = attributeOf(`${OVERLAY}, a[href]`, 'href', profile);

/** Runs on any host, as do its kin: all have the same root and the same class names. */
export const mastodon: Site = {
  id: 'mastodon',
  name: 'Mastodon',
  hosts: [],
  recognisedBy: '#mastodon',
  imageHosts: [],
  avatars: [
    avatar('.account__avatar img', /^https?:\/\//),
    avatar('.account__avatar[style*="url("]', /^https?:\/\//),
    avatar('.account__avatar-overlay-base img', /^https?:\/\//),
  ],
  accounts: [overlaid, handle, around],
  handles: [overlaid, handle, around],
  names: [textIn(PERSON, '.display-name__html, .account__header__tabs__name h1 > span')],
  links: [around],
  lists: [{ layout: 'virtualised', root: '.item-list', row: 'article:has(.account)' }],
  excluded: ['.compose-form', '.drawer__header', '.navigation-bar', '.navigation-panel', '.ui__header'],
  ownAccount: {
    within: ':root',
    from: '.navigation-bar .display-name__account, .compose-form .display-name__account',
    attribute: null,
    key: handle.key,
  },
  defaultPictures: [/^https?:\/\/[^?#]+\/avatars\/original\/missing\.png/],
  /** What is shown is the picture as it was stored, 400 pixels wide. */
  larger: null,
  volatileParameters: [],
};
