import type { Evidence, Point } from '../../shared/verdict.ts';
import type { Face } from '../face/face.ts';
import type { Quad } from '../face/quad.ts';
import type { Xy } from '../geometry.ts';
import type { Pixels } from '../image/pixels.ts';
import { type AlignmentTemplate, type Contract, interpolate } from '../models.ts';

type AlignmentContract = Contract['calibration']['alignment'];

/**
 * Is the picture cropped exactly the way the generator's training faces were? Generators trained on FFHQ put the eyes
 * to within a percent of the same two points; people do not.
 * Value: Mahalanobis distance to the nearest template; smaller is closer.
 */
export interface Alignment {
  readonly distance: number;
  readonly logLikelihoodRatio: number;
  readonly strict: boolean;
  readonly evidence: Evidence;
}

export function alignment(picture: Pixels, face: Face, contract: AlignmentContract): Alignment {
  const vector = alignmentVector(picture, face.quad);
  const distance = Math.min(...contract.templates.map((template) => mahalanobis(vector, template)));
  return {
    distance,
    logLikelihoodRatio: interpolate(contract.logLikelihoodRatio, distance),
    strict: distance <= contract.strict,
    evidence: {
      check: 'alignment',
      status: 'ok',
      value: distance,
      percentile: interpolate(contract.percentile, distance),
      counts: true,
      marks: marks(picture, face),
    },
  };
}

/**
 * `(ln(side / W), centre x, centre y, roll)`, centre relative to the picture's, all by its long side W, so that an
 * aligned picture cut to portrait format keeps its place; roll in radians.
 */
export function alignmentVector({ width, height }: Pixels, { centre, side, roll }: Quad): readonly number[] {
  const long = Math.max(width, height);
  return [Math.log(side / long), (centre.x - width / 2) / long, (centre.y - height / 2) / long, roll];
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

/** Where the eyes of a frontal FFHQ face stand, as shares of the square (measured on generated faces). */
const EXPECTED_EYES: readonly Point[] = [
  { x: 0.3808, y: 0.4771 },
  { x: 0.6152, y: 0.4771 },
];

function marks(picture: Pixels, { quad, points }: Face): Extract<Evidence, { status: 'ok' }>['marks'] {
  const share = ({ x, y }: Xy): Point => ({ x: x / picture.width, y: y / picture.height });
  const [cos, sin] = [(Math.cos(quad.roll) * quad.side) / 2, (Math.sin(quad.roll) * quad.side) / 2];
  const corner = (right: number, down: number) =>
    share({ x: quad.centre.x + right * cos - down * sin, y: quad.centre.y + right * sin + down * cos });
  const long = Math.max(picture.width, picture.height);
  const expected = EXPECTED_EYES.map(({ x, y }) =>
    share({ x: picture.width / 2 + (x - 0.5) * long, y: picture.height / 2 + (y - 0.5) * long }),
  );
  return [
    { kind: 'quad', corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)], role: 'found' },
    ...expected.map((at) => ({ kind: 'point', at, role: 'expected' }) as const),
    { kind: 'point', at: share(points.leftEye), role: 'found' },
    { kind: 'point', at: share(points.rightEye), role: 'found' },
  ];
}
