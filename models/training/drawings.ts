/**
 * Drawn avatars for the "not a photo" output: pages are full of them, and the face detector sees faces in many.
 * The styles that the tests use are left out, so that the tests ask about drawings of another hand.
 * Usage: tsx models/training/drawings.ts <folder>
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  avataaars,
  bigEars,
  bigSmile,
  croodles,
  dylan,
  funEmoji,
  miniavs,
  openPeeps,
  pixelArt,
  thumbs,
  toonHead,
} from '@dicebear/collection';
import { createAvatar, type Style } from '@dicebear/core';
import sharp from 'sharp';

const STYLES = {
  avataaars,
  bigEars,
  bigSmile,
  croodles,
  dylan,
  funEmoji,
  miniavs,
  openPeeps,
  pixelArt,
  thumbs,
  toonHead,
};
const PER_STYLE = 60;
const BACKGROUNDS = ['#ffffff', '#cfe8dc', '#f2d0d0', '#334455', '#ffd166', '#b6e3f4', '#c0aede'];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: tsx models/training/drawings.ts <folder>');
  process.exit(64);
}
await mkdir(folder, { recursive: true });
for (const [name, style] of Object.entries(STYLES)) {
  for (let i = 0; i < PER_STYLE; i++) {
    const svg = createAvatar<object>(style as Style<object>, { seed: `${name}-${i}`, size: 320 }).toString();
    const background = BACKGROUNDS[i % BACKGROUNDS.length] ?? '#ffffff';
    const png = await sharp(Buffer.from(svg)).flatten({ background }).png().toBuffer();
    await writeFile(path.join(folder, `${name}-${i}.png`), png);
  }
}
