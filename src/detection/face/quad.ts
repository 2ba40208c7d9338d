import { add, distance, mean, scale, subtract, type Xy } from '../geometry.ts';
import type { Landmarks } from './landmarks.ts';

/** Mesh indices that stand for dlib's six points of each eye, and the mouth corners. */
const LEFT_EYE = [33, 160, 158, 133, 153, 144] as const;
const RIGHT_EYE = [362, 385, 387, 263, 373, 380] as const;
const MOUTH = [61, 291] as const;
const LEFT_EYE_OUTER = 33;
const RIGHT_EYE_OUTER = 263;

/**
 * The square that FFHQ's preparation would cut round a face (Karras et al. 2019, `download_ffhq.py`), in pixels of the
 * picture. Generators trained on FFHQ draw faces whose square is the picture itself.
 */
export interface Quad {
  readonly centre: Xy;
  readonly side: number;
  /** Of the upper edge, in radians; positive is clockwise on the screen. */
  readonly roll: number;
}

/** The points that a quad is made of, in pixels of the picture. */
export interface FacePoints {
  readonly leftEye: Xy;
  readonly rightEye: Xy;
  readonly mouth: Xy;
}

export function facePoints({ points }: Landmarks): FacePoints {
  const centreOf = (indices: readonly number[]) => mean(indices.map((index) => points[index] as Xy));
  return { leftEye: centreOf(LEFT_EYE), rightEye: centreOf(RIGHT_EYE), mouth: centreOf(MOUTH) };
}

export function ffhqQuad({ leftEye, rightEye, mouth }: FacePoints): Quad {
  const between = mean([leftEye, rightEye]);
  const eyeToEye = subtract(rightEye, leftEye);
  const eyeToMouth = subtract(mouth, between);
  const direction = { x: eyeToEye.x + eyeToMouth.y, y: eyeToEye.y - eyeToMouth.x };
  const halfSide = Math.max(
    2 * Math.hypot(eyeToEye.x, eyeToEye.y),
    1.8 * Math.hypot(eyeToMouth.x, eyeToMouth.y),
  );
  return {
    centre: add(between, scale(eyeToMouth, 0.1)),
    side: 2 * halfSide,
    roll: Math.atan2(direction.y, direction.x),
  };
}

/** Distance between the eyes, in pixels of the picture. */
export const interocularDistance = ({ leftEye, rightEye }: FacePoints): number => distance(leftEye, rightEye);

/** How far the head is turned to a side, in radians, from the depth of the outer eye corners; 0 looks ahead. */
export function yaw({ points, depths }: Landmarks): number {
  const across = distance(points[LEFT_EYE_OUTER] as Xy, points[RIGHT_EYE_OUTER] as Xy);
  const depth = (depths[RIGHT_EYE_OUTER] as number) - (depths[LEFT_EYE_OUTER] as number);
  return Math.atan2(depth, across);
}
