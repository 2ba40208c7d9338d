import { describe, expect, test } from 'vitest';
import {
  allowance,
  discrimination,
  disparity,
  precision,
  precisionFrom,
  quantile,
  randomNumbers,
  share,
  thresholdAt,
} from '../bench/metrics.ts';

const ABSTAINED = Number.NEGATIVE_INFINITY;

describe('discrimination', () => {
  test('counts pairs, ties for half', () => {
    // Of the six pairs four are in order and one is tied.
    expect(discrimination([1, 2, 3], [3, 2.5]).auc.value).toBeCloseTo(4.5 / 6, 12);
  });

  test('finds what exceeds the threshold that the allowed share of negatives exceeds', () => {
    const negatives = Array.from({ length: 200 }, (_, i) => i);
    const { tprAt1Percent, tprAt01Percent } = discrimination(negatives, [100, 197, 197.5, 198.5, 300]);
    // Two of 200 may pass: the threshold is the third highest, 197. None may pass at 0.1 %: it is 199.
    expect(tprAt1Percent.value).toBeCloseTo(3 / 5, 12);
    expect(tprAt01Percent.value).toBeCloseTo(1 / 5, 12);
  });

  test('takes an abstention for missed, and for the lowest score of a negative', () => {
    const { auc, tprAt1Percent } = discrimination([ABSTAINED, ABSTAINED], [ABSTAINED, 1]);
    expect(auc.value).toBeCloseTo(0.75, 12);
    expect(tprAt1Percent.value).toBe(0.5);
  });

  test('is certain where every resample says the same', () => {
    const { auc, tprAt1Percent } = discrimination([0, 0, 0], [1, 1]);
    expect(auc).toEqual({ value: 1, low: 1, high: 1 });
    expect(tprAt1Percent).toEqual({ value: 1, low: 1, high: 1 });
  });

  test('gives an interval about as wide as theory says, the same each time', () => {
    const random = randomNumbers(3);
    const negatives = Array.from({ length: 400 }, random);
    const positives = Array.from({ length: 400 }, random);
    const { auc } = discrimination(negatives, positives);
    // Without any signal the standard error is sqrt((n + m + 1) / (12 n m)) = 0.0204.
    expect((auc.high - auc.low) / (2 * 1.96)).toBeCloseTo(0.0204, 2);
    expect(auc.low).toBeLessThan(auc.value);
    expect(discrimination(negatives, positives).auc).toEqual(auc);
  });

  test.each([
    [[], [1]],
    [[1], []],
    [[], []],
  ])('knows nothing of %j against %j', (negatives, positives) => {
    const { auc, tprAt1Percent, tprAt01Percent } = discrimination(negatives, positives);
    for (const { value, low, high } of [auc, tprAt1Percent, tprAt01Percent]) {
      expect([value, low, high]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
  });
});

test('a threshold lets no more than the allowed share of negatives pass', () => {
  const negatives = Array.from({ length: 300 }, (_, i) => i);
  expect(allowance(300, 0.01)).toBe(3);
  expect(allowance(999, 0.001)).toBe(0);
  expect(thresholdAt(negatives, 0.01)).toBe(296);
  expect(thresholdAt([], 0.01)).toBeNaN();
});

test.each([
  // By the definition of Clopper and Pearson, from the beta distribution's quantiles.
  { count: 0, n: 10, low: 0, high: 0.3085 },
  { count: 10, n: 10, low: 0.6915, high: 1 },
  { count: 5, n: 10, low: 0.1871, high: 0.8129 },
  { count: 7, n: 4468, low: 0.0006, high: 0.0032 },
  { count: 766, n: 1070, low: 0.6878, high: 0.7428 },
])('the exact interval of $count in $n', ({ count, n, low, high }) => {
  const found = share(count, n);
  expect(found.value).toBeCloseTo(count / n, 12);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test('a share of nothing is no number', () => {
  expect(share(0, 0)).toEqual({ count: 0, n: 0, value: Number.NaN, low: Number.NaN, high: Number.NaN });
});

describe('precision', () => {
  test('follows Bayes', () => {
    expect(precision(0.95, 0.001, 0.0002)).toBeCloseTo(0.1597, 4);
    expect(precision(0.95, 0.01, 0.0005)).toBeCloseTo(0.0454, 4);
  });

  test('is best where fewest false alarms are believed', () => {
    const { value, low, high } = precisionFrom(share(90, 100), share(2, 1000), 0.01);
    expect(value).toBeCloseTo(0.009 / (0.009 + 0.00198), 12);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  test('rests on the rule of three where no false alarm was counted', () => {
    const { value, low, high } = precisionFrom(share(90, 100), share(0, 3000), 0.01);
    expect(value).toBeNaN();
    expect(low).toBeCloseTo(precision(0.9, 0.001, 0.01), 12);
    expect(high).toBe(1);
  });

  test('knows nothing where nothing was found or looked at', () => {
    expect(precisionFrom(share(0, 100), share(0, 100), 0.01).low).toBeNaN();
    expect(precisionFrom(share(0, 0), share(1, 100), 0.01).low).toBeNaN();
    // Without any real photo the false alarm rate may be 1.
    expect(precisionFrom(share(50, 100), share(0, 0), 0.5).low).toBeCloseTo(1 / 3, 12);
  });
});

describe('disparity', () => {
  test('sets the worst group against all', () => {
    const found = disparity([
      { name: 'a', alarms: 1, n: 100 },
      { name: 'b', alarms: 9, n: 100 },
      { name: 'too small', alarms: 1, n: 2 },
    ]);
    expect(found).toMatchObject({ worst: 'b', n: 100 });
    expect(found?.ratio.value).toBeCloseTo(0.09 / 0.05, 12);
    expect(found?.ratio.low).toBeCloseTo(share(9, 100).low / 0.05, 12);
    // Nine or more of ten in one of two equal groups: near 2 * 11 / 1024 by tosses of a coin.
    expect(found?.byChance).toBeGreaterThan(0.005);
    expect(found?.byChance).toBeLessThan(0.04);
  });

  test.each([
    [[]],
    [[{ name: 'alone', alarms: 1, n: 100 }]],
    [
      [
        { name: 'a', alarms: 0, n: 50 },
        { name: 'b', alarms: 0, n: 50 },
      ],
    ],
  ])('says nothing of %j', (groups) => {
    expect(disparity(groups)).toBeNull();
  });
});

test('random numbers fill their range evenly', () => {
  const random = randomNumbers(1);
  const drawn = Array.from({ length: 10_000 }, random);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  expect(drawn.reduce((a, b) => a + b, 0) / drawn.length).toBeCloseTo(0.5, 1);
});

test('a quantile of nothing is no number', () => {
  expect(quantile([], 0.5)).toBeNaN();
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
});
