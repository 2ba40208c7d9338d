/**
 * What accuracy is measured by. Pure functions over scores and counts; where there is nothing to count (n = 0) the
 * answer is NaN, never a number that looks measured. A score of -Infinity is an abstention: it is exceeded by every
 * other score and never counts as found.
 */

/** A measured value with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share `count / n` with its 95 % interval. */
export interface Share extends Estimate {
  readonly count: number;
  readonly n: number;
}

/** The false positive rates at which true positive rates are read. */
export const FALSE_POSITIVE_RATES = [0.01, 0.001] as const;

export interface Discrimination {
  readonly positives: number;
  readonly negatives: number;
  /** Area under the ROC curve: the chance that a positive scores above a negative (ties count half). */
  readonly auc: Estimate;
  /** True positive rate at the lowest threshold that no more than 1 % of the negatives exceed. */
  readonly tprAt1Percent: Estimate;
  /** The same at 0.1 %. */
  readonly tprAt01Percent: Estimate;
}

const CONFIDENCE = 0.95;
const RESAMPLES = 1000;
const SEED = 20_261_125;

/**
 * How well a score separates positives from negatives, with percentile bootstrap intervals (Efron 1979): positives and
 * negatives are resampled apart from each other. The scores are sorted once; a resample only counts how often each of
 * the distinct scores was drawn.
 */
export function discrimination(
  negatives: readonly number[],
  positives: readonly number[],
  resamples = RESAMPLES,
): Discrimination {
  const levels = [...new Set([...negatives, ...positives])].sort((a, b) => a - b);
  const levelOf = new Map(levels.map((score, level) => [score, level]));
  const toLevels = (scores: readonly number[]) =>
    Uint32Array.from(scores, (score) => levelOf.get(score) as number);
  const [low, high] = [toLevels(negatives), toLevels(positives)];
  const [lowCounts, highCounts] = [new Uint32Array(levels.length), new Uint32Array(levels.length)];
  for (const level of low) lowCounts[level] = (lowCounts[level] as number) + 1;
  for (const level of high) highCounts[level] = (highCounts[level] as number) + 1;
  const [auc, at1, at01] = readCurve(lowCounts, highCounts, low.length, high.length);
  const drawn: [number[], number[], number[]] = [[], [], []];
  if (low.length > 0 && high.length > 0) {
    const random = randomNumbers(SEED);
    for (let i = 0; i < resamples; i++) {
      draw(low, lowCounts, random);
      draw(high, highCounts, random);
      const point = readCurve(lowCounts, highCounts, low.length, high.length);
      for (const [k, value] of point.entries()) drawn[k]?.push(value);
    }
  }
  return {
    positives: high.length,
    negatives: low.length,
    auc: percentileInterval(auc, drawn[0]),
    tprAt1Percent: percentileInterval(at1, drawn[1]),
    tprAt01Percent: percentileInterval(at01, drawn[2]),
  };
}

/** AUC and the true positive rates, from how often each level (ascending score) occurs. */
function readCurve(
  lowCounts: Uint32Array,
  highCounts: Uint32Array,
  lowTotal: number,
  highTotal: number,
): [auc: number, tprAt1Percent: number, tprAt01Percent: number] {
  if (lowTotal === 0 || highTotal === 0) return [Number.NaN, Number.NaN, Number.NaN];
  const allowed = FALSE_POSITIVE_RATES.map((rate) => allowance(lowTotal, rate));
  const found = allowed.map(() => 0);
  let [lowAbove, highAbove, pairs] = [0, 0, 0];
  for (let level = lowCounts.length - 1; level >= 0; level--) {
    const [low, high] = [lowCounts[level] as number, highCounts[level] as number];
    for (let k = 0; low > 0 && k < allowed.length; k++) {
      const limit = allowed[k] as number;
      if (lowAbove <= limit && lowAbove + low > limit) found[k] = highAbove / highTotal;
    }
    pairs += high * (lowTotal - lowAbove - low / 2);
    lowAbove += low;
    highAbove += high;
  }
  return [pairs / (lowTotal * highTotal), found[0] as number, found[1] as number];
}

/** How many of `n` negatives may exceed a threshold at this false positive rate. */
export const allowance = (n: number, falsePositiveRate: number): number =>
  Math.floor(falsePositiveRate * n + 1e-9);

function draw(levels: Uint32Array, counts: Uint32Array, random: () => number): void {
  counts.fill(0);
  for (let i = 0; i < levels.length; i++) {
    const level = levels[Math.floor(random() * levels.length)] as number;
    counts[level] = (counts[level] as number) + 1;
  }
}

