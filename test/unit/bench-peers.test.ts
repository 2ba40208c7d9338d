import { expect, test } from 'vitest';
import type { Evidence, Point } from '../../src/shared/verdict.ts';
import { randomNumbers } from '../bench/metrics.ts';
import { brightness } from '../bench/peers/brightness.ts';
import { embed, fitComponents, residual } from '../bench/peers/components.ts';
import { GAN_EYE_DISTANCE, ganEyeDistance } from '../bench/peers/gan-eye-distance.ts';
import { fitLogistic, logOdds } from '../bench/peers/logistic.ts';
import { azimuthalSpectrum, cosineStatistics, SPECTRUM_SIDE } from '../bench/peers/spectra.ts';

const eyesAt = (left: Point, right: Point): { evidence: Evidence[] } => ({
  evidence: [
    {
      check: 'alignment',
      status: 'ok',
      value: 1,
      percentile: 1,
      counts: true,
      marks: [
        { kind: 'point', at: { x: 0, y: 0 }, role: 'expected' },
        { kind: 'point', at: left, role: 'found' },
        { kind: 'point', at: right, role: 'found' },
      ],
    },
  ],
});

test('GANEyeDistance is how far the eyes are from the template', () => {
  const [left, right] = [
    { x: 0.3808205, y: 0.4770549 },
    { x: 0.615217, y: 0.4771314 },
  ];
  expect(ganEyeDistance(eyesAt(left, right))).toBeCloseTo(0, 12);
  const moved = { x: left.x + 0.03, y: left.y + 0.04 };
  expect(ganEyeDistance(eyesAt(moved, right))).toBeCloseTo(0.05 / (2 * Math.SQRT2), 12);
  expect(ganEyeDistance(eyesAt(moved, right))).toBeLessThan(GAN_EYE_DISTANCE);
  expect(ganEyeDistance({ evidence: [] })).toBe(1);
});

test('brightness weighs the colours', () => {
  const green = { width: 2, height: 2, data: Uint8ClampedArray.from(Array(4).fill([0, 255, 0, 255]).flat()) };
  for (const value of brightness(green, 4)) expect(value).toBeCloseTo(0.587, 6);
});

test('components rebuild what they were fitted on and nothing across it', () => {
  const random = randomNumbers(5);
  const directions = [0, 1, 2].map((axis) =>
    Float64Array.from({ length: 12 }, (_, i) => (i === axis ? 1 : 0)),
  );
  const rows = Array.from({ length: 30 }, () =>
    directions.reduce((sum, direction) => {
      const factor = random() - 0.5;
      return sum.map((value, i) => value + factor * (direction[i] as number));
    }, new Float64Array(12).fill(0.5)),
  );
  const components = fitComponents(rows, 3);
  for (const row of rows) expect(residual(components, row)).toBeCloseTo(0, 6);
  const across = Float64Array.from(rows[0] as Float64Array);
  across[7] = (across[7] as number) + 2;
  expect(residual(components, across)).toBeCloseTo(2, 6);
  expect(embed(components, across)).toHaveLength(3);
});

const wave = (cycles: number) =>
  Float64Array.from({ length: SPECTRUM_SIDE ** 2 }, (_, i) =>
    Math.sin((2 * Math.PI * cycles * (i % SPECTRUM_SIDE)) / SPECTRUM_SIDE),
  );
const highest = (values: Float64Array) => values.indexOf(Math.max(...values));

test('the azimuthal spectrum peaks at the frequency of a wave, however it is turned', () => {
  const across = wave(20);
  const down = across.map((_, i) => across[Math.floor(i / SPECTRUM_SIDE)] as number);
  expect(highest(azimuthalSpectrum(across))).toBe(19);
  expect(azimuthalSpectrum(down)[19]).toBeCloseTo(azimuthalSpectrum(across)[19] as number, 6);
});

test('the azimuthal spectrum holds all the power that the picture has', () => {
  // A wave of amplitude 1 has power N^4 / 2; here it is averaged over the ring's frequencies.
  const ring = Array.from({ length: SPECTRUM_SIDE ** 2 }, (_, i) => {
    const frequency = (index: number) => Math.min(index, SPECTRUM_SIDE - index);
    return Math.hypot(frequency(i % SPECTRUM_SIDE), frequency(Math.floor(i / SPECTRUM_SIDE)));
  }).filter((radius) => Math.round(radius) === 20).length;
  expect(Math.exp(azimuthalSpectrum(wave(20))[19] as number) * ring).toBeCloseTo(SPECTRUM_SIDE ** 4 / 2, 0);
});

test('the cosine transform finds a cosine in one coefficient', () => {
  const cosine = Float64Array.from({ length: SPECTRUM_SIDE ** 2 }, (_, i) =>
    Math.cos((Math.PI * 30 * ((i % SPECTRUM_SIDE) + 0.5)) / SPECTRUM_SIDE),
  );
  // Frequency 30 across and 0 down lies in the 16th cell of the first row of cells.
  expect(highest(cosineStatistics(cosine))).toBe(15);
});

test('logistic regression finds the feature that tells, whatever its scale', () => {
  const random = randomNumbers(9);
  const rows = Array.from({ length: 400 }, () => Float64Array.of(random(), 1000 * random(), 7));
  const positive = rows.map(([, telling]) => (telling as number) > 500);
  const fitted = fitLogistic(rows, positive);
  const right = rows.filter((row, i) => logOdds(fitted, row) > 0 === positive[i]);
  expect(right.length / rows.length).toBeGreaterThan(0.97);
  expect(fitted.weights[2]).toBe(0);
});
