import { avatar, linkAround, linkIn, textIn } from './rules.ts';
import type { ReadRule, Site } from './site.ts';

const channel = /^https:\/\/(?:[a-z]+\.)?youtube\.com\/(?:@|c\/|channel\/|user\/)([^/?#]+)(?=[/?#]|$)/;
const handle = /^https:\/\/(?:[a-z]+\.)?youtube\.com\/@([^/?#]+)(?=[/?#]|$)/;

/** One video, however a list shows it. */
const VIDEO = 'ytd-rich-item-renderer, ytd-video-renderer, yt-lockup-view-model';
const ROW = `ytd-comment-view-model, ytd-comment-renderer, ytd-video-owner-renderer, ytd-channel-renderer, ytd-backstage-post-renderer, ytd-post-renderer, ${VIDEO}`;

/** The head of a channel's own page. */
const HEAD = 'yt-page-header-renderer, yt-page-header-view-model';
const underName: ReadRule = {
  within: HEAD,
  from: 'yt-content-metadata-view-model span',
  attribute: null,
  // A mark of the writing direction may stand before it.
  key: /^\W*@([^\s@]+)$/,
};

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
  accounts: [linkAround(channel), linkIn(ROW, channel), underName],
  handles: [linkAround(handle), linkIn(ROW, handle), underName],
  names: [
    textIn('ytd-video-owner-renderer, ytd-channel-renderer', '#channel-name #text'),
    textIn(VIDEO, '#channel-name a, yt-content-metadata-view-model a'),
    textIn(HEAD, 'h1'),
  ],
  links: [linkAround(channel), linkIn(ROW, channel)],
  lists: [{ layout: 'append', root: 'ytd-comments #contents', row: 'ytd-comment-thread-renderer' }],
  excluded: [
    // Who is at work on the channel, beside the comments of others.
    '#creator-thumbnail',
    '#guide',
    '#masthead',
    'ytd-ad-slot-renderer',
    'ytd-comment-simplebox-renderer',
    'ytd-commentbox',
    'ytd-creator-heart-renderer',
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
