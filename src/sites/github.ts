import { attributeOf, avatar, linkAround, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

/** First path segments that are places of the site, not people. */
const PLACES =
  'about|apps|collections|enterprise|explore|features|issues|login|marketplace|notifications|orgs|pulls|search|settings|sponsors|topics|trending';

/** A person's address is one segment; a name has letters, digits and single hyphens. */
const LOGIN = '([A-Za-z0-9][A-Za-z0-9-]{0,38})';
const profile = new RegExp(`^https://github\\.com/(?!(?:${PLACES})(?:[/?#]|$))${LOGIN}(?=/?(?:[?#]|$))`);

/** The card of a person on their own page: the picture there leads to itself. */
const CARD = '.h-card, .vcard, [itemtype$="schema.org/Person"]';

const accounts: readonly ReadRule[] = [
  linkAround(profile),
  {
    within: '[data-hovercard-url^="/users/"]',
    from: ':scope',
    attribute: 'data-hovercard-url',
    key: /^\/users\/([^/]+)\//,
  },
  {
    within: CARD,
    from: '.p-nickname, .vcard-username',
    attribute: null,
    key: new RegExp(`^${LOGIN}(?=\\s|$)`),
  },
  // Where it leads to a search for what they did, a picture still bears their name.
  attributeOf('img', 'alt', new RegExp(`^@${LOGIN}$`)),
  attributeOf('[data-testid="github-avatar"]', 'alt', new RegExp(`^${LOGIN}$`)),
];

/** The picture is scaled by either of two parameters. */
const SIZE = 460;

export const github: Site = {
  id: 'github',
  name: 'GitHub',
  hosts: ['github.com'],
  recognisedBy: null,
  imageHosts: ['https://avatars.githubusercontent.com/*'],
  /** Numbers under `u` are people and organisations; `in` has the pictures of programs. */
  avatars: [
    avatar(
      'img[src*="avatars.githubusercontent.com/u/"]',
      /^https:\/\/avatars\.githubusercontent\.com\/u\/\d+(?:[?#]|$)/,
    ),
  ],
  accounts,
  handles: accounts,
  names: [textIn('.d-table', '.Link--primary'), textIn(CARD, '.vcard-fullname, .p-name')],
  links: [linkAround(profile)],
  lists: [
    { layout: 'append', root: '[data-repository-hovercards-enabled] ol', row: 'li' },
    { layout: 'append', root: '#user-profile-frame', row: '.d-table' },
  ],
  excluded: [
    '.AppHeader',
    '[data-component="Avatar"][data-square]',
    '[data-hovercard-type="organization"]',
    '[data-hovercard-url^="/orgs/"]',
    '[itemtype$="schema.org/Organization"]',
    '[role="banner"]',
    '[role="navigation"]',
  ],
  ownAccount: { within: ':root', from: 'meta[name="user-login"]', attribute: 'content', key: /^(.+)$/ },
  defaultPictures: [
    /^https:\/\/avatars\.githubusercontent\.com\/in\//,
    /^https:\/\/github\.com\/identicons\//,
  ],
  larger: (url) => {
    const asked = Number(url.searchParams.get('size') ?? url.searchParams.get('s') ?? SIZE);
    if (asked >= SIZE) return null;
    url.searchParams.delete('size');
    url.searchParams.set('s', String(SIZE));
    return url.href;
  },
  volatileParameters: [],
};
