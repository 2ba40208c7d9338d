import { avatar, linkAround, linkIn, textIn } from './rules.ts';
import type { Site } from './site.ts';

const channel = /^https:\/\/(?:[a-z]+\.)?youtube\.com\/(?:@|c\/|channel\/|user\/)([^/?#]+)(?=[/?#]|$)/;
const handle = /^https:\/\/(?:[a-z]+\.)?youtube\.com\/@([^/?#]+)(?=[/?#]|$)/;

const ROW =
  'ytd-comment-view-model, ytd-comment-renderer, ytd-video-owner-renderer, ytd-channel-renderer, ytd-rich-item-renderer';

/** Pictures cut to a square are those of channels; banners and thumbnails ask for a width. */
const picture = /^https:\/\/yt3\.(?:ggpht|googleusercontent)\.com\/[^?#]+=s\d+-c-/;

const SIDE = 512;

export const youtube: Site = {
  id: 'youtube',
  name: 'YouTube',
  hosts: ['*.youtube.com', 'youtube.com'],
  recognisedBy: null,
  imageHosts: ['https://yt3.ggpht.com/*', 'https://yt3.googleusercontent.com/*'],
  avatars: [avatar('img[src*="//yt3."]', picture)],
  accounts: [linkAround(channel), linkIn(ROW, channel)],
  handles: [linkAround(handle), linkIn(ROW, handle)],
  names: [
    textIn('ytd-video-owner-renderer, ytd-channel-renderer', '#channel-name #text'),
    textIn('ytd-rich-item-renderer', '#channel-name a'),
  ],
  links: [linkAround(channel), linkIn(ROW, channel)],
  lists: [{ layout: 'append', root: 'ytd-comments #contents', row: 'ytd-comment-thread-renderer' }],
  excluded: [
    '#guide',
    '#masthead',
    'ytd-ad-slot-renderer',
    'ytd-comment-simplebox-renderer',
    'ytd-commentbox',
    'ytd-masthead',
  ],
  ownAccount: null,
  defaultPictures: [/^https:\/\/yt3\.(?:ggpht|googleusercontent)\.com\/a\/default-user=/],
  larger: (url) => {
    const side = Number(/=s(\d+)-c-/.exec(url.pathname)?.[1] ?? SIDE);
    return side < SIDE ? url.href.replace(/=s\d+-c-/, `=s${SIDE}-c-`) : null;
  },
  volatileParameters: [],
};
