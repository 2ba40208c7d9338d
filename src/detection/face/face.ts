import type { UnjudgedReason } from '../../shared/verdict.ts';
import type { Xy } from '../geometry.ts';
import type { Box, Pixels } from '../image/pixels.ts';
import type { Run } from '../session.ts';
import { type DetectedFace, detectFaces } from './detector.ts';
import { findLandmarks, type Landmarks } from './landmarks.ts';
import { type FacePoints, facePoints, ffhqQuad, interocularDistance, type Quad, yaw } from './quad.ts';

/** The gates before a face is judged. */
export const FACE_GATES = {
  /** The landmark model's own operating point for "this crop holds a face". */
  minPresence: 0.5,
  /** Pixels between the eyes: that of an aligned face in a picture of 64 pixels. */
  minInterocular: 14,
  /** Radians: 45 degrees. Beyond it one eye hides and landmarks drift; nine in ten turned GAN faces stay below it. */
  maxYaw: (45 * Math.PI) / 180,
  /** A second face this large beside the first, by box width, makes it unclear whose photo it is. */
  rivalSize: 0.5,
  /** Detection probability from which a second face counts. */
  rivalScore: 0.6,
} as const;

/** One face, as every later check sees it. */
export interface Face {
  readonly detection: DetectedFace;
  readonly landmarks: Landmarks;
  readonly points: FacePoints;
  readonly quad: Quad;
}

export interface FaceModels {
  readonly detector: Run;
  readonly landmarks: Run;
}

/** Finds the one face to judge, or says why there is none. */
export async function findFace(picture: Pixels, models: FaceModels): Promise<Face | UnjudgedReason> {
  const [detection, ...others] = await detectFaces(picture, models.detector);
  if (detection === undefined) return 'no_face';
  const rival = others.some(
    ({ box, score }) =>
      score >= FACE_GATES.rivalScore && box.width >= FACE_GATES.rivalSize * detection.box.width,
  );
  if (rival) return 'several_faces';
  const landmarks = await findLandmarks(picture, detection, models.landmarks);
  const points = facePoints(landmarks);
  if (!(landmarks.presence >= FACE_GATES.minPresence)) return 'no_face';
  if (Math.abs(yaw(landmarks)) > FACE_GATES.maxYaw) return 'turned_away';
  if (interocularDistance(points) < FACE_GATES.minInterocular) return 'face_too_small';
  return { detection, landmarks, points, quad: ffhqQuad(points) };
}

/**
 * The same face with its landmarks placed once more, in a crop round the first ones instead of the detector's coarser
 * box, as MediaPipe does from one video frame to the next (Kartynnik et al. 2019).
 */
export async function refineFace(picture: Pixels, face: Face, run: Run): Promise<Face> {
  const { leftEye, rightEye } = face.points;
  const box = bounds(face.landmarks.points);
  const landmarks = await findLandmarks(picture, { box, leftEye, rightEye }, run);
  const points = facePoints(landmarks);
  return { ...face, landmarks, points, quad: ffhqQuad(points) };
}

function bounds(points: readonly Xy[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
