import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sniff } from '../../src/detection/image/sniff.ts';
import { animated, animatedPng, bytesOf } from '../pictures.ts';

const plain = () => sharp({ create: { width: 123, height: 77, channels: 3, background: '#456' } });

describe('format and size are read from the bytes alone', () => {
  test.each([
    ['jpeg', () => plain().jpeg()],
    ['jpeg', () => plain().jpeg({ progressive: true }).withMetadata({ orientation: 6 })],
    ['png', () => plain().png()],
    ['gif', () => plain().gif()],
    ['webp', () => plain().webp()],
    ['webp', () => plain().webp({ lossless: true })],
    ['avif', () => plain().avif()],
  ] as const)('%s', async (format, picture) => {
    expect(sniff(await bytesOf(picture()))).toEqual({ format, width: 123, height: 77, animated: false });
  });
});

test('animation is seen in GIF, WebP and PNG', async () => {
  for (const bytes of [await animated('gif'), await animated('webp'), await animatedPng()]) {
    expect(sniff(bytes)?.animated).toBe(true);
  }
});

test('any beginning of a file gives an answer, never an error', async () => {
  for (const picture of [plain().jpeg(), plain().png(), plain().gif(), plain().webp(), plain().avif()]) {
    const bytes = await bytesOf(picture);
    for (let length = 0; length < Math.min(bytes.length, 400); length++) sniff(bytes.subarray(0, length));
  }
});

test('a size hidden behind a decoy is not believed', async () => {
  const jpeg = await bytesOf(plain().jpeg());
  const withMarker = new Uint8Array([0xff, 0xd8, 0xff, 0x01, ...jpeg.subarray(2)]);
  expect(sniff(withMarker)).toBeNull();
  const gif = (await bytesOf(plain().gif())).slice();
  new DataView(gif.buffer).setUint16(6, 1, true);
  expect(sniff(gif)?.width).toBe(123);
});
