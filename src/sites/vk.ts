import { attributeOf, avatar, linkAround, linkBeside, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** First path segments that are places of the site, groups or posts, not people. */
const PLACES =
  'about|ads|albums?-?\\d+|apps?|audios?|clips?|club\\d+|docs?|event\\d+|feed|friends|groups|im|join|login|market|' +
  'messenger|music|photo-?\\d+_\\d+|public\\d+|search|settings|video|wall-?\\d+';

const profile = new RegExp(
  `^https://(?:[a-z]+\\.)?vk\\.(?:com|ru)/(?!(?:${PLACES})(?:[_/?#]|$))([A-Za-z0-9_.]{2,50})(?=/?(?:[?#]|$))`,
);

const ROW = '.fans_fan_row, .friends_user_row, .reply, .post_header';
const links: readonly ReadRule[] = [linkAround(profile), linkBeside(ROW, profile)];

const picture = /^https:\/\/[a-z0-9-]+\.(?:userapi\.com|vkuserphoto\.ru)\//;

/** Where the address says what the picture was cut for. */
const cutForAvatar = /^https:\/\/[a-z0-9-]+\.(?:userapi\.com|vkuserphoto\.ru)\/[^#]*[?&]ava=1(?:[&#]|$)/;

const SELECTOR = 'img[src*=".userapi.com/"], img[src*=".vkuserphoto.ru/"]';
const size = { minSide: 24, maxSide: 220, maxAspect: 1.15 } as const;

const SIDE = 512;

export const vk: Site = {
  id: 'vk',
  name: 'VK',
  hosts: ['*.vk.com', '*.vk.ru', 'vk.com', 'vk.ru'],
  recognisedBy: null,
  imageHosts: ['https://*.userapi.com/*', 'https://*.vkuserphoto.ru/*'],
  avatars: [
    avatar('img.fans_fan_img, img.friends_photo_img, img.reply_img, img.post_img', picture),
    avatar('img[src*="ava=1"]', cutForAvatar),
    // Photos of posts lie on the same hosts, but are neither round nor in a link to a person.
    { selector: SELECTOR, url: picture, shape: { ...size, round: false }, accountNeeded: true },
    { selector: SELECTOR, url: picture, shape: { ...size, round: true }, accountNeeded: false },
  ],
  accounts: [attributeOf('.fans_fan_row', 'data-id', /^(\d+)$/), ...links],
  handles: links,
  names: [
    textIn('.fans_fan_row', '.fans_fan_lnk'),
    textIn('.friends_user_row', '.friends_field_title'),
    textIn('.reply, .post_header', '.author'),
  ],
  links,
  lists: [
    { layout: 'append', root: ':has(> .fans_fan_row)', row: '.fans_fan_row' },
    { layout: 'append', root: ':has(> .friends_user_row)', row: '.friends_user_row' },
  ],
  excluded: [
    '#ads_left',
    '#page_header',
    '#side_bar',
    '#top_nav',
    '.FCPanel',
    '.FCWindow',
    '.im-page',
    'a[href^="/club"]',
    'a[href^="/event"]',
    'a[href^="/public"]',
  ],
  ownAccount: { within: ':root', from: '#l_pr a[href]', attribute: 'href', key: profile },
  defaultPictures: [/^https:\/\/(?:[a-z]+\.)?vk\.(?:com|ru)\/images\/(?:camera|community|deactivated)_/],
  /** The address lists the sizes that there are, and names the one it is for. */
  larger: (url) => {
    const sides = (url.searchParams.get('as') ?? '').split(',').map((size) => Number.parseInt(size, 10));
    const shown = Number.parseInt(url.searchParams.get('cs') ?? '', 10);
    const larger = sides.filter((side) => side > shown).sort((a, b) => a - b);
    const side = larger.find((one) => one >= SIDE) ?? larger.at(-1);
    return side === undefined ? null : url.href.replace(/([?&]cs=)\d+x\d+/, `$1${side}x${side}`);
  },
  volatileParameters: [],
};
