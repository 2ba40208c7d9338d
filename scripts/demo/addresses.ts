/** Where the avatars of the demo's members lie, in the shape of the sites' own addresses. */
import { createHash } from 'node:crypto';
import type { Member } from './cast.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const digits = (text: string, count: number): string =>
  BigInt(`0x${digest(text).slice(0, 24)}`)
    .toString()
    .slice(0, count);

export const X_PICTURES = 'pbs.twimg.com';
export const FACEBOOK_PICTURES = 'scontent.xx.fbcdn.net';
const X_DEFAULT = 'https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png';

/** Path of a member's picture on X, without size class and ending. */
export function xPicturePath(account: string): string {
  const token = Buffer.from(digest(account), 'hex').toString('base64url').replace(/[-_]/g, '').slice(0, 8);
  return `/profile_images/1${digits(account, 18)}/${token}`;
}

export function xPictureUrl({ account, portrait }: Member, size: 'x96' | '400x400' = 'x96'): string {
  if (portrait.kind === 'silhouette') return X_DEFAULT;
  return `https://${X_PICTURES}${xPicturePath(account)}_${size}.jpg`;
}

export function facebookPicturePath({ account, portrait }: Member): string {
  const folder = portrait.kind === 'silhouette' ? 't1.30497-1' : 't39.30808-1';
  return `/v/${folder}/${digits(account, 9)}_${digits(`${account}b`, 15)}_${digits(`${account}c`, 18)}_n.jpg`;
}

export function facebookPictureUrl(member: Member): string {
  const query =
    `stp=cp0_dst-jpg_s100x100_tt6&_nc_cat=${(Number(digits(member.account, 2)) % 9) + 101}&ccb=1-7&_nc_sid=e99d92` +
    `&_nc_ohc=${digest(`${member.account}h`).slice(0, 23)}&_nc_zt=24&_nc_ht=${FACEBOOK_PICTURES}` +
    `&oh=00_${digest(`${member.account}s`).slice(0, 40)}&oe=6A${digest(member.account).slice(0, 6).toUpperCase()}`;
  return `https://${FACEBOOK_PICTURES}${facebookPicturePath(member)}?${query}`;
}
