import { avatar, linkAround, linkIn, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const profile = /^https:\/\/(?:[a-z]+\.)?tiktok\.com\/@([\w.]{1,30})(?=[/?#]|$)/;

/** A person in a list, a comment. */
const ROW =
  'li, [data-e2e^="comment-level-"], [class*="DivCommentItemWrapper"], [class*="DivCommentObjectWrapper"]';
/** The head of a profile. */
const HEAD = ':has(> [data-e2e="user-avatar"])';

const links: readonly ReadRule[] = [linkAround(profile), linkIn(ROW, profile)];
const title: ReadRule = {
  within: HEAD,
  from: '[data-e2e="user-title"]',
  attribute: null,
  key: /^([\w.]{1,30})$/,
};

/** Avatars have a store of their own. */
const stored = /^https:\/\/[a-z0-9-]+\.tiktokcdn(?:-[a-z]+)?\.com\/[^?#]*-avt-/;
const anyPicture = /^https:\/\/[a-z0-9-]+\.tiktokcdn(?:-[a-z]+)?\.com\//;

export const tiktok: Site = {
  id: 'tiktok',
  name: 'TikTok',
  hosts: ['*.tiktok.com', 'tiktok.com'],
  recognisedBy: null,
  imageHosts: ['https://*.tiktokcdn-eu.com/*', 'https://*.tiktokcdn-us.com/*', 'https://*.tiktokcdn.com/*'],
  avatars: [avatar('img[src*="-avt-"]', stored), avatar('[data-e2e*="avatar"] img', anyPicture)],
  accounts: [...links, title],
  handles: [...links, title],
  names: [
    textIn(
      '[data-e2e^="comment-level-"], [class*="DivCommentItemWrapper"], [class*="DivCommentObjectWrapper"]',
      '[data-e2e^="comment-username-"]',
    ),
    textIn('li', '[class*="SpanNickname"]'),
    textIn(HEAD, '[data-e2e="user-subtitle"]'),
  ],
  links,
  lists: [
    { layout: 'append', root: '[data-e2e="follow-info-popup"]', row: 'li' },
    {
      layout: 'append',
      root: ':has(> [class*="DivCommentItemWrapper"], > [class*="DivCommentObjectWrapper"])',
      row: ':scope > div',
    },
  ],
  excluded: [
    '#app-header',
    '[data-e2e="nav-profile"]',
    '[data-e2e="profile-icon"]',
    '[data-e2e="top-dm-icon"]',
    '[data-e2e^="chat-"]',
    'a[href^="/messages"]',
  ],
  ownAccount: { within: ':root', from: 'a[data-e2e="nav-profile"]', attribute: 'href', key: profile },
  defaultPictures: [],
  /** Signed addresses, which most are, say how large the picture may be. */
  larger: (url) => {
    if (url.searchParams.has('x-signature') || url.hostname.includes('-sign')) return null;
    return url.href.replace(/(~tplv-tiktokx-cropcenter):\d+:\d+/, '$1:720:720');
  },
  volatileParameters: ['refresh_token', 'x-expires', 'x-signature'],
};
