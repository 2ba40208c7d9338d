import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  adventurer,
  avataaars,
  bigSmile,
  lorelei,
  micah,
  notionists,
  openPeeps,
  personas,
} from '@dicebear/collection';
import { createAvatar } from '@dicebear/core';
import sharp, { type Sharp } from 'sharp';

/** Pictures for tests, drawn by code or taken from the npm packages that ship them. */

type Bytes = Uint8Array<ArrayBuffer>;
const MODULES = path.resolve(import.meta.dirname, '../node_modules');

export const bytesOf = async (picture: Sharp): Promise<Bytes> => new Uint8Array(await picture.toBuffer());

/** One of 263 StyleGAN2 sample faces, 256 pixels. */
export const ganFace = async (index: number): Promise<Bytes> =>
  new Uint8Array(await readFile(path.join(MODULES, 'fake-avatars/avatars/png', `${index}.png`)));

export const samplePhoto = async (number: 1 | 2 | 3 | 4 | 5 | 6): Promise<Bytes> =>
  new Uint8Array(await readFile(path.join(MODULES, '@vladmandic/face-api/demo', `sample${number}.jpg`)));

/** Squares round people in the sample photos: photo, left, top, side in pixels. */
const PEOPLE = [
  [5, 1251, 265, 560],
  [3, 931, 130, 520],
  [6, 546, 263, 470],
  [4, 1153, 75, 430],
  [3, 419, 214, 560],
  [6, 1010, 210, 520],
  [1, 299, 282, 430],
  [4, 529, 15, 420],
] as const;
export const PERSON_COUNT = PEOPLE.length;

/** A person of the sample photos as an avatar of 256 pixels. */
export async function person(index: number): Promise<Bytes> {
  const [photo, left, top, side] = PEOPLE[index % PERSON_COUNT] ?? PEOPLE[0];
  const crop = sharp(await samplePhoto(photo)).extract({ left, top, width: side, height: side });
  return bytesOf(crop.resize(256).jpeg({ quality: 88 }));
}

const STYLES = { adventurer, avataaars, bigSmile, lorelei, micah, notionists, openPeeps, personas } as const;
export type DrawingStyle = keyof typeof STYLES;
export const DRAWING_STYLES = Object.keys(STYLES) as DrawingStyle[];

export async function drawing(style: DrawingStyle, seed: string): Promise<Bytes> {
  const svg = createAvatar<object>(STYLES[style], { seed, size: 256 }).toString();
  return bytesOf(sharp(Buffer.from(svg)).flatten({ background: '#cfe8dc' }).png());
}

/** RGB by position, as a PNG. */
export async function painted(
  side: number,
  colour: (x: number, y: number) => readonly number[],
): Promise<Bytes> {
  const data = Buffer.alloc(side * side * 3);
  for (let i = 0; i < side * side; i++) data.set(colour(i % side, Math.floor(i / side)), i * 3);
  return bytesOf(sharp(data, { raw: { width: side, height: side, channels: 3 } }).png());
}

/** Repeatable noise in [0, 256). */
export function noise(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}

export async function animated(format: 'gif' | 'webp'): Promise<Bytes> {
  const frame = (red: number) => Buffer.alloc(96 * 96 * 3, Buffer.from([red, 80, 90]));
  const frames = Buffer.concat([frame(10), frame(200)]);
  const strip = sharp(frames, { raw: { width: 96, height: 192, channels: 3, pageHeight: 96 } });
  return bytesOf(format === 'gif' ? strip.gif({ delay: [90, 90] }) : strip.webp({ delay: [90, 90] }));
}

/** A PNG with an `acTL` chunk that announces two frames. */
export async function animatedPng(): Promise<Bytes> {
  const still = await painted(96, () => [9, 9, 9]);
  const chunk = new Uint8Array(20);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 8);
  chunk.set(new TextEncoder().encode('acTL'), 4);
  view.setUint32(8, 2);
  return new Uint8Array([...still.subarray(0, 33), ...chunk, ...still.subarray(33)]);
}

/** A small PNG whose header promises 60,000 x 60,000 pixels. */
export async function promisesTooManyPixels(): Promise<Bytes> {
  const bytes = await painted(96, () => [1, 2, 3]);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(16, 60_000);
  view.setUint32(20, 60_000);
  return bytes;
}
