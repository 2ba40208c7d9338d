import type { Evidence, Point } from '../../shared/verdict.ts';
import type { Face } from '../face/face.ts';
import type { Quad } from '../face/quad.ts';
import type { Xy } from '../geometry.ts';
import type { Pixels } from '../image/pixels.ts';
import { type AlignmentTemplate, type Contract, type Framing, interpolate } from '../models.ts';

type AlignmentContract = Contract['calibration']['alignment'];

/**
 * Does the face lie in the picture exactly where the generator's training faces lay? Generators trained on FFHQ (Karras
 * et al. 2019) put the eyes to within a percent of the same two points; people do not. Two framings are tried, the whole
 * picture and a crop of it round its centre, and the one that says more counts.
 * Value: Mahalanobis distance to the framing's nearest template; smaller is closer.
 */
export interface Alignment {
  /** Natural log, GAN to real. */
  readonly logLikelihoodRatio: number;
  /** Framed like the whole of a generated picture: one of the two checks that strong signs need. */
  readonly strict: boolean;
  /** Framed like a generated picture or a crop round its centre: as rare among photos, but never strict by itself. */
  readonly centred: boolean;
  readonly evidence: Evidence;
}

/**
 * Whether the face may be aligned, so that its landmarks should be refined before they are judged: a few photos in a
 * hundred, and nearly all generated faces.
 */
export function mayBeAligned(picture: Pixels, { quad }: Face, contract: AlignmentContract): boolean {
  const { asWhole, asCrop } = readFramings(alignmentVector(picture, quad), contract);
  return asWhole.distance <= contract.refine || (asCrop !== null && asCrop.distance <= contract.refine);
}

export function alignment(picture: Pixels, face: Face, contract: AlignmentContract): Alignment {
  const { asWhole, asCrop } = readFramings(alignmentVector(picture, face.quad), contract);
  const asCropRatio = asCrop?.logLikelihoodRatio ?? Number.NEGATIVE_INFINITY;
  // A crop is shown as the explanation only where it speaks for a generator.
  const cropExplains = asCrop !== null && asCropRatio > Math.max(0, asWhole.logLikelihoodRatio);
  const { distance, percentile } = cropExplains ? asCrop : asWhole;
  return {
    logLikelihoodRatio: Math.max(asWhole.logLikelihoodRatio, asCropRatio),
    strict: asWhole.strict,
    centred: asCrop?.strict ?? false,
    evidence: Number.isFinite(distance)
      ? {
          check: 'alignment',
          status: 'ok',
          value: distance,
          percentile,
          counts: true,
          marks: marks(
            picture,
            face,
            cropExplains ? face.quad.side : Math.max(picture.width, picture.height),
          ),
        }
      : UNMEASURED,
  };
}

/** For landmarks that are no numbers: such a face counts as far from every template. */
const UNMEASURED: Evidence = {
  check: 'alignment',
  status: 'abstained',
  reason: 'failed',
  value: null,
  percentile: null,
  counts: false,
  marks: [],
};

/**
 * `(ln(side / W), centre x, centre y, roll)`, centre relative to the picture's, all by its long side W, so that an
 * aligned picture cut to portrait format keeps its place; roll in radians.
 */
export function alignmentVector({ width, height }: Pixels, { centre, side, roll }: Quad): readonly number[] {
  const long = Math.max(width, height);
  return [Math.log(side / long), (centre.x - width / 2) / long, (centre.y - height / 2) / long, roll];
}

/** `(centre x, centre y, roll)` of an alignment vector, the centre by the quad's side: a crop round the centre keeps them. */
export function centredVector([logScale, x, y, roll]: readonly number[]): readonly number[] {
  const scale = Math.exp(logScale as number);
  return [(x as number) / scale, (y as number) / scale, roll as number];
}

function readFramings(vector: readonly number[], { whole, centred }: AlignmentContract) {
  const logScale = vector[0] as number;
  const inRange = logScale >= centred.logScale.from && logScale <= centred.logScale.to;
  return {
    asWhole: read(vector, whole),
    asCrop: inRange ? read(centredVector(vector), centred) : null,
  };
}

function read(vector: readonly number[], { templates, percentile, logLikelihoodRatio, strict }: Framing) {
  const distance = Math.min(...templates.map((template) => mahalanobis(vector, template)));
  return {
    distance,
    strict: distance <= strict,
    percentile: interpolate(percentile, distance),
    logLikelihoodRatio: interpolate(logLikelihoodRatio, distance),
  };
}

function mahalanobis(vector: readonly number[], { mean, inverseCovariance }: AlignmentTemplate): number {
  const off = vector.map((value, i) => value - (mean[i] as number));
  const squared = inverseCovariance.reduce(
    (sum, row, i) =>
      sum + (off[i] as number) * row.reduce((dot, weight, j) => dot + weight * (off[j] as number), 0),
    0,
  );
  return Math.sqrt(Math.max(0, squared));
}

/** Where the eyes of a frontal FFHQ face stand, as shares of the generated square (measured on generated faces). */
const EXPECTED_EYES: readonly Point[] = [
  { x: 0.3808, y: 0.4771 },
  { x: 0.6152, y: 0.4771 },
];

/** `generated` is the side of the generated picture that this one is compared with, in its pixels. */
function marks(
  picture: Pixels,
  { quad, points }: Face,
  generated: number,
): Extract<Evidence, { status: 'ok' }>['marks'] {
  const share = ({ x, y }: Xy): Point => ({ x: x / picture.width, y: y / picture.height });
  const [cos, sin] = [(Math.cos(quad.roll) * quad.side) / 2, (Math.sin(quad.roll) * quad.side) / 2];
  const corner = (right: number, down: number) =>
    share({ x: quad.centre.x + right * cos - down * sin, y: quad.centre.y + right * sin + down * cos });
  const expected = EXPECTED_EYES.map(({ x, y }) =>
    share({ x: picture.width / 2 + (x - 0.5) * generated, y: picture.height / 2 + (y - 0.5) * generated }),
  );
  return [
    { kind: 'quad', corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)], role: 'found' },
    ...expected.map((at) => ({ kind: 'point', at, role: 'expected' }) as const),
    { kind: 'point', at: share(points.leftEye), role: 'found' },
    { kind: 'point', at: share(points.rightEye), role: 'found' },
  ];
}
