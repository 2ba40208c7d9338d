/** Pictures that are wrong in one way each, made by code. */
import sharp from 'sharp';
import type { UnjudgedReason } from '../../src/shared/verdict.ts';
import {
  animated,
  animatedPng,
  bytesOf,
  ganFace,
  noise,
  painted,
  promisesTooManyPixels,
} from '../pictures.ts';

export interface BadPicture {
  readonly name: string;
  /** As the server declares it, however wrong. */
  readonly type: string;
  readonly status?: number;
  /** Milliseconds before the server answers. */
  readonly delay?: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly reason: UnjudgedReason;
}

const text = (body: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(body));

const half = (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length / 2);

export async function badPictures(): Promise<BadPicture[]> {
  const face = await bytesOf(sharp(await ganFace(0)).jpeg());
  const facePng = await ganFace(0);
  const faceWebp = await bytesOf(sharp(facePng).webp());
  const grey = noise();
  const random = await bytesOf(sharp(await painted(256, () => [grey(), grey(), grey()])).jpeg());
  const solid = await painted(200, () => [30, 40, 120]);
  return [
    { name: 'cut-early.jpg', type: 'image/jpeg', bytes: face.slice(0, 200), reason: 'unreadable' },
    { name: 'cut-late.jpg', type: 'image/jpeg', bytes: half(face), reason: 'unreadable' },
    { name: 'cut-late.png', type: 'image/png', bytes: half(facePng), reason: 'unreadable' },
    { name: 'cut-late.webp', type: 'image/webp', bytes: half(faceWebp), reason: 'unreadable' },
    { name: 'huge.png', type: 'image/png', bytes: await promisesTooManyPixels(), reason: 'too_many_pixels' },
    { name: 'zero.jpg', type: 'image/jpeg', bytes: new Uint8Array(0), reason: 'empty' },
    {
      name: 'vector.svg',
      type: 'image/svg+xml',
      bytes: text('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><circle r="40"/></svg>'),
      reason: 'unsupported_format',
    },
    {
      name: 'page.jpg',
      type: 'image/jpeg',
      bytes: text('<!doctype html><title>Log in</title><script>document.title = 1</script>'),
      reason: 'unsupported_format',
    },
    { name: 'moving.gif', type: 'image/gif', bytes: await animated('gif'), reason: 'animated' },
    { name: 'moving.webp', type: 'image/webp', bytes: await animated('webp'), reason: 'animated' },
    { name: 'moving.png', type: 'image/png', bytes: await animatedPng(), reason: 'animated' },
    {
      name: 'heavy.jpg',
      type: 'image/jpeg',
      bytes: new Uint8Array([...face, ...new Uint8Array(9 * 1024 * 1024)]),
      reason: 'too_many_bytes',
    },
    {
      name: 'tiny.jpg',
      type: 'image/jpeg',
      bytes: await bytesOf(sharp(face).resize(16)),
      reason: 'too_small',
    },
    {
      name: 'gone.jpg',
      type: 'text/html',
      status: 404,
      bytes: text('<h1>Gone</h1>'),
      reason: 'not_loadable',
    },
    { name: 'late.jpg', type: 'image/jpeg', delay: 40_000, bytes: face, reason: 'timed_out' },
    { name: 'solid.png', type: 'image/png', bytes: solid, reason: 'no_face' },
    { name: 'random.jpg', type: 'image/jpeg', bytes: random, reason: 'no_face' },
    {
      name: 'jpeg-named.gif',
      type: 'image/gif',
      bytes: await bytesOf(sharp(solid).jpeg()),
      reason: 'no_face',
    },
  ];
}
