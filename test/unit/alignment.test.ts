import { describe, expect, test } from 'vitest';
import type { Face } from '../../src/detection/face/face.ts';
import type { Landmarks } from '../../src/detection/face/landmarks.ts';
import { type FacePoints, facePoints, ffhqQuad } from '../../src/detection/face/quad.ts';
import type { Framing } from '../../src/detection/models.ts';
import {
  alignment,
  alignmentVector,
  centredVector,
  mayBeAligned,
} from '../../src/detection/telltales/alignment.ts';
import type { Mark } from '../../src/shared/verdict.ts';

const picture = (width: number, height: number) => ({ width, height, data: new Uint8ClampedArray(0) });

const landmarks: Landmarks = { points: [], depths: [], presence: 1 };
const box = { x: 0, y: 0, width: 1, height: 1 };
const faceAt = (points: FacePoints): Face => ({
  detection: { score: 1, box, leftEye: points.leftEye, rightEye: points.rightEye },
  landmarks,
  points,
  quad: ffhqQuad(points),
});

const deviations = (...sd: number[]) => sd.map((_, i) => sd.map((s, j) => (i === j ? s ** -2 : 0)));
const framing = (name: string, ...sd: number[]): Framing => ({
  templates: [{ name, mean: sd.map(() => 0), inverseCovariance: deviations(...sd) }],
  percentile: { x: [0, 5, 50], y: [99.99, 99.9, 0] },
  logLikelihoodRatio: { x: [0, 5, 10], y: [6, 2, -6] },
  strict: 5,
});
const contract = {
  whole: framing('whole', 0.025, 0.003, 0.003, 0.01),
  centred: { ...framing('centred', 0.003, 0.003, 0.01), logScale: { from: -0.07, to: 0.3 } },
  refine: 14,
};

/** Eyes and mouth of a frontal face as FFHQ's preparation places them in a square of side `side` at `left`, `top`. */
function face(side: number, left = 0, top = 0) {
  const at = (x: number, y: number) => ({ x: left + x * side, y: top + y * side });
  return { leftEye: at(0.375, 0.475), rightEye: at(0.625, 0.475), mouth: at(0.5, 0.725) };
}

test('a face placed as FFHQ places it gives the picture itself as its square', () => {
  const [scale, x, y, roll] = alignmentVector(picture(400, 400), ffhqQuad(face(400)));
  for (const value of [scale, x, y, roll]) expect(Math.abs(value ?? 1)).toBeLessThan(1e-9);
});

test('the vector does not depend on the size of the picture', () => {
  const small = alignmentVector(picture(100, 100), ffhqQuad(face(80, 12, 9)));
  const large = alignmentVector(picture(300, 300), ffhqQuad(face(240, 36, 27)));
  for (const [i, value] of small.entries()) expect(large[i]).toBeCloseTo(value, 9);
});

test('an aligned picture cut to portrait format keeps its place', () => {
  const [scale, x, y] = alignmentVector(picture(300, 400), ffhqQuad(face(400, -50, 0)));
  for (const value of [scale, x, y]) expect(Math.abs(value ?? 1)).toBeLessThan(1e-9);
});

test('turning the head in the picture shows as roll', () => {
  const turn = ({ x, y }: { x: number; y: number }, angle: number) => ({
    x: 200 + (x - 200) * Math.cos(angle) - (y - 200) * Math.sin(angle),
    y: 200 + (x - 200) * Math.sin(angle) + (y - 200) * Math.cos(angle),
  });
  const { leftEye, rightEye, mouth } = face(400);
  const turned = { leftEye: turn(leftEye, 0.1), rightEye: turn(rightEye, 0.1), mouth: turn(mouth, 0.1) };
  expect(alignmentVector(picture(400, 400), ffhqQuad(turned))[3]).toBeCloseTo(0.1, 9);
});

test('eyes and mouth are means of their mesh points', () => {
  const points = Array.from({ length: 468 }, (_, i) => ({ x: i, y: 2 * i }));
  const landmarks: Landmarks = { points, depths: points.map(() => 0), presence: 1 };
  expect(facePoints(landmarks).mouth).toEqual({ x: (61 + 291) / 2, y: 61 + 291 });
});

