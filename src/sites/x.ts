import { attributeOf, avatar, linkAround, linkIn, nearestTextIn, textIn } from './rules.ts';
import type { Site } from './site.ts';

/** A bio's @mentions are links too: the handle is taken from the avatar's own container, never from a link. */
const CONTAINER = '[data-testid^="UserAvatar-Container-"]';
/** Where the page shows a picture before it knows whose it is, the link around has to do. */
const container = attributeOf(CONTAINER, 'data-testid', /^UserAvatar-Container-(?!unknown$)(\w{1,20})$/);

const profile = /^https:\/\/(?:[a-z]+\.)?(?:x|twitter)\.com\/(\w{1,20})(?=[/?#]|$)/;
/** A person's address is one segment. */
const around = linkAround(
  /^https:\/\/(?:[a-z]+\.)?(?:x|twitter)\.com\/(?!(?:compose|explore|hashtag|home|i|messages|notifications|search|settings)(?:[/?#]|$))(\w{1,20})(?=\/?(?:[?#]|$))/,
);

const profilePicture = /^https:\/\/pbs\.twimg\.com\/profile_images\/\d+\/[^/?#]+$/;

const SMALL_SUFFIX = /_(?:mini|normal|bigger|x96|reasonably_small|200x200)(\.(?:jpe?g|png|webp))$/;

export const x: Site = {
  id: 'x',
  name: 'X',
  hosts: ['*.twitter.com', '*.x.com', 'twitter.com', 'x.com'],
  recognisedBy: null,
  imageHosts: ['https://pbs.twimg.com/*'],
  avatars: [
    avatar('[style*="/profile_images/"]', profilePicture),
    avatar('img[src*="/profile_images/"]', profilePicture),
  ],
  accounts: [container, around],
  handles: [container, around],
  names: [
    textIn('[data-testid="UserCell"]', 'a[role="link"]'),
    nearestTextIn(
      '[data-testid="tweet"]',
      '[data-testid="User-Name"] a, [data-testid="User-Name"] [dir="ltr"]',
    ),
    // The head of a profile: the nearest region with its name, as long as nobody else is in it.
    textIn(
      ':has([data-testid="UserName"]):not(:has([data-testid="UserCell"], [data-testid="tweet"]))',
      '[data-testid="UserName"] [dir="ltr"]',
    ),
  ],
  links: [linkIn(CONTAINER, profile), around],
  lists: [
    { layout: 'virtualised', root: '[data-testid="primaryColumn"]', row: '[data-testid="UserCell"]' },
    // Likers, reposters and the members of a list come as a dialog over the page.
    { layout: 'virtualised', root: '[role="dialog"]', row: '[data-testid="UserCell"]' },
  ],
  excluded: [
    '[data-testid="DMDrawer"]',
    '[data-testid="DM_Conversation_Avatar"]',
    '[data-testid="DashButton_ProfileIcon_Link"]',
    '[data-testid="DmActivityContainer"]',
    '[data-testid="DmScrollerContainer"]',
    '[data-testid="SideNav_AccountSwitcher_Button"]',
    '[data-testid="conversation"]',
    // Posts that somebody pays for are counted as they come into view.
    '[data-testid="placementTracking"] [data-testid="tweet"]',
    '[data-testid="xchatEmbedRoute"]',
    '[data-testid^="chat-drawer"]',
    '[data-testid^="dm-"]',
    '[role="banner"]',
  ],
  ownAccount: {
    within: ':root',
    from: 'a[data-testid="AppTabBar_Profile_Link"]',
    attribute: 'href',
    key: profile,
  },
  defaultPictures: [/^https:\/\/abs\.twimg\.com\/(?:[^?#]*\/)?default_profile_images\//],
  larger: (url) => {
    if (!SMALL_SUFFIX.test(url.pathname)) return null;
    return url.origin + url.pathname.replace(SMALL_SUFFIX, '_400x400$1');
  },
  volatileParameters: [],
};
