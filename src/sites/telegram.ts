import { attributeOf, avatar, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** Negative numbers are groups and channels. */
const peer = attributeOf('[data-peer-id]', 'data-peer-id', /^(\d+)$/);

/** The page that a link to a person leads to: it names people by their handle, and counts the members of all else. */
const handle: ReadRule = {
  within: '.tgme_page',
  from: '.tgme_page_extra',
  attribute: null,
  key: /^@(\w{3,32})$/,
};

const drawn = /^blob:https:\/\/web\.telegram\.org\//;

export const telegram: Site = {
  id: 'telegram',
  name: 'Telegram',
  hosts: ['*.telegram.org', 't.me', 'telegram.org'],
  recognisedBy: null,
  imageHosts: ['https://*.cdn-telegram.org/*', 'https://*.telesco.pe/*'],
  avatars: [
    avatar('.Avatar img', drawn),
    avatar('.avatar img', drawn),
    {
      selector: 'img.tgme_page_photo_image',
      url: /^https:\/\/[a-z0-9-]+\.(?:cdn-telegram\.org|telesco\.pe)\//,
      shape: null,
      accountNeeded: true,
    },
  ],
  accounts: [peer, handle],
  handles: [handle],
  names: [
    textIn('.ListItem, .chatlist-chat, .row', '.fullName, .peer-title'),
    textIn('.tgme_page', '.tgme_page_title'),
  ],
  links: [],
  lists: [{ layout: 'virtualised', root: '#RightColumn, #column-right', row: '.ListItem, .chatlist-chat' }],
  /** Who writes to whom is private: the list of chats is left alone. */
  excluded: ['#LeftColumn', '#column-left', '[data-peer-id^="-"]'],
  ownAccount: null,
  defaultPictures: [],
  larger: null,
  volatileParameters: [],
};
