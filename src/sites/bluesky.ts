import { attributeOf, avatar, linkAround, nearestTextIn, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const AVATAR = '[data-testid="userAvatarImage"]';
const ITEM = '[data-testid^="feedItem-by-"], [data-testid^="postThreadItem-by-"]';

const picture = /^https:\/\/cdn\.bsky\.app\/img\/avatar(?:_thumbnail)?\/plain\/did:/;

/** Handles are domains and change hands; the identifier in the picture's address stays with the account. */
const identifier = /^https:\/\/cdn\.bsky\.app\/img\/avatar(?:_thumbnail)?\/plain\/(did:[a-z]+:[^/]+)\//;

const profile = /^https:\/\/bsky\.app\/profile\/([^/?#]+)(?=[/?#]|$)/;

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
  handles: [linkAround(profile), attributeOf(ITEM, 'data-testid', /^(?:feedItem|postThreadItem)-by-(.+)$/)],
  names: [
    // The picture's own link has no text; the row around it has.
    textIn('a[href^="/profile/"]:has([dir="auto"])', '[dir="auto"]'),
    nearestTextIn(ITEM, '[dir="auto"]'),
    // The head of a profile: the nearest region with its name, as long as nobody else is in it.
    textIn(
      `:has([data-testid="profileHeaderDisplayName"]):not(:has(${ITEM}))`,
      '[data-testid="profileHeaderDisplayName"]',
    ),
  ],
  links: [linkAround(profile)],
  lists: [
    {
      layout: 'append',
      root: '[data-testid="profileFollowersScreen"], [data-testid="profileFollowsScreen"], [data-testid="listScreen"]',
      row: `a[href^="/profile/"]:has(a ${AVATAR})`,
    },
  ],
  excluded: ['[data-testid^="conversation-"]', 'a[href^="/messages/"]', 'nav'],
  ownAccount: own,
  defaultPictures: [],
  larger: (url) => url.href.replace('/img/avatar_thumbnail/', '/img/avatar/'),
  volatileParameters: [],
};
