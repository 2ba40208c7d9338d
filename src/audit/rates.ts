import { calibration, models, version } from '../../models/models.json';

/** What was counted on validation pictures never trained on, by the shorter side of a picture; see `models/README.md`. */
export interface Rates {
  /** In pixels, up to the next. */
  readonly minSide: number;
  readonly gan: Counted;
  /** Photos as people crop them. */
  readonly wild: Counted;
  /** Photos cropped as generators' training photos were. */
  readonly aligned: Counted;
  /** Share of people's photos with strong signs, extrapolated from the tails. */
  readonly expectedStrong: number;
}

export interface Counted {
  readonly of: number;
  readonly strong: number;
  /** With some signs at least. */
  readonly some: number;
}

export const RATES: readonly Rates[] = calibration.buckets.map(({ minSide, rates }) => ({
  minSide,
  ...rates,
}));

/** Smaller pictures count as the smallest that were measured. */
export function ratesFor(side: number): Rates {
  const found = RATES.findLast(({ minSide }) => side >= minSide) ?? RATES[0];
  if (found === undefined) throw new Error('The models come without rates');
  return found;
}

/** What judges, as an export names it. */
export const JUDGES = {
  version,
  models: [models.faceDetector, models.faceLandmarks, ...models.classifier, models.regions].map(
    ({ file, sha256 }) => ({ file, sha256 }),
  ),
  thresholds: calibration.buckets.map(
    ({ minSide, strongWhenAligned, strongWhenCentred, strongAlone, some }) => ({
      minSide,
      strongWhenAligned,
      strongWhenCentred,
      strongAlone,
      some,
    }),
  ),
};
