/** Logistic regression on standardised features. */
import { combine, dot } from './vector.ts';

export interface Logistic {
  /** By feature as it comes, not standardised. */
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Of the squared weights, against overfitting: there are about as many features as pictures. */
const PENALTY = 0.01;
const STEPS = 250;
const ROUNDING = 1e-9;

/**
 * Fits by Nesterov's accelerated gradient. The step is the inverse of a bound on the curvature, a quarter of the
 * largest eigenvalue of the features' covariance, which power iteration finds.
 * @param rows one feature vector a picture, all of one length
 * @param positive whether the picture of the same index belongs to the class that is looked for
 */
export function fitLogistic(
  rows: readonly Float64Array[],
  positive: readonly boolean[],
  { penalty = PENALTY, steps = STEPS } = {},
): Logistic {
  const { scaled, means, deviations } = standardise(rows);
  const length = means.length;
  const step = 1 / (largestEigenvalue(scaled, length) / 4 + 0.25 + penalty);
  let [weights, intercept] = [new Float64Array(length), 0];
  let [ahead, aheadIntercept] = [weights, intercept];
  for (let t = 1; t <= steps; t++) {
    const errors = scaled.map(
      (row, i) => probability(dot(ahead, row) + aheadIntercept) - (positive[i] === true ? 1 : 0),
    );
    const gradient = combine(scaled, errors, length);
    const next = ahead.map(
      (weight, k) => weight - step * ((gradient[k] as number) / rows.length + penalty * weight),
    );
    const nextIntercept = aheadIntercept - (step * errors.reduce((a, b) => a + b, 0)) / rows.length;
    const momentum = (t - 1) / (t + 2);
    const before = weights;
    ahead = next.map((weight, k) => weight + momentum * (weight - (before[k] as number)));
    aheadIntercept = nextIntercept + momentum * (nextIntercept - intercept);
    [weights, intercept] = [next, nextIntercept];
  }
  const plain = weights.map((weight, k) => weight / (deviations[k] as number));
  return { weights: plain, intercept: intercept - dot(plain, means) };
}

/** Log-odds. */
export const logOdds = ({ weights, intercept }: Logistic, features: Float64Array): number =>
  dot(weights, features) + intercept;

const probability = (odds: number): number => 1 / (1 + Math.exp(-odds));

/** Features that never change, but for rounding, become zero and get no weight. */
function standardise(rows: readonly Float64Array[]) {
  const length = rows[0]?.length ?? 0;
  const means = combine(rows, Array(rows.length).fill(1 / rows.length), length);
  const squares = new Float64Array(length);
  for (const row of rows) {
    for (let k = 0; k < length; k++) {
      squares[k] = (squares[k] as number) + ((row[k] as number) - (means[k] as number)) ** 2;
    }
  }
  const deviations = squares.map((sum, k) => {
    const deviation = Math.sqrt(sum / rows.length);
    return deviation > ROUNDING * Math.abs(means[k] as number) ? deviation : Number.POSITIVE_INFINITY;
  });
  const scaled = rows.map((row) =>
    row.map((value, k) => (value - (means[k] as number)) / (deviations[k] as number)),
  );
  return { scaled, means, deviations };
}

/** Of the rows' second moments. */
function largestEigenvalue(rows: readonly Float64Array[], length: number): number {
  let direction = new Float64Array(length).fill(1 / Math.sqrt(length));
  let value = 0;
  for (let i = 0; i < 20; i++) {
    const image = combine(
      rows,
      rows.map((row) => dot(row, direction)),
      length,
    ).map((sum) => sum / rows.length);
    value = Math.sqrt(dot(image, image));
    if (value === 0) return 0;
    direction = image.map((part) => part / value);
  }
  return value;
}
