import { expect, test } from 'vitest';
import { type Contract, TELLTALES, type TelltaleId } from '../../src/detection/models.ts';
import { appearance, band, fuse, score } from '../../src/detection/verdict.ts';

const bucket = {
  appearancePercentile: { x: [0, 1], y: [0, 100] },
  strongWhenAligned: 2,
  strongWhenCentred: 5,
  strongAlone: 9,
  some: 1,
};
const each = <T>(value: T) => Object.fromEntries(TELLTALES.map((id) => [id, value])) as Record<TelltaleId, T>;
const framing = {
  templates: [{ name: 'ffhq', mean: [0], inverseCovariance: [[1]] }],
  percentile: { x: [0, 10], y: [100, 0] },
  logLikelihoodRatio: { x: [0, 10], y: [6, -6] },
  strict: 5,
};
const calibration: Contract['calibration'] = {
  classifier: { ask: 0, intercept: 0, weights: [1] },
  stability: { side: 128, quality: 50 },
  alignment: { whole: framing, centred: { ...framing, logScale: { from: -0.1, to: 0.3 } }, refine: 14 },
  drawing: 3,
  telltales: {
    minQuad: 60,
    maxRoll: 0.2,
    worn: 0,
    lobe: 0,
    earring: 0,
    plain: 1,
    unequal: { glasses: { shape: 1, colour: 9 }, earrings: { shape: 1, colour: 9 } },
    checks: each({ intercept: 0, slope: 1, limit: 2, counts: true, percentile: { x: [0], y: [50] } }),
  },
  appearance: { intercept: 0.5, classifier: 1, telltales: { ...each(0), eyes: 0.5, mouth: 0.25 } },
  fusion: { intercept: -4, appearance: 1, alignment: 1 },
  buckets: [
    { ...bucket, minSide: 48 },
    { ...bucket, minSide: 256, strongWhenAligned: 4 },
  ],
};
const aligned = { logLikelihoodRatio: 6, strict: true, centred: true };
const centred = { ...aligned, strict: false };
const loose = { logLikelihoodRatio: -6, strict: false, centred: false };

test.each([
  ['strong', 'both checks agree', { side: 200, appearance: 3, alignment: aligned }],
  [
    'some',
    'an aligned photo that the classifier finds ordinary',
    { side: 200, appearance: 1, alignment: aligned },
  ],
  ['none', 'a high classifier score alone', { side: 200, appearance: 8, alignment: loose }],
  ['strong', 'a classifier score that no real photo reached', { side: 200, appearance: 9, alignment: loose }],
  ['some', 'the larger size asks for more', { side: 300, appearance: 3, alignment: aligned }],
  ['some', 'a crop of one asks for more of the look', { side: 200, appearance: 3, alignment: centred }],
  ['strong', 'a crop of one with more of it', { side: 200, appearance: 5, alignment: centred }],
  ['none', 'neither', { side: 200, appearance: -5, alignment: loose }],
] as const)('%s: %s', (expected, _why, measured) => {
  expect(band(measured, calibration)).toBe(expected);
});

test('the score lies in [0, 1] and rises with either check', () => {
  const at = (appearance: number, alignment: typeof aligned) =>
    score(fuse({ side: 200, appearance, alignment }, calibration));
  expect(at(-40, loose)).toBeGreaterThanOrEqual(0);
  expect(at(40, aligned)).toBeLessThanOrEqual(1);
  expect(at(1, aligned)).toBeGreaterThan(at(0, aligned));
  expect(at(0, aligned)).toBeGreaterThan(at(0, loose));
});

test('the telltales move what the face looks like by their weights, and only where the classifier asks', () => {
  const ratios = { ...each(0), eyes: 2, mouth: -2, hair: 9 };
  const asked = { gan: 3, asked: true };
  expect(appearance(asked, ratios, calibration)).toBeCloseTo(0.5 + 3 + 0.5 * 2 - 0.25 * 2);
  expect(appearance({ gan: -1, asked: false }, ratios, calibration)).toBe(-1);
});
