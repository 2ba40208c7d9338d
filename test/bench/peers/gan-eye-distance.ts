/** GANEyeDistance (Yang, Singh and Menczer 2024): how far both eyes are from where StyleGAN puts them. */
import type { Point, Verdict } from '../../../src/shared/verdict.ts';

/** Where their faces have the eyes, as shares of width and height. */
const EXPECTED: readonly [Point, Point] = [
  { x: 0.3808205, y: 0.4770549 },
  { x: 0.615217, y: 0.4771314 },
];
/** Up to this distance they take a face for generated. */
export const GAN_EYE_DISTANCE = 0.02;
/** Their distance of a picture without one face. */
const NO_FACE = 1;

/** In [0, 1], smaller is closer. Eyes by our landmarks, not by dlib's; none where we could not judge the face. */
export function ganEyeDistance({ evidence }: Pick<Verdict, 'evidence'>): number {
  const marks = evidence.find(({ check }) => check === 'alignment')?.marks ?? [];
  const eyes = marks.flatMap((mark) => (mark.kind === 'point' && mark.role === 'found' ? [mark.at] : []));
  const [left, right] = eyes;
  if (left === undefined || right === undefined) return NO_FACE;
  const off = (eye: Point, expected: Point) => Math.hypot(eye.x - expected.x, eye.y - expected.y);
  return (off(left, EXPECTED[0]) + off(right, EXPECTED[1])) / (2 * Math.SQRT2);
}
