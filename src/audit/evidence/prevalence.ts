import type { AuditMember } from '../../shared/audit.ts';
import { type Rates, ratesFor } from '../rates.ts';
import { drawnRate, seededRandom } from './random.ts';

export interface Prevalence {
  /** Photos that were judged. */
  readonly judged: number;
  readonly strong: number;
  /** Share of generated photos among the judged, in [0, 1], corrected for what the classifier misses. */
  readonly share: number;
  /** 95 % of what the counts, of the list and of the validation pictures, leave open. */
  readonly low: number;
  readonly high: number;
  /** How many would have strong signs were no photo generated. */
  readonly expectedIfNone: number;
  /** How often a list without any would show so many, in [0, 1]. */
  readonly chanceIfNone: number;
}

const DRAWS = 4_000;

/**
 * How many of a list's photos are generated, from how many have strong signs (Rogan & Gladen 1978): the classifier finds
 * only part of the generated photos, and hardly any other. The interval draws all rates from what was counted. null where
 * nothing was judged.
 */
export function prevalence(members: readonly AuditMember[], seed: string): Prevalence | null {
  const bySize = new Map<Rates, number>();
  let [judged, strong, expectedIfNone] = [0, 0, 0];
  for (const { photo } of members) {
    if (photo.status !== 'judged' || photo.reason !== null) continue;
    const rates = ratesFor(Math.min(photo.facts.width, photo.facts.height));
    bySize.set(rates, (bySize.get(rates) ?? 0) + 1);
    judged++;
    if (photo.band === 'strong') strong++;
    expectedIfNone += rates.expectedStrong;
  }
  if (judged === 0) return null;
  const mean = (rateOf: (rates: Rates) => number) =>
    [...bySize].reduce((sum, [rates, count]) => sum + (rateOf(rates) * count) / judged, 0);
  const falseRate = expectedIfNone / judged;
  const share = corrected(
    strong / judged,
    mean(({ gan }) => gan.strong / gan.of),
    falseRate,
  );
  const random = seededRandom(seed);
  const drawn = Array.from({ length: DRAWS }, () => {
    const found = mean(({ gan }) => drawnRate(gan.strong, gan.of, random));
    return corrected(drawnRate(strong, judged, random), found, falseRate);
  }).sort((a, b) => a - b);
  return {
    judged,
    strong,
    share,
    // Without a single one, or with nothing else, the interval reaches the end.
    low: strong === 0 ? 0 : (drawn[Math.floor(DRAWS * 0.025)] as number),
    high: strong === judged ? 1 : (drawn[Math.floor(DRAWS * 0.975)] as number),
    expectedIfNone,
    chanceIfNone: atLeast(strong, expectedIfNone),
  };
}

function corrected(shown: number, sensitivity: number, falseRate: number): number {
  return Math.min(1, Math.max(0, (shown - falseRate) / Math.max(sensitivity - falseRate, Number.EPSILON)));
}

/** P(X ≥ k) of a Poisson variable: alarms are rare and come each by itself. */
export function atLeast(k: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let i = 0; i < k; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return Math.max(0, 1 - sum);
}
