import type { Face } from '../face/face.ts';
import { add, mean, scale, type Xy } from '../geometry.ts';
import type { Box } from '../image/pixels.ts';
import type { Difference } from './difference.ts';

/** Parts of a portrait that are judged by themselves; left and right as on the screen. */
export const REGIONS = [
  'leftEye',
  'rightEye',
  'leftLobe',
  'rightLobe',
  'mouth',
  'leftHair',
  'rightHair',
  'upperLeftBackground',
  'upperRightBackground',
  'lowerLeftBackground',
  'lowerRightBackground',
] as const;
export type Region = (typeof REGIONS)[number];

export const BACKGROUND: readonly Region[] = REGIONS.filter((region) => region.endsWith('Background'));

/** Squares of the right half are mirrored before they are looked at. */
export const isRight = (region: Region): boolean => /^(right|upperRight|lowerRight)/.test(region);

/** What the region network answers: log-odds that a part was generated, and what the gates ask. */
export const REGION_OUTPUTS = [
  'eyes',
  'glasses',
  'earrings',
  'mouth',
  'hair',
  'background',
  'worn',
  'leftLobe',
  'rightLobe',
  'leftEarring',
  'rightEarring',
] as const;
export type RegionOutput = (typeof REGION_OUTPUTS)[number];

/** Pairs that are compared by eye's measure too. */
export const PAIRS = { glasses: ['leftEye', 'rightEye'], earrings: ['leftLobe', 'rightLobe'] } as const;
export type Pair = keyof typeof PAIRS;

export interface RegionAnswers {
  readonly boxes: Readonly<Record<Region, Box | null>>;
  readonly logits: Readonly<Record<RegionOutput, number>>;
  /** Mean step of brightness between neighbouring pixels of the background; null where none is in the picture. */
  readonly detail: number | null;
  /** How much the two of a pair differ; null where one is not in the picture. Computed when asked for: it takes time. */
  readonly difference: (pair: Pair) => Difference | null;
}

/** Sides of the squares, in FFHQ quads: an eye with rim, bridge and temple; a lobe with what hangs from it. */
const SIDE = { eye: 0.34, lobe: 0.22, mouth: 0.34, hair: 0.34, background: 0.22 } as const;
/** Mesh indices, on the screen's left and right: jaw below the ear, corner of the forehead, corners of the mouth. */
const JAW = [132, 361] as const;
const FOREHEAD = [54, 284] as const;
const MOUTH = [61, 291] as const;
/** How far the head with its hair reaches to either side of the quad's centre, in quads. */
const HEAD = 0.26;
/** How far a square of background may be moved to lie inside the picture, in quads. */
const MAX_SHIFT = 0.04;
const BACKGROUND_ROWS = [0, 0.24] as const;

/**
 * The square of each region in pixels of the picture; null where the picture does not show it. Upright: a head that is
 * tilted is not judged by its regions.
 */
export function regionBoxes(
  picture: { readonly width: number; readonly height: number },
  { quad, points, landmarks }: Pick<Face, 'quad' | 'points' | 'landmarks'>,
): Readonly<Record<Region, Box | null>> {
  const [cos, sin] = [Math.cos(quad.roll) * quad.side, Math.sin(quad.roll) * quad.side];
  const moved = (from: Xy, right: number, down: number): Xy =>
    add(from, { x: right * cos - down * sin, y: right * sin + down * cos });
  const landmark = (index: number) => landmarks.points[index] as Xy;
  const square = (centre: Xy, share: number) =>
    inside(picture, centre, quad.side * share, Number.POSITIVE_INFINITY);
  const background = (sign: -1 | 1, row: number) => {
    const half = SIDE.background / 2;
    const centre = add(quad.centre, scale({ x: sign * (0.5 - half), y: row + half - 0.5 }, quad.side));
    const box = inside(picture, centre, quad.side * SIDE.background, quad.side * MAX_SHIFT);
    if (box === null) return null;
    const nearest = sign < 0 ? quad.centre.x - (box.x + box.width) : box.x - quad.centre.x;
    return nearest >= (HEAD - MAX_SHIFT) * quad.side ? box : null;
  };
  return {
    leftEye: square(moved(points.leftEye, -0.02, 0), SIDE.eye),
    rightEye: square(moved(points.rightEye, 0.02, 0), SIDE.eye),
    leftLobe: square(moved(landmark(JAW[0]), -0.03, 0.02), SIDE.lobe),
    rightLobe: square(moved(landmark(JAW[1]), 0.03, 0.02), SIDE.lobe),
    mouth: square(mean(MOUTH.map(landmark)), SIDE.mouth),
    leftHair: square(moved(landmark(FOREHEAD[0]), -0.05, -0.03), SIDE.hair),
    rightHair: square(moved(landmark(FOREHEAD[1]), 0.05, -0.03), SIDE.hair),
    upperLeftBackground: background(-1, BACKGROUND_ROWS[0]),
    upperRightBackground: background(1, BACKGROUND_ROWS[0]),
    lowerLeftBackground: background(-1, BACKGROUND_ROWS[1]),
    lowerRightBackground: background(1, BACKGROUND_ROWS[1]),
  };
}

/** The square moved into the picture; null when that takes more than `maxShift`, or it does not fit at all. */
function inside(
  { width, height }: { readonly width: number; readonly height: number },
  centre: Xy,
  side: number,
  maxShift: number,
): Box | null {
  if (!(side > 0) || side > Math.min(width, height)) return null;
  const x = Math.min(Math.max(centre.x - side / 2, 0), width - side);
  const y = Math.min(Math.max(centre.y - side / 2, 0), height - side);
  const shift = Math.hypot(x + side / 2 - centre.x, y + side / 2 - centre.y);
  // By more than half its side, the square would show something else.
  return shift <= Math.min(maxShift, side / 2) ? { x, y, width: side, height: side } : null;
}
