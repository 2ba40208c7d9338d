import { attributeOf, avatar, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const picture =
  /^https:\/\/(?:cdn\.discordapp\.com|media\.discordapp\.net)\/(?:guilds\/\d+\/users\/\d+\/)?avatars\//;

/** The address names the account, also where a server has a picture of its own for it. */
const accounts: readonly ReadRule[] = [
  attributeOf('img', 'src', /^https:\/\/[a-z.]+\/(?:guilds\/\d+\/users|avatars)\/(\d+)\//),
  attributeOf('[style]', 'style', /^.*\/\/[a-z.]+\/(?:guilds\/\d+\/users|avatars)\/(\d+)\//),
];

const SIDE = 512;

export const discord: Site = {
  id: 'discord',
  name: 'Discord',
  hosts: ['*.discord.com', 'discord.com'],
  recognisedBy: null,
  imageHosts: ['https://cdn.discordapp.com/*', 'https://media.discordapp.net/*'],
  avatars: [
    avatar('img[src*="/avatars/"]', picture),
    avatar('[style*="/avatars/"]', picture),
    avatar('svg image', picture),
  ],
  accounts,
  handles: [],
  names: [
    textIn('[id^="chat-messages-"]', '[id^="message-username-"] [class*="username"]'),
    textIn('[role="listitem"]', '[class*="username"], [class*="name"]'),
  ],
  /** A person's card has no address on the page. */
  links: [],
  lists: [{ layout: 'virtualised', root: '[class*="membersWrap"]', row: '[role="listitem"]' }],
  excluded: [
    '[class*="privateChannels"]',
    '[data-list-id^="private-channels"]',
    'a[href^="/channels/@me"]',
    'section[class*="panels"]',
  ],
  ownAccount: {
    within: ':root',
    from: 'section[class*="panels"] img[src*="/avatars/"]',
    attribute: 'src',
    key: /^https:\/\/[a-z.]+\/avatars\/(\d+)\//,
  },
  defaultPictures: [/^https:\/\/cdn\.discordapp\.com\/embed\/avatars\//],
  larger: (url) => {
    if (Number(url.searchParams.get('size') ?? SIDE) >= SIDE) return null;
    url.searchParams.set('size', String(SIDE));
    return url.href;
  },
  volatileParameters: [],
};
