import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import type { Face } from '../../src/detection/face/face.ts';
import { ffhqQuad } from '../../src/detection/face/quad.ts';
import { type Contract, TELLTALES } from '../../src/detection/models.ts';
import { difference } from '../../src/detection/telltales/difference.ts';
import {
  ALL_TELLTALES,
  examineTelltales,
  isUnequal,
  logLikelihoodRatio,
  tooLittle,
} from '../../src/detection/telltales/examine.ts';
import {
  BACKGROUND,
  type Pair,
  REGION_OUTPUTS,
  REGIONS,
  type RegionAnswers,
  type RegionOutput,
  regionBoxes,
} from '../../src/detection/telltales/regions.ts';

/** A frontal face where FFHQ's preparation puts it in a picture of `side` pixels. */
function frontal(side: number, right = 0, down = 0) {
  const at = (x: number, y: number) => ({ x: side * (x + right), y: side * (y + down) });
  const points = { leftEye: at(0.38, 0.477), rightEye: at(0.62, 0.477), mouth: at(0.5, 0.71) };
  const mesh = Array.from({ length: 468 }, () => at(0.5, 0.6));
  Object.assign(mesh, {
    132: at(0.27, 0.62),
    361: at(0.73, 0.62),
    54: at(0.3, 0.32),
    284: at(0.7, 0.32),
    61: at(0.42, 0.71),
    291: at(0.58, 0.71),
  });
  const face = { points, quad: ffhqQuad(points), landmarks: { points: mesh } };
  return face as unknown as Pick<Face, 'quad' | 'points' | 'landmarks'>;
}

const picture = (width: number, height = width) => ({ width, height });

describe('the squares of the regions', () => {
  test('lie inside the picture, left and right in the same places', () => {
    const boxes = regionBoxes(picture(400), frontal(400));
    for (const region of REGIONS) {
      const box = boxes[region];
      if (box === null) throw new Error(`${region} is not seen`);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(400);
    }
    const { leftEye, rightEye, leftHair, rightHair } = boxes;
    for (const [left, right] of [
      [leftEye, rightEye],
      [leftHair, rightHair],
    ]) {
      expect((left?.x ?? 0) + (right?.x ?? 0) + (right?.width ?? 0)).toBeCloseTo(400, 6);
      expect(left?.y).toBeCloseTo(right?.y ?? 0, 6);
    }
  });

  test('of the background are left out where the picture ends at the head', () => {
    const { width } = picture(400);
    const tight = regionBoxes(picture(width * 0.6, width), frontal(width, -0.2, 0));
    expect(BACKGROUND.map((region) => tight[region])).toEqual([null, null, null, null]);
    expect(tight.leftEye).not.toBeNull();
  });

  test('a face outside the picture or without extent has none', () => {
    const away = regionBoxes(picture(400), frontal(400, 3, 3));
    expect(Object.values(away).every((box) => box === null)).toBe(true);
    const point = { x: 5, y: 5 };
    const points = { leftEye: point, rightEye: point, mouth: point };
    const degenerate = { points, quad: ffhqQuad(points), landmarks: { points: Array(468).fill(point) } };
    const none = regionBoxes(picture(400), degenerate as unknown as Face);
    expect(Object.values(none).every((box) => box === null)).toBe(true);
    const broken = regionBoxes(picture(400), frontal(Number.NaN));
    expect(Object.values(broken).every((box) => box === null)).toBe(true);
  });
});

const limits = {
  minQuad: 60,
  maxRoll: 0.2,
  worn: 0,
  lobe: 0,
  earring: 0,
  plain: 2,
  unequal: { glasses: { shape: 0.5, colour: 3 }, earrings: { shape: 0.5, colour: 3 } },
} as Contract['calibration']['telltales'];

