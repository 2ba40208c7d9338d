import type { AuditMember } from '../../shared/audit.ts';
import { type Rates, ratesFor } from '../rates.ts';
import { drawnCount, drawnRate, seededRandom } from './random.ts';

export interface Prevalence {
  /** Photos that were judged. */
  readonly judged: number;
  readonly strong: number;
  /** Share of generated photos among the judged, in [0, 1], corrected for what the classifier misses. */
  readonly share: number;
  /** 95 % of what the counts, of the list and of the validation pictures, leave open. */
  readonly low: number;
  readonly high: number;
  /** What the same list would show were no photo of it generated. */
  readonly ifNone: {
    /** With strong signs, by the rate that is extrapolated. */
    readonly expected: number;
    /** 95 % of what the photos of people, of whom hardly any had strong signs, leave open. */
    readonly low: number;
    readonly high: number;
    /** How often it would show so many as this list or more, in [0, 1], as far as was counted. */
    readonly chance: number;
  };
}

const DRAWS = 4_000;

/**
 * How many of a list's photos are generated, from how many have strong signs (Rogan & Gladen 1978): the classifier finds
 * only part of the generated photos, and hardly any other. The intervals draw all rates from what was counted, that of
 * false alarms too: none among two thousand photos leaves more open than the extrapolated rate says. null where nothing
 * was judged.
 */
export function prevalence(members: readonly AuditMember[], seed: string): Prevalence | null {
  const bySize = new Map<Rates, number>();
  let [judged, strong] = [0, 0];
  for (const { photo } of members) {
    if (photo.status !== 'judged' || photo.reason !== null) continue;
    const rates = ratesFor(Math.min(photo.facts.width, photo.facts.height));
    bySize.set(rates, (bySize.get(rates) ?? 0) + 1);
    judged++;
    if (photo.band === 'strong') strong++;
  }
  if (judged === 0) return null;
  const mean = (rateOf: (rates: Rates) => number) =>
    [...bySize].reduce((sum, [rates, count]) => sum + (rateOf(rates) * count) / judged, 0);
  const falseRate = mean(({ expectedStrong }) => expectedStrong);
  const random = seededRandom(seed);
  const drawn = Array.from({ length: DRAWS }, () => {
    const found = mean(({ gan }) => drawnRate(gan.strong, gan.of, random));
    const alarms = mean(({ wild }) => drawnRate(wild.strong, wild.of, random));
    return {
      share: corrected(drawnRate(strong, judged, random), found, alarms),
      alarms: drawnCount(alarms * judged, random),
      chance: atLeast(strong, alarms * judged),
    };
  });
  const [low, high] = middle(drawn.map(({ share }) => share));
  const [fewest, most] = middle(drawn.map(({ alarms }) => alarms));
  return {
    judged,
    strong,
    share: corrected(
      strong / judged,
      mean(({ gan }) => gan.strong / gan.of),
      falseRate,
    ),
    // Without a single one, or with nothing else, the interval reaches the end.
    low: strong === 0 ? 0 : low,
    high: strong === judged ? 1 : high,
    ifNone: {
      expected: falseRate * judged,
      low: fewest,
      high: most,
      chance: drawn.reduce((sum, { chance }) => sum + chance, 0) / DRAWS,
    },
  };
}

/** Between what 95 % of the values lie. */
function middle(values: readonly number[]): readonly [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] as number;
  return [at(0.025), at(0.975)];
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
