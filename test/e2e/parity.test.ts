import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACEBOOK_MEMBERS, type Portrait, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import { original } from '../../scripts/demo/pictures.ts';
import type { Route } from '../../scripts/demo/server.ts';
import type { Detector } from '../../src/detection/detector.ts';
import { openDetector } from '../../src/engine/node/detector.ts';
import { FAMILIES, isSkipped, type Started, start } from './start.ts';

/** A score may differ by this much between a browser's decoder and Node's. */
const TOLERANCE = 0.03;
const FOLDER = 'https://pbs.twimg.com/profile_images/1000000000000000002/';

const PORTRAITS = [...X_FOLLOWERS, ...FACEBOOK_MEMBERS]
  .map(({ portrait }) => portrait)
  .filter((portrait): portrait is Exclude<Portrait, { kind: 'missing' }> =>
    ['gan', 'photo'].includes(portrait.kind),
  )
  .slice(0, 12);

/** Sizes and codings that avatars come in. */
const CODINGS = {
  'x-400.jpg': {
    type: 'image/jpeg',
    encode: (picture: Buffer) => resized(picture, 400).jpeg({ quality: 85 }),
  },
  'small-96.jpg': {
    type: 'image/jpeg',
    encode: (picture: Buffer) => resized(picture, 96).jpeg({ quality: 75 }),
  },
  'sharp-150.png': { type: 'image/png', encode: (picture: Buffer) => resized(picture, 150).png() },
  'web-200.webp': {
    type: 'image/webp',
    encode: (picture: Buffer) => resized(picture, 200).webp({ quality: 80 }),
  },
} as const;

const resized = (picture: Buffer, side: number) =>
  sharp(picture).resize(side, side, { withoutEnlargement: true });

const pictures = await Promise.all(
  PORTRAITS.flatMap((portrait, at) =>
    Object.entries(CODINGS).map(async ([name, { type, encode }]) => ({
      name: `${portrait.kind} ${at} ${name}`,
      url: `${FOLDER}${at}-${name}`,
      type,
      bytes: new Uint8Array(await encode(await original(portrait)).toBuffer()),
    })),
  ),
);

const route: Route = ({ url }) => {
  const found = pictures.find((picture) => picture.url === url);
  return found === undefined ? null : { type: found.type, body: found.bytes };
};

let detector: Detector;
beforeAll(async () => {
  detector = await openDetector();
});

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`scores in ${family} and in Node`, () => {
    let started: Started;
    beforeAll(async () => {
      started = await start(family, { routes: [route] });
    });
    afterAll(() => started?.close());

    it.each(pictures)('agree on $name', async ({ url, bytes }) => {
      const { verdict } = await started.driver.ask('checkPicture', { kind: 'url', url, larger: null });
      const inNode = await detector.judge(bytes, new AbortController().signal);
      expect(verdict.image).toEqual(inNode.image);
      expect(verdict.reason).toBe(inNode.reason);
      expect(Math.abs((verdict.score ?? 0) - (inNode.score ?? 0))).toBeLessThanOrEqual(TOLERANCE);
    });
  });
}
