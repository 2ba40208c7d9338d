import type { Band } from '../shared/verdict.ts';
import type { Contract, SizeBucket } from './models.ts';

/** What the checks measured on one judgeable face. */
export interface Measurements {
  /** Shorter side of the picture, in pixels. */
  readonly side: number;
  /** The classifier's log-odds. */
  readonly classifier: number;
  readonly alignment: { readonly logLikelihoodRatio: number; readonly strict: boolean };
}

type Calibration = Contract['calibration'];

export function bucketFor(side: number, buckets: readonly SizeBucket[]): SizeBucket {
  const found = buckets.findLast(({ minSide }) => side >= minSide) ?? buckets[0];
  if (found === undefined) throw new RangeError('The contract has no size buckets');
  return found;
}

/** Natural log of the likelihood ratio, GAN to real, of classifier and alignment together. */
export function fuse({ classifier, alignment }: Measurements, { fusion }: Calibration): number {
  return fusion.intercept + fusion.classifier * classifier + fusion.alignment * alignment.logLikelihoodRatio;
}

/** The fused score in [0, 1]: the posterior at even odds. */
export const score = (logLikelihoodRatio: number): number => 1 / (1 + Math.exp(-logLikelihoodRatio));

/**
 * Strong signs need two independent checks that agree, or a classifier beyond what real photos reach. A photo that
 * is merely cropped like a training face has at most some signs.
 */
export function band(measured: Measurements, calibration: Calibration): Exclude<Band, 'unjudged'> {
  const bucket = bucketFor(measured.side, calibration.buckets);
  const agree = measured.alignment.strict && measured.classifier >= bucket.strongWhenAligned;
  if (agree || measured.classifier >= bucket.strongAlone) return 'strong';
  return fuse(measured, calibration) >= bucket.some ? 'some' : 'none';
}
