import type { AccountRule, Site } from './site.ts';

/** A bio's @mentions are links too: the handle is taken from the avatar's own container, never from a link. */
const container: AccountRule = {
  within: '[data-testid^="UserAvatar-Container-"]',
  from: ':scope',
  attribute: 'data-testid',
  key: /^UserAvatar-Container-(\w{1,20})$/,
};

const profilePicture = /^https:\/\/pbs\.twimg\.com\/profile_images\/\d+\/[^/?#]+$/;

const SMALL_SUFFIX = /_(?:mini|normal|bigger|x96|reasonably_small|200x200)(\.(?:jpe?g|png|webp))$/;

export const x: Site = {
  id: 'x',
  hosts: ['x.com', '*.x.com', 'twitter.com', '*.twitter.com'],
  imageHosts: ['https://pbs.twimg.com/*'],
  avatars: [
    {
      selector: '[style*="/profile_images/"]',
      url: profilePicture,
      shape: null,
      accounts: [container],
      accountNeeded: false,
    },
    {
      selector: 'img[src*="/profile_images/"]',
      url: profilePicture,
      shape: null,
      accounts: [container],
      accountNeeded: false,
    },
  ],
  excluded: [
    '[role="banner"]',
    '[data-testid="SideNav_AccountSwitcher_Button"]',
    '[data-testid="DashButton_ProfileIcon_Link"]',
    '[data-testid="DMDrawer"]',
    '[data-testid="DM_Conversation_Avatar"]',
    '[data-testid="DmActivityContainer"]',
    '[data-testid="DmScrollerContainer"]',
    '[data-testid="conversation"]',
  ],
  ownAccount: {
    within: ':root',
    from: 'a[data-testid="AppTabBar_Profile_Link"]',
    attribute: 'href',
    key: /^https:\/\/(?:[a-z]+\.)?(?:x|twitter)\.com\/(\w{1,20})$/,
  },
  defaultPictures: [/^https:\/\/abs\.twimg\.com\/(?:[^?#]*\/)?default_profile_images\//],
  larger: (url) => {
    if (!SMALL_SUFFIX.test(url.pathname)) return null;
    return url.origin + url.pathname.replace(SMALL_SUFFIX, '_400x400$1');
  },
  volatileParameters: [],
};