test('a crop round the centre keeps the centred vector', () => {
  const whole = centredVector(alignmentVector(picture(400, 400), ffhqQuad(face(390, 7, 3))));
  const crop = centredVector(alignmentVector(picture(320, 320), ffhqQuad(face(390, 7 - 40, 3 - 40))));
  for (const [i, value] of whole.entries()) expect(crop[i]).toBeCloseTo(value, 9);
});

describe('a drawn face', () => {
  const judge = (width: number, height: number, points: FacePoints) =>
    alignment(picture(width, height), faceAt(points), contract);

  test('that fills the picture as FFHQ places it is strictly aligned, in portrait format too', () => {
    for (const [width, points] of [
      [400, face(400)],
      [300, face(400, -50)],
    ] as const) {
      const { strict, logLikelihoodRatio, evidence } = judge(width, 400, points);
      expect(strict).toBe(true);
      expect(logLikelihoodRatio).toBe(6);
      expect(evidence.value).toBeCloseTo(0, 6);
    }
  });

  test('whose picture was cropped round its centre is centred, and never strict', () => {
    for (const crop of [0.15, 0.2]) {
      const margin = (400 * crop) / 2;
      const { strict, centred, logLikelihoodRatio, evidence } = judge(
        400 - 2 * margin,
        400 - 2 * margin,
        face(400, -margin, -margin),
      );
      expect(strict).toBe(false);
      expect(centred).toBe(true);
      expect(logLikelihoodRatio).toBe(6);
      expect(evidence.percentile).toBeCloseTo(99.99, 6);
    }
  });

  test('beside the centre of its crop has weak evidence, explained by the whole picture', () => {
    const { logLikelihoodRatio, evidence } = judge(320, 320, face(400, -48, -40));
    expect(logLikelihoodRatio).toBeGreaterThan(-3);
    expect(logLikelihoodRatio).toBeLessThan(0);
    expect(evidence.value).toBeGreaterThan(8);
  });

  test('shows where the eyes of the uncropped picture would lie', () => {
    const { evidence } = judge(340, 340, face(400, -30, -30));
    const marks: readonly Mark[] = evidence.marks;
    const points = marks.filter((mark) => mark.kind === 'point');
    const [expected, found] = ['expected', 'found'].map((role) =>
      points.filter((mark) => mark.role === role),
    );
    for (const [i, { at }] of (expected ?? []).entries()) {
      expect(Math.abs(at.x - (found?.[i]?.at.x ?? 0))).toBeLessThan(0.02);
      expect(Math.abs(at.y - (found?.[i]?.at.y ?? 0))).toBeLessThan(0.02);
    }
  });

  test.each([
    ['off the centre', 340, 340, face(400, -15, -30)],
    ['cropped too far', 200, 200, face(400, -100, -100)],
    ['small in its picture', 400, 400, face(200, 100, 100)],
  ])('%s is neither', (_what, width, height, points) => {
    const { strict, centred } = judge(width, height, points);
    expect(strict || centred).toBe(false);
  });

  test('small and central has no evidence from its centre alone', () => {
    expect(judge(400, 400, face(200, 100, 100)).logLikelihoodRatio).toBe(-6);
  });

  test('is looked at again only where it may be aligned', () => {
    const may = (width: number, points: FacePoints) =>
      mayBeAligned(picture(width, width), faceAt(points), contract);
    expect(may(400, face(396, 6, 2))).toBe(true);
    expect(may(340, face(400, -30, -30))).toBe(true);
    expect(may(400, face(200, 100, 60))).toBe(false);
  });

  test.each([
    ['no numbers', { x: Number.NaN, y: Number.NaN }],
    ['infinite', { x: Number.POSITIVE_INFINITY, y: 0 }],
  ])('whose landmarks are %s abstains and counts as far', (_what, at) => {
    const points = { leftEye: at, rightEye: at, mouth: at };
    const { strict, centred, logLikelihoodRatio, evidence } = judge(400, 400, points);
    expect({ strict, centred, logLikelihoodRatio, status: evidence.status }).toEqual({
      strict: false,
      centred: false,
      logLikelihoodRatio: -6,
      status: 'abstained',
    });
    expect(mayBeAligned(picture(400, 400), faceAt(points), contract)).toBe(false);
  });

  test('whose landmarks fall together abstains', () => {
    const at = { x: 200, y: 200 };
    const { strict, evidence } = judge(400, 400, { leftEye: at, rightEye: at, mouth: at });
    expect(strict).toBe(false);
    expect(evidence.status).toBe('abstained');
  });
});
