import { expect, test } from 'vitest';
import { PRIORS, posterior } from '../../src/shared/prior.ts';

test('a score at even odds leaves what was known before', () => {
  expect(posterior(0.5, 'browsing')).toBeCloseTo(PRIORS.browsing, 12);
  expect(posterior(0.5, 'asked')).toBeCloseTo(PRIORS.asked, 12);
});

test('1 false alarm in 10,000 at 5 in 10,000 generated photos: five of six are right', () => {
  expect(posterior(10_000 / 10_001, 'browsing')).toBeCloseTo(5 / 6, 2);
});

test('certainty stays certainty, and the same score says more where more are generated', () => {
  expect(posterior(0, 'asked')).toBe(0);
  expect(posterior(1, 'browsing')).toBe(1);
  expect(posterior(0.99, 'asked')).toBeGreaterThan(posterior(0.99, 'audit'));
  expect(posterior(0.99, 'audit')).toBeGreaterThan(posterior(0.99, 'browsing'));
});
