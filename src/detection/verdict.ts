import type { Band } from '../shared/verdict.ts';
import type { ClassifierOutput } from './classifier.ts';
import { type Contract, type SizeBucket, TELLTALES, type TelltaleId } from './models.ts';
import type { Alignment } from './telltales/alignment.ts';

/** What the checks measured on one judgeable face. */
export interface Measurements {
  /** Shorter side of the picture, in pixels. */
  readonly side: number;
  /** Log-odds by what the face looks like: the classifier with the telltales. */
  readonly appearance: number;
  readonly alignment: Pick<Alignment, 'logLikelihoodRatio' | 'strict' | 'centred'>;
}

type Calibration = Contract['calibration'];

export function bucketFor(side: number, buckets: readonly SizeBucket[]): SizeBucket {
  const found = buckets.findLast(({ minSide }) => side >= minSide) ?? buckets[0];
  if (found === undefined) throw new RangeError('The contract has no size buckets');
  return found;
}

/**
 * Log-odds by what the face looks like: the classifier, with the telltales where it was asked in full. Elsewhere the
 * verdict does not rest on telltales, though a person may see them.
 */
export function appearance(
  { gan, asked }: Pick<ClassifierOutput, 'gan' | 'asked'>,
  logLikelihoodRatios: Readonly<Record<TelltaleId, number>>,
  { appearance: fit }: Calibration,
): number {
  if (!asked) return gan;
  return TELLTALES.reduce(
    (sum, check) => sum + fit.telltales[check] * logLikelihoodRatios[check],
    fit.intercept + fit.classifier * gan,
  );
}

/** Natural log of the likelihood ratio, GAN to real, of appearance and alignment together. */
export function fuse({ appearance, alignment }: Measurements, { fusion }: Calibration): number {
  return fusion.intercept + fusion.appearance * appearance + fusion.alignment * alignment.logLikelihoodRatio;
}

/** The fused score in [0, 1]: the posterior at even odds. */
export const score = (logLikelihoodRatio: number): number => 1 / (1 + Math.exp(-logLikelihoodRatio));

/**
 * Strong signs need two independent checks that agree, or a look beyond what real photos reach; a picture framed like a
 * crop of a generated one needs more of the look. A photo that
 * is merely cropped like a training face has at most some signs.
 */
export function band(measured: Measurements, calibration: Calibration): Exclude<Band, 'unjudged'> {
  const bucket = bucketFor(measured.side, calibration.buckets);
  const { alignment, appearance } = measured;
  const agree =
    (alignment.strict && appearance >= bucket.strongWhenAligned) ||
    (alignment.centred && appearance >= bucket.strongWhenCentred);
  if (agree || appearance >= bucket.strongAlone) return 'strong';
  return fuse(measured, calibration) >= bucket.some ? 'some' : 'none';
}
