import { avatar, linkAround, linkIn, nearestTextIn } from './rules.ts';
import type { Site } from './site.ts';

const profile = /^https:\/\/(?:[a-z]+\.)?quora\.com\/profile\/([^/?#]+)(?=[/?#]|$)/;

const ROW = '.spacing_log_answer_header, [role="listitem"]';

export const quora: Site = {
  id: 'quora',
  name: 'Quora',
  hosts: ['*.quora.com', 'quora.com'],
  recognisedBy: null,
  imageHosts: ['https://*.quoracdn.net/*'],
  /** Topics and spaces have a letter before the number. */
  avatars: [
    avatar('img[src*="/main-thumb-"]', /^https:\/\/qph\.[a-z0-9.]*quoracdn\.net\/main-thumb-\d+-\d+-/),
  ],
  accounts: [linkAround(profile), linkIn(ROW, profile)],
  handles: [linkAround(profile), linkIn(ROW, profile)],
  names: [nearestTextIn(ROW, 'a[href*="/profile/"] span')],
  links: [linkAround(profile), linkIn(ROW, profile)],
  lists: [],
  excluded: ['.SiteHeader', '[role="banner"]', '[role="navigation"]'],
  ownAccount: null,
  defaultPictures: [/^https:\/\/qsf\.[a-z0-9.]*quoracdn\.net\//],
  larger: (url) => url.href.replace(/\/main-thumb-(\d+)-\d+-/, '/main-raw-$1-'),
  volatileParameters: [],
};
