/** The demo's hosts: two pages of members, and the picture hosts that their avatars lie on. */
import { FACEBOOK_PICTURES, facebookPicturePath, X_PICTURES, xPicturePath } from './addresses.ts';
import { FACEBOOK_MEMBERS, type Member, type Portrait, X_FOLLOWERS } from './cast.ts';
import { facebookPage } from './facebook-page.ts';
import { type Encoding, served } from './pictures.ts';
import type { Answer, Route } from './server.ts';
import { xPage } from './x-page.ts';

export const X_URL = 'https://x.com/telltale_demo/followers';
export const FACEBOOK_URL = 'https://www.facebook.com/groups/482915507733106/members';

/** The size classes that the picture host of X gives out, and the side of each in pixels. */
export const X_SIDES: Readonly<Record<string, number>> = {
  mini: 24,
  normal: 48,
  bigger: 73,
  x96: 96,
  reasonably_small: 128,
  '200x200': 200,
  '400x400': 400,
};
const X_ORIGINAL_SIDE = 800;
const X_QUALITY = 85;
/** The larger variant that the extension asks for. */
export const X_LARGER: Encoding = { side: 400, quality: X_QUALITY };
export const FACEBOOK_ENCODING: Encoding = { side: 100, quality: 75 };

const html = (body: string): Answer => ({ type: 'text/html; charset=utf-8', body });
const jpeg = (body: Uint8Array): Answer => ({
  type: 'image/jpeg',
  body,
  headers: { 'cache-control': 'max-age=604800', 'cross-origin-resource-policy': 'cross-origin' },
});

/** Each picture is encoded once: a page and an extension ask for the same bytes. */
const encoded = new Map<string, Promise<Buffer | null>>();
async function picture(address: string, portrait: Portrait, encoding: Encoding): Promise<Answer | null> {
  const bytes = encoded.get(address) ?? served(portrait, encoding);
  encoded.set(address, bytes);
  const body = await bytes;
  return body === null ? null : jpeg(body);
}

/** Answers for every host of the demo. */
export const demoSites: Route = async (asked) => {
  if (asked.url === X_URL) return html(xPage(X_FOLLOWERS));
  if (asked.url === FACEBOOK_URL) return html(facebookPage(FACEBOOK_MEMBERS));
  if (asked.host === 'abs.twimg.com') {
    return picture('default', { kind: 'silhouette' }, { side: 48, quality: X_QUALITY });
  }
  return (await xDemoPictures(asked)) ?? facebookDemoPictures(asked);
};

/** The picture host of X, for these members. */
export function xPictures(members: readonly Member[]): Route {
  const byPath = new Map(members.map(({ account, portrait }) => [xPicturePath(account), portrait]));
  return ({ host, path }) => {
    if (host !== X_PICTURES) return null;
    const parts = /^(\/profile_images\/\d+\/[^_.]+)(?:_([a-z0-9_]+))?\.jpg$/.exec(path);
    const portrait = byPath.get(parts?.[1] ?? '');
    if (portrait === undefined) return null;
    const side = parts?.[2] === undefined ? X_ORIGINAL_SIDE : X_SIDES[parts[2]];
    return side === undefined ? null : picture(path, portrait, { side, quality: X_QUALITY });
  };
}

/** The picture host of Facebook, for these members. */
export function facebookPictures(members: readonly Member[]): Route {
  const byPath = new Map(members.map((member) => [facebookPicturePath(member), member.portrait]));
  return ({ host, path }) => {
    if (host !== FACEBOOK_PICTURES) return null;
    const [pathname = ''] = path.split('?');
    const portrait = byPath.get(pathname);
    return portrait === undefined ? null : picture(pathname, portrait, FACEBOOK_ENCODING);
  };
}

const xDemoPictures = xPictures(X_FOLLOWERS);
const facebookDemoPictures = facebookPictures(FACEBOOK_MEMBERS);
