import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDetector, type Detector } from '../../src/detection/detector.ts';
import { LIMITS } from '../../src/detection/image/limits.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import { openDetector } from '../../src/engine/node/detector.ts';
import { CHECKS, isThorough, type Verdict } from '../../src/shared/verdict.ts';
import {
  animated,
  animatedPng,
  bytesOf,
  DRAWING_STYLES,
  drawing,
  ganFace,
  noise,
  PERSON_COUNT,
  painted,
  person,
  promisesTooManyPixels,
  samplePhoto,
} from '../pictures.ts';

let detector: Detector;
beforeAll(async () => {
  detector = await openDetector();
});

const judge = (bytes: Uint8Array<ArrayBuffer>): Promise<Verdict> =>
  detector.judge(bytes, AbortSignal.timeout(30_000));
/** A rectangle over the whole width. */
const bar = (width: number, height: number, background: string) => ({
  create: { width, height, channels: 3 as const, background },
});
/** What apps and people do to a photo. */
const HANDLED = {
  greyscale: async (photo: Sharp) => photo.greyscale(),
  'left half mirrored': async (photo: Sharp) => {
    const half = sharp(await photo.png().toBuffer()).extract({ left: 0, top: 0, width: 128, height: 256 });
    const other = await half.clone().flop().png().toBuffer();
    return half.extend({ right: 128 }).composite([{ input: other, left: 128, top: 0 }]);
  },
  'sunglasses drawn': async (photo: Sharp) =>
    photo.composite([{ input: bar(200, 40, '#111'), top: 95, left: 28 }]),
  'mask drawn': async (photo: Sharp) =>
    photo.composite([{ input: bar(160, 90, '#9bd'), top: 150, left: 48 }]),
  blurred: async (photo: Sharp) => photo.blur(4),
} as const;
const indices = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('faces', () => {
  test('GAN faces score above every person of the sample photos, and all show signs', async () => {
    const fakes = await Promise.all(indices(24).map(async (i) => judge(await ganFace(i * 10))));
    const people = await Promise.all(indices(PERSON_COUNT).map(async (i) => judge(await person(i))));
    expect(people.map(({ band }) => band)).not.toContain('strong');
    expect(people.filter(({ band }) => band !== 'unjudged').length).toBeGreaterThanOrEqual(PERSON_COUNT - 1);
    const highest = Math.max(...people.map(({ score }) => score ?? 0));
    expect(Math.min(...fakes.map(({ score }) => score ?? 0))).toBeGreaterThan(highest);
    expect(fakes.filter(({ band }) => band === 'strong').length).toBeGreaterThanOrEqual(6);
    expect(fakes.map(({ band }) => band)).not.toContain('none');
  });

  test('a verdict brings the numbers it rests on', async () => {
    const { evidence, image, modelsVersion, reason } = await judge(await ganFace(3));
    expect(reason).toBeNull();
    expect(image).toMatchObject({ width: 256, height: 256, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(modelsVersion).toBe(detector.modelsVersion);
    expect(evidence.map(({ check }) => check)).toEqual(CHECKS);
    for (const check of ['classifier', 'alignment'])
      expect(evidence.find((found) => found.check === check)?.percentile).toBeGreaterThan(95);
  });

  test('a person who asks sees every check, or why it has nothing to say, under the same band', async () => {
    let seen = 0;
    for (const index of indices(PERSON_COUNT)) {
      const quick = await judge(await person(index));
      const asked = await detector.judge(await person(index), AbortSignal.timeout(30_000), {
        thorough: true,
      });
      expect([asked.band, asked.score]).toEqual([quick.band, quick.score]);
      expect(isThorough(asked)).toBe(true);
      const eyes = asked.evidence.find(({ check }) => check === 'eyes');
      if (eyes?.status === 'ok') {
        seen += 1;
        expect(eyes.marks).toMatchObject([{ kind: 'box' }, { kind: 'box' }]);
      } else expect(eyes?.reason).toBe('tilted');
      const classifier = asked.evidence.find(({ check }) => check === 'classifier');
      expect(classifier?.marks).toMatchObject([{ kind: 'heat' }]);
    }
    expect(seen).toBeGreaterThan(PERSON_COUNT / 2);
  });

  test.each(Object.keys(HANDLED) as (keyof typeof HANDLED)[])(
    'people whose photo was handled (%s) have no strong signs',
    async (how) => {
      for (const index of indices(PERSON_COUNT)) {
        const handled = await HANDLED[how](sharp(await person(index)));
        const { band, evidence } = await detector.judge(
          await bytesOf(handled.png()),
          AbortSignal.timeout(30_000),
          { thorough: true },
        );
        expect(band).not.toBe('strong');
        expect(evidence.every(({ value }) => value === null || Number.isFinite(value))).toBe(true);
      }
    },
  );

  test('the same face at other sizes and compressions never goes from strong signs to none', async () => {
    const bands = new Set<string>();
    for (const side of [256, 200, 128]) {
      for (const quality of [95, 50]) {
        const smaller = sharp(await ganFace(12))
          .resize(side)
          .jpeg({ quality });
        bands.add((await judge(await bytesOf(smaller))).band);
      }
    }
    expect(bands.has('strong') && bands.has('none')).toBe(false);
    expect(bands).not.toContain('unjudged');
  });

  test('strong signs that a damaged copy of the picture does not show are only some', async () => {
    const models = new URL('../../models/', import.meta.url);
    const contract = JSON.parse(await readFile(new URL('models.json', models), 'utf8'));
    contract.calibration.stability = { side: 24, quality: 1 };
    const loadModel = async (file: string) => new Uint8Array(await readFile(new URL(file, models)));
    const doubting = await createDetector({ contract, loadModel, decode: decodeInNode, wasmUrl: null });
    const strong: Verdict[] = [];
    const doubted: Verdict[] = [];
    for (const index of indices(8)) {
      const verdict = await judge(await ganFace(index * 10));
      if (verdict.band !== 'strong') continue;
      strong.push(verdict);
      doubted.push(await doubting.judge(await ganFace(index * 10), AbortSignal.timeout(30_000)));
    }
    expect(strong.length).toBeGreaterThan(0);
    expect(doubted.map(({ band }) => band)).toEqual(strong.map(() => 'some'));
    expect(doubted.map(({ score }) => score)).toEqual(strong.map(({ score }) => score));
  });

  test('EXIF orientation is applied before judging', async () => {
    const upright = await judge(await person(0));
    const stored = sharp(await person(0))
      .rotate(-90)
      .withMetadata({ orientation: 6 });
    const turned = await judge(await bytesOf(stored.jpeg({ quality: 95 })));
    expect(turned.band).toBe(upright.band);
    expect(Math.abs((turned.score ?? 9) - (upright.score ?? 0))).toBeLessThan(0.2);
  });

  test('several faces are not guessed between', async () => {
    expect(await judge(await samplePhoto(6))).toMatchObject({ band: 'unjudged', reason: 'several_faces' });
  });

  test('a face below the smallest measured size is not judged', async () => {
    const tiny = sharp(await person(1)).resize(LIMITS.side - 1);
    expect(await judge(await bytesOf(tiny.png()))).toMatchObject({ band: 'unjudged', reason: 'too_small' });
  });
});

describe('what is no photo of a face gets no verdict', () => {
  const random = noise();
  test.each([
    ['white', () => painted(200, () => [255, 255, 255])],
    ['skin colour', () => painted(200, () => [224, 172, 140])],
    ['noise', () => painted(200, () => [random(), random(), random()])],
    ['a gradient', () => painted(200, (x, y) => [x, y, 128])],
    ['stripes', () => painted(200, (x) => (x % 20 < 10 ? [0, 0, 0] : [250, 250, 250]))],
  ])('%s', async (_name, picture) => {
    expect(await judge(await picture())).toMatchObject({ band: 'unjudged', score: null, evidence: [] });
  });

  test.each(DRAWING_STYLES)('a drawing, %s', async (style) => {
    for (const seed of ['Ada', 'Bo', 'Cleo']) {
      const verdict = await judge(await drawing(style, seed));
      expect(verdict.band).toBe('unjudged');
      expect(['no_face', 'drawing', 'face_too_small']).toContain(verdict.reason);
    }
  });
});

describe('bad input comes back with its reason', () => {
  const text = (content: string) => new Uint8Array(new TextEncoder().encode(content));
  test.each([
    ['no bytes', 'empty', async () => new Uint8Array(0)],
    ['HTML', 'unsupported_format', async () => text('<!doctype html><title>Sign in</title>')],
    ['SVG', 'unsupported_format', async () => text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['more bytes than we read', 'too_many_bytes', async () => new Uint8Array(LIMITS.bytes + 1)],
    ['a header that promises a huge picture', 'too_many_pixels', promisesTooManyPixels],
    ['an animated GIF', 'animated', () => animated('gif')],
    ['an animated WebP', 'animated', () => animated('webp')],
    ['an animated PNG', 'animated', animatedPng],
    ['a truncated JPEG', 'unreadable', async () => (await person(0)).slice(0, 3000)],
    ['a truncated PNG', 'unreadable', async () => (await ganFace(0)).slice(0, 3000)],
    ['a JPEG that ends in its header', 'unsupported_format', async () => (await person(0)).slice(0, 20)],
  ] as const)('%s', async (_name, reason, bytes) => {
    expect(await judge(await bytes())).toMatchObject({ band: 'unjudged', reason, score: null });
  });

  test('random bytes behind a right beginning neither hang nor crash', async () => {
    const random = noise(7);
    for (const make of [ganFace, person]) {
      for (let round = 0; round < 8; round++) {
        const bytes = (await make(round)).slice();
        for (let i = 0; i < 200; i++)
          bytes[30 + ((random() * 256 + random()) % (bytes.length - 30))] = random();
        expect((await judge(bytes)).ms).toBeLessThan(10_000);
      }
    }
  });

  test('an aborted check rejects with the abort, and the engine goes on', async () => {
    await expect(detector.judge(await ganFace(1), AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect((await judge(await ganFace(1))).reason).toBeNull();
  });
});
