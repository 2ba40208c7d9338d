import { attributeOf, avatar, linkAround, linkBeside, nearestTextIn, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const AVATAR = '[data-testid="userAvatarImage"]';
const ITEM = '[data-testid^="feedItem-by-"], [data-testid^="postThreadItem-by-"]';

/** Lists of people. */
const SCREEN =
  '[data-testid="profileFollowersScreen"], [data-testid="profileFollowsScreen"], [data-testid="listScreen"]';

const NAME = '[data-testid="profileHeaderDisplayName"]';
/** The head of a profile: the nearest region with its name, as long as nobody else is in it. */
const HEAD = `:has(${NAME}):not(:has(${ITEM}))`;

const picture = /^https:\/\/cdn\.bsky\.app\/img\/avatar(?:_thumbnail)?\/plain\/did:/;

/** Handles are domains and change hands; the identifier in the picture's address stays with the account. */
const identifier = /^https:\/\/cdn\.bsky\.app\/img\/avatar(?:_thumbnail)?\/plain\/(did:[a-z]+:[^/]+)\//;

const profile = /^https:\/\/bsky\.app\/profile\/([^/?#]+)(?=\/?(?:[?#]|$))/;

/** The head of a profile leads to its lists. */
const head = linkBeside(
  HEAD,
  /^https:\/\/bsky\.app\/profile\/([^/?#]+)(?=\/(?:followers|follows)\/?(?:[?#]|$))/,
);

const own: ReadRule = { within: ':root', from: `nav ${AVATAR} img`, attribute: 'src', key: identifier };

export const bluesky: Site = {
  id: 'bluesky',
  name: 'Bluesky',
  hosts: ['bsky.app'],
  recognisedBy: null,
  imageHosts: ['https://cdn.bsky.app/*'],
  avatars: [
    avatar('[style*="/img/avatar"]', picture),
    avatar('img[src*="/img/avatar"]', picture),
    avatar('svg image', picture),
  ],
  accounts: [{ within: AVATAR, from: 'img', attribute: 'src', key: identifier }, linkAround(profile)],
  handles: [
    linkAround(profile),
    attributeOf(ITEM, 'data-testid', /^(?:feedItem|postThreadItem)-by-(.+)$/),
    head,
  ],
  names: [
    nearestTextIn(ITEM, '[dir="auto"] a[href^="/profile/"]'),
    nearestTextIn(SCREEN, '[dir="auto"]'),
    textIn(`a[href], ${HEAD}`, NAME),
  ],
  links: [linkAround(profile), head],
  lists: [
    {
      layout: 'append',
      root: SCREEN,
      row: `a[href^="/profile/"]:has(a ${AVATAR})`,
    },
  ],
  /** Feeds and lists have pictures, too. */
  excluded: [
    '[data-testid^="conversation-"]',
    'a[href*="/feed/"]',
    'a[href*="/lists/"]',
    'a[href^="/messages/"]',
    'nav',
  ],
  ownAccount: own,
  defaultPictures: [],
  larger: (url) => url.href.replace('/img/avatar_thumbnail/', '/img/avatar/'),
  volatileParameters: [],
};