function percentileInterval(value: number, drawn: readonly number[]): Estimate {
  const tail = (1 - CONFIDENCE) / 2;
  return { value, low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) };
}

/** The lowest score that no more than this share of the negatives exceed; NaN without negatives. */
export function thresholdAt(negatives: readonly number[], falsePositiveRate: number): number {
  const descending = [...negatives].sort((a, b) => b - a);
  return descending[allowance(negatives.length, falsePositiveRate)] ?? Number.NaN;
}

/** A share with its exact interval (Clopper and Pearson 1934). */
export function share(count: number, n: number): Share {
  if (n === 0) return { count, n, value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const tail = (1 - CONFIDENCE) / 2;
  return {
    count,
    n,
    value: count / n,
    low: count === 0 ? 0 : bisect((p) => 1 - binomialCdf(count - 1, n, p) < tail),
    high: count === n ? 1 : bisect((p) => binomialCdf(count, n, p) > tail),
  };
}

/** The point in [0, 1] up to which `holds`, which must not come back once it fails. */
function bisect(holds: (at: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X <= k) of n trials with chance p in (0, 1). */
function binomialCdf(k: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** The share of alarms that are right, at this prevalence (Bayes). */
export function precision(truePositiveRate: number, falsePositiveRate: number, prevalence: number): number {
  const [right, wrong] = [truePositiveRate * prevalence, falsePositiveRate * (1 - prevalence)];
  return right / (right + wrong);
}

/**
 * The share of right alarms with the interval that the counted false alarms leave; NaN where nothing was found. With no
 * false alarm counted there is no best guess: `value` is NaN and `low` rests on the rule of three (Hanley and
 * Lippman-Hand 1983: with 95 % confidence the rate is below 3 / n).
 */
export function precisionFrom(found: Share, falseAlarms: Share, prevalence: number): Estimate {
  const at = (rate: number) => precision(found.value, rate, prevalence);
  if (found.count === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  if (falseAlarms.count === 0) {
    return { value: Number.NaN, low: at(Math.min(1, 3 / falseAlarms.n)), high: 1 };
  }
  return { value: at(falseAlarms.value), low: at(falseAlarms.high), high: at(falseAlarms.low) };
}

/** A group of pictures and how many of them raised an alarm. */
export interface Group {
  readonly name: string;
  readonly alarms: number;
  readonly n: number;
}

export interface Disparity {
  readonly worst: string;
  readonly n: number;
  /** The worst group's rate by the rate of all groups together; the interval is the worst group's exact one. */
  readonly ratio: Estimate;
  /** How often groups of these sizes show as large a ratio when alarms fall on all pictures alike, in [0, 1]. */
  readonly byChance: number;
}

/** Groups below this size have no rate worth comparing. */
export const SMALLEST_GROUP = 20;

/** How the group with most alarms stands to all; null where fewer than two groups are large enough, or no alarm fell. */
export function disparity(groups: readonly Group[], shuffles = RESAMPLES): Disparity | null {
  const large = groups.filter(({ n }) => n >= SMALLEST_GROUP);
  const total = large.reduce((sum, { n }) => sum + n, 0);
  const alarms = large.reduce((sum, group) => sum + group.alarms, 0);
  const [first, ...others] = large;
  if (first === undefined || others.length === 0 || alarms === 0) return null;
  const worst = others.reduce((a, b) => (b.alarms / b.n > a.alarms / a.n ? b : a), first);
  const mean = alarms / total;
  const { value, low, high } = share(worst.alarms, worst.n);
  const random = randomNumbers(SEED);
  const groupOf = large.flatMap(({ n }, index) => Array<number>(n).fill(index));
  let asLarge = 0;
  for (let i = 0; i < shuffles; i++) {
    const counts = Array<number>(large.length).fill(0);
    for (const index of sample(groupOf, alarms, random)) counts[index] = (counts[index] as number) + 1;
    if (large.some(({ n }, index) => (counts[index] as number) / n >= value)) asLarge++;
  }
  return {
    worst: worst.name,
    n: worst.n,
    ratio: { value: value / mean, low: low / mean, high: high / mean },
    byChance: asLarge / shuffles,
  };
}

/** `count` of the items, each at most once (Fisher and Yates); reorders the items. */
function sample<T>(items: T[], count: number, random: () => number): T[] {
  for (let i = 0; i < count; i++) {
    const k = i + Math.floor(random() * (items.length - i));
    [items[i], items[k]] = [items[k] as T, items[i] as T];
  }
  return items.slice(0, count);
}

/** Numbers spread evenly over (0, 1), from a seed other than 0 (xorshift of 32 bits, Marsaglia 2003). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
