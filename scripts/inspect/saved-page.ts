import sharp from 'sharp';
import type { Answer, Asked, Route } from '../demo/server.ts';
import { askedSize, type Size } from './asked-size.ts';

/** Of all that a page may load, its pictures alone are answered: it stays as it was saved. */
const NOTHING: Answer = { status: 204, type: 'text/plain', body: '' };
const QUALITY = 85;

export interface SavedPage {
  readonly url: string;
  readonly html: Uint8Array;
  /** Stands for every photo, cut to the size that is asked for. */
  readonly picture: Uint8Array;
}

/** Answers for every host. */
export function savedPage({ url, html, picture }: SavedPage): Route {
  const wanted = new URL(url);
  const made = new Map<string, Promise<Buffer>>();
  let isOpened = false;

  function cut({ width, height }: Size): Promise<Buffer> {
    const name = `${width}x${height}`;
    const known =
      made.get(name) ?? sharp(picture).resize(width, height).jpeg({ quality: QUALITY }).toBuffer();
    made.set(name, known);
    return known;
  }

  return async (asked) => {
    if (asked.headers['sec-fetch-dest'] === 'document') {
      const isWanted = asked.host === wanted.hostname && asked.path === wanted.pathname + wanted.search;
      // Once: an answer of nothing keeps a page that would reload or leave where it is.
      if (!isWanted || isOpened) return NOTHING;
      isOpened = true;
      // Its scripts would make another page of it, or leave; ours run apart from them.
      const headers = { 'content-security-policy': "script-src 'none'" };
      return { type: 'text/html; charset=utf-8', body: html, headers };
    }
    if (!isForPicture(asked)) return NOTHING;
    return {
      type: 'image/jpeg',
      body: await cut(askedSize(asked.url)),
      headers: { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' },
    };
  };
}

/** A page's own, or the extension's, which unlike a page's script tells nothing of where it comes from. */
function isForPicture({ headers }: Asked): boolean {
  const isFromExtension = headers.referer === undefined && headers.origin === undefined;
  return headers['sec-fetch-dest'] === 'image' || (headers['sec-fetch-dest'] === 'empty' && isFromExtension);
}
