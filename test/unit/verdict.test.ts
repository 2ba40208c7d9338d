import { expect, test } from 'vitest';
import type { Contract } from '../../src/detection/models.ts';
import { band, fuse, score } from '../../src/detection/verdict.ts';

const bucket = {
  classifierPercentile: { x: [0, 1], y: [0, 100] },
  strongWhenAligned: 2,
  strongAlone: 9,
  some: 1,
};
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
  fusion: { intercept: -4, classifier: 1, alignment: 1 },
  buckets: [
    { ...bucket, minSide: 48 },
    { ...bucket, minSide: 256, strongWhenAligned: 4 },
  ],
};
const aligned = { logLikelihoodRatio: 6, strict: true };
const loose = { logLikelihoodRatio: -6, strict: false };

test.each([
  ['strong', 'both checks agree', { side: 200, classifier: 3, alignment: aligned }],
  [
    'some',
    'an aligned photo that the classifier finds ordinary',
    { side: 200, classifier: 1, alignment: aligned },
  ],
  ['none', 'a high classifier score alone', { side: 200, classifier: 8, alignment: loose }],
  ['strong', 'a classifier score that no real photo reached', { side: 200, classifier: 9, alignment: loose }],
  ['some', 'the larger size asks for more', { side: 300, classifier: 3, alignment: aligned }],
  ['none', 'neither', { side: 200, classifier: -5, alignment: loose }],
] as const)('%s: %s', (expected, _why, measured) => {
  expect(band(measured, calibration)).toBe(expected);
});

test('the score lies in [0, 1] and rises with either check', () => {
  const at = (classifier: number, alignment: typeof aligned) =>
    score(fuse({ side: 200, classifier, alignment }, calibration));
  expect(at(-40, loose)).toBeGreaterThanOrEqual(0);
  expect(at(40, aligned)).toBeLessThanOrEqual(1);
  expect(at(1, aligned)).toBeGreaterThan(at(0, aligned));
  expect(at(0, aligned)).toBeGreaterThan(at(0, loose));
});
