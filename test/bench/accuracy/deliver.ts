/** A stored picture as a platform would deliver it. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { deliverUpright } from '../../../models/training/deliver.ts';
import type { Condition } from './conditions.ts';

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Original {
  /** Names the picture; decides where it is re-cropped. */
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In pixels, after EXIF orientation. */
  readonly width: number;
  readonly height: number;
}

/** Shares of the side that a new crop keeps. */
const RECROP = { least: 0.72, most: 0.92 } as const;

export async function openOriginal(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<Original> {
  const { autoOrient } = await sharp(bytes).metadata();
  return { file, bytes, width: autoOrient.width, height: autoOrient.height };
}

/** A crop of the picture's own aspect, of random size and place; the same for a file whenever it is asked for. */
export function recrop({ file, width, height }: Omit<Original, 'bytes'>): Rectangle {
  const digest = createHash('sha256').update(file).digest();
  const random = (index: number) => digest.readUInt32BE(4 * index) / 2 ** 32;
  const kept = RECROP.least + (RECROP.most - RECROP.least) * random(0);
  const crop = { width: Math.round(width * kept), height: Math.round(height * kept) };
  return {
    ...crop,
    left: Math.floor(random(1) * (width - crop.width + 1)),
    top: Math.floor(random(2) * (height - crop.height + 1)),
  };
}

/** Tells deliveries with equal bytes: a picture that is smaller than a size is delivered alike in all larger ones. */
export function deliveryKey(original: Original, { side, quality, crop }: Condition): string {
  const { width, height } = crop === 'recropped' ? recrop(original) : original;
  return `${Math.min(side, Math.max(width, height))}q${quality} ${crop}`;
}

export async function deliver(
  original: Original,
  { crop, ...size }: Condition,
): Promise<Uint8Array<ArrayBuffer>> {
  const upright = sharp(original.bytes).autoOrient();
  const framed = crop === 'recropped' ? upright.extract(recrop(original)) : upright;
  return deliverUpright(framed, size);
}