describe('a check', () => {
  const answers = (
    logits: Partial<Record<RegionOutput, number>>,
    detail: number | null = 9,
  ): RegionAnswers => ({
    boxes: regionBoxes(picture(400), frontal(400)),
    logits: {
      ...(Object.fromEntries(REGION_OUTPUTS.map((name) => [name, -1])) as Record<RegionOutput, number>),
      ...logits,
    },
    detail,
    difference: () => null,
  });
  const gateOf = (check: string, seen: RegionAnswers) =>
    ALL_TELLTALES.find((telltale) => telltale.check === check)?.gate(seen, limits);

  test('of every kind stands in the list once', () => {
    expect(ALL_TELLTALES.map(({ check }) => check).sort()).toEqual([...TELLTALES].sort());
  });

  test.each([
    ['glasses', {}, 'not_worn'],
    ['glasses', { worn: 1 }, null],
    ['earrings', {}, 'hidden'],
    ['earrings', { leftLobe: 1 }, 'not_worn'],
    ['earrings', { leftLobe: 1, leftEarring: 1 }, 'only_one'],
    ['earrings', { leftEarring: 1, rightEarring: 1 }, null],
    ['eyes', {}, null],
  ] as const)('of %s with %j abstains for "%s"', (check, logits, reason) => {
    expect(gateOf(check, answers(logits))).toBe(reason);
  });

  test('of the background abstains where it is plain, and where there is none', () => {
    expect(gateOf('background', answers({}, 1))).toBe('plain');
    expect(gateOf('background', answers({}, null))).toBe('outside_picture');
    expect(gateOf('background', answers({}, 3))).toBeNull();
  });

  test('says nothing of a small or tilted head', () => {
    expect(tooLittle(frontal(50), limits)).toBe('too_small');
    const { quad } = frontal(400);
    expect(tooLittle({ quad: { ...quad, roll: -0.3 } }, limits)).toBe('tilted');
    expect(tooLittle({ quad }, limits)).toBeNull();
  });
});

test('a network that gives no numbers leaves every check without a word', async () => {
  const size = 4;
  const data = new Uint8ClampedArray(400 * 400 * 4).fill(128);
  const network = {
    file: '',
    sha256: '',
    input: { size, scale: 1, offset: 0 },
    outputs: REGION_OUTPUTS,
    run: async () => ({
      logits: new ort.Tensor('float32', new Float32Array(REGION_OUTPUTS.length).fill(Number.NaN)),
    }),
  };
  const face = { ...frontal(400), detection: null } as unknown as Face;
  const { evidence, logLikelihoodRatios } = await examineTelltales(
    { width: 400, height: 400, data },
    face,
    network,
    limits,
  );
  expect(evidence.map((found) => found.status === 'abstained' && found.reason)).toEqual(
    ALL_TELLTALES.map(() => 'failed'),
  );
  expect(Object.values(logLikelihoodRatios).every((ratio) => ratio === 0)).toBe(true);
});

describe('two lenses', () => {
  const SIZE = 20;
  /** A ring of a colour on grey. */
  const lens = (radius: number, colour: readonly [number, number, number], shift = 0) =>
    Uint8ClampedArray.from({ length: SIZE * SIZE * 3 }, (_, i) => {
      const [pixel, channel] = [Math.floor(i / 3), i % 3];
      const distance = Math.hypot((pixel % SIZE) - SIZE / 2 - shift, Math.floor(pixel / SIZE) - SIZE / 2);
      return Math.abs(distance - radius) < 1.2 ? (colour[channel] as number) : 128;
    });
  const BLACK = [0, 0, 0] as const;

  test('of one shape and colour do not differ, though one sits a pixel aside', () => {
    const { shape, colour } = difference(lens(6, BLACK), lens(6, BLACK, 1), SIZE);
    expect(shape).toBeLessThan(0.05);
    expect(colour).toBeLessThan(0.1);
  });

  test('of two shapes differ by their edges, of two colours by those', () => {
    expect(difference(lens(6, BLACK), lens(3, BLACK), SIZE).shape).toBeGreaterThan(0.5);
    const tinted = difference(lens(6, [200, 0, 0]), lens(6, [0, 0, 200]), SIZE);
    expect(tinted.shape).toBeLessThan(0.05);
    expect(tinted.colour).toBeGreaterThan(3);
  });

  test('that differ more than real ones are marked so, and flat squares are nothing to mark', () => {
    const seen = (shape: number) => ({
      difference: (pair: Pair) => (pair === 'glasses' ? { shape, colour: 0 } : null),
    });
    expect(isUnequal('glasses', seen(0.6), limits)).toBe(true);
    expect(isUnequal('glasses', seen(0.4), limits)).toBe(false);
    expect(isUnequal('earrings', seen(0.6), limits)).toBe(false);
    expect(isUnequal('eyes', seen(0.6), limits)).toBe(false);
    const flat = new Uint8ClampedArray(SIZE * SIZE * 3).fill(90);
    expect(difference(flat, flat, SIZE).colour).toBe(0);
  });
});

test('no part of a face decides alone, and an aid to the eye decides nothing', () => {
  const fit = { intercept: 1, slope: 2, limit: 3, counts: true, percentile: { x: [0], y: [50] } };
  expect(logLikelihoodRatio(0.5, fit)).toBe(2);
  expect(logLikelihoodRatio(50, fit)).toBe(3);
  expect(logLikelihoodRatio(-50, fit)).toBe(-3);
  expect(logLikelihoodRatio(50, { ...fit, counts: false })).toBe(0);
});
