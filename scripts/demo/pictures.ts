/** Makes the bytes of the demo's avatars, as the sites' picture hosts would serve them. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { adventurer, avataaars, lorelei, notionists, personas } from '@dicebear/collection';
import { createAvatar } from '@dicebear/core';
import sharp from 'sharp';
import type { Crop, DrawingStyle, Portrait } from './cast.ts';

/** How a host encodes: the longest side it gives out, and its JPEG quality. */
export interface Encoding {
  readonly side: number;
  readonly quality: number;
}

const packageFolder = (name: string): string =>
  path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
const GAN_FACES = path.join(packageFolder('fake-avatars'), 'avatars/png');
const SAMPLE_PHOTOS = path.join(packageFolder('@vladmandic/face-api'), 'demo');

const DRAW: Readonly<Record<DrawingStyle, (seed: string) => string>> = {
  adventurer: (seed) => createAvatar(adventurer, { seed, backgroundColor: ['b6e3f4'] }).toString(),
  lorelei: (seed) => createAvatar(lorelei, { seed, backgroundColor: ['ffdfbf'] }).toString(),
  notionists: (seed) => createAvatar(notionists, { seed, backgroundColor: ['d1d4f9'] }).toString(),
  personas: (seed) => createAvatar(personas, { seed, backgroundColor: ['c0e8c9'] }).toString(),
  avataaars: (seed) => createAvatar(avataaars, { seed, backgroundColor: ['ffd5dc'] }).toString(),
};

const SILHOUETTE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
  <rect width="100" height="100" fill="#cfd9de"/><g fill="#8b98a5">
  <circle cx="50" cy="38" r="18"/><path d="M14 100c0-24 16-36 36-36s36 12 36 36z"/></g></svg>`;

/** The picture before any host scaled it down. */
export async function original(portrait: Exclude<Portrait, { kind: 'missing' }>): Promise<Buffer> {
  switch (portrait.kind) {
    case 'gan':
      return sharp(path.join(GAN_FACES, `${portrait.file}.png`))
        .png()
        .toBuffer();
    case 'photo':
      return cropped(portrait.crop);
    case 'drawing':
      return sharp(Buffer.from(DRAW[portrait.style](portrait.seed)), { density: 200 })
        .resize(512, 512)
        .flatten({ background: 'white' })
        .png()
        .toBuffer();
    case 'silhouette':
      return sharp(Buffer.from(SILHOUETTE), { density: 300 }).resize(400, 400).png().toBuffer();
  }
}

/** What a host gives out: scaled down to its size class, never up, as JPEG; null when there is no picture. */
export async function served(portrait: Portrait, { side, quality }: Encoding): Promise<Buffer | null> {
  if (portrait.kind === 'missing') return null;
  return sharp(await original(portrait))
    .resize(side, side, { withoutEnlargement: true })
    .jpeg({ quality })
    .toBuffer();
}

async function cropped({ photo, x, y, side, tilt }: Crop): Promise<Buffer> {
  const file = path.join(SAMPLE_PHOTOS, `sample${photo}.jpg`);
  if (tilt === 0) return sharp(file).extract({ left: x, top: y, width: side, height: side }).png().toBuffer();
  // Turned about its centre, then cut out of the turned picture: no empty corners.
  const { width, height } = await sharp(file).metadata();
  const turned = await sharp(file).rotate(tilt, { background: 'black' }).png().toBuffer();
  const after = await sharp(turned).metadata();
  const angle = (tilt * Math.PI) / 180;
  const fromCentre = { x: x + side / 2 - width / 2, y: y + side / 2 - height / 2 };
  const centre = {
    x: after.width / 2 + fromCentre.x * Math.cos(angle) - fromCentre.y * Math.sin(angle),
    y: after.height / 2 + fromCentre.x * Math.sin(angle) + fromCentre.y * Math.cos(angle),
  };
  return sharp(turned)
    .extract({
      left: Math.round(centre.x - side / 2),
      top: Math.round(centre.y - side / 2),
      width: side,
      height: side,
    })
    .png()
    .toBuffer();
}
