import { instagram } from './instagram.ts';
import { linkAround, linkBeside } from './rules.ts';
import type { Site } from './site.ts';

const profile = /^https:\/\/(?:www\.)?threads\.(?:com|net)\/@([A-Za-z0-9._]{1,30})(?=\/?(?:[?#]|$))/;

const POST = '[data-pressable-container]';
const links = [linkAround(profile), linkBeside(POST, profile)];

/** Shares its accounts' pictures with Instagram. */
export const threads: Site = {
  id: 'threads',
  name: 'Threads',
  hosts: ['threads.com', 'threads.net', 'www.threads.com', 'www.threads.net'],
  recognisedBy: null,
  imageHosts: instagram.imageHosts,
  avatars: instagram.avatars,
  accounts: links,
  handles: links,
  names: [],
  links,
  lists: [
    {
      layout: 'append',
      root: '[role="dialog"]',
      row: POST,
    },
  ],
  excluded: ['[role="banner"]', '[role="navigation"]', 'nav'],
  ownAccount: {
    within: ':root',
    from: 'nav a[href], [role="navigation"] a[href]',
    attribute: 'href',
    key: profile,
  },
  defaultPictures: instagram.defaultPictures,
  larger: null,
  volatileParameters: instagram.volatileParameters,
};
