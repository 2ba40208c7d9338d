import sharp from 'sharp';
import { expect, test } from 'vitest';
import { recompress } from '../../src/detection/image/recompress.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import { person } from '../pictures.ts';

const never = new AbortController().signal;
const decoded = async (bytes: Uint8Array) => decodeInNode(new Uint8Array(bytes), never);

/** Root mean square difference of all colours, 0 to 255. */
function distance(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  expect(a.length).toBe(b.length);
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);
}

test.each([50, 75, 90])('loses what a JPEG encoder loses at quality %i', async (quality) => {
  const png = await sharp(await person(0))
    .resize(128, 96)
    .png()
    .toBuffer();
  const picture = await decoded(png);
  const jpeg = await decoded(await sharp(png).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer());
  const ours = recompress(picture, { side: 128, quality });
  expect([ours.width, ours.height]).toEqual([128, 96]);
  const lost = distance(jpeg.data, picture.data);
  expect(distance(ours.data, jpeg.data)).toBeLessThan(lost / 2);
});

test('reduces to the long side, and never enlarges', async () => {
  const picture = await decoded(
    await sharp(await person(0))
      .resize(101, 67)
      .png()
      .toBuffer(),
  );
  const small = recompress(picture, { side: 50, quality: 75 });
  expect([small.width, small.height]).toEqual([50, 33]);
  const same = recompress(picture, { side: 400, quality: 75 });
  expect([same.width, same.height]).toEqual([101, 67]);
});
