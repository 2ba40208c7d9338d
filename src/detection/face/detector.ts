import type { Xy } from '../geometry.ts';
import type { Box, Pixels } from '../image/pixels.ts';
import { BILINEAR, resample } from '../image/resample.ts';
import { floats, type Run } from '../session.ts';

/** Side of the detector's input, in pixels. */
const SIZE = 128;
/** BlazeFace short range (Bazarevsky et al. 2019): two anchors a cell on a 16 x 16 grid, six on an 8 x 8 grid. */
const GRIDS = [
  { cells: 16, anchors: 2 },
  { cells: 8, anchors: 6 },
] as const;
const ROWS = GRIDS.reduce((sum, { cells, anchors }) => sum + cells * cells * anchors, 0);
/** Logit, then box centre and size, then six key points. */
const COLUMNS = 17;
/** Detection probability below which there is no face: the detector's own operating point. */
const MIN_SCORE = 0.5;
/** Overlap above which two boxes are one face. */
const SAME_FACE_IOU = 0.3;

/** A detected face, in pixels of the picture. */
export interface DetectedFace {
  readonly score: number;
  readonly box: Box;
  /** The eyes as they stand in the picture: `leftEye` is nearer to the left border. */
  readonly leftEye: Xy;
  readonly rightEye: Xy;
}

/** Finds faces, best first. Faces smaller than about a fifth of the picture's long side are missed. */
export async function detectFaces(picture: Pixels, run: Run): Promise<DetectedFace[]> {
  const { input, side } = letterbox(picture);
  const outputs = await run({ image: { data: input, dims: [1, SIZE, SIZE, 3] } });
  return suppress(decode(floats(outputs, 'predictions', ROWS * COLUMNS), side));
}

/** Scales the long side to the input size, keeps the shape, and fills the rest with black. Values in [-1, 1]. */
function letterbox(picture: Pixels): { input: Float32Array; side: number } {
  const side = Math.max(picture.width, picture.height);
  const width = Math.max(1, Math.round((SIZE * picture.width) / side));
  const height = Math.max(1, Math.round((SIZE * picture.height) / side));
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const rgb = resample(picture, whole, width, height, BILINEAR);
  const input = new Float32Array(SIZE * SIZE * 3).fill(-1);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < width * 3; i++) {
      input[y * SIZE * 3 + i] = (rgb[y * width * 3 + i] as number) / 127.5 - 1;
    }
  }
  return { input, side };
}

function decode(raw: Float32Array, side: number): DetectedFace[] {
  const faces: DetectedFace[] = [];
  let row = 0;
  for (const { cells, anchors } of GRIDS) {
    for (let cell = 0; cell < cells * cells; cell++) {
      const anchor = { x: ((cell % cells) + 0.5) / cells, y: (Math.floor(cell / cells) + 0.5) / cells };
      for (let k = 0; k < anchors; k++, row++) {
        const face = decodeRow(raw.subarray(row * COLUMNS, (row + 1) * COLUMNS), anchor, side);
        if (face !== null) faces.push(face);
      }
    }
  }
  return faces.sort((a, b) => b.score - a.score);
}

function decodeRow(row: Float32Array, anchor: Xy, side: number): DetectedFace | null {
  const score = 1 / (1 + Math.exp(-(row[0] as number)));
  if (!(score >= MIN_SCORE)) return null;
  const at = (column: number): Xy => ({
    x: (anchor.x + (row[column] as number) / SIZE) * side,
    y: (anchor.y + (row[column + 1] as number) / SIZE) * side,
  });
  const centre = at(1);
  const width = ((row[3] as number) / SIZE) * side;
  const height = ((row[4] as number) / SIZE) * side;
  const box = { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
  return { score, box, leftEye: at(5), rightEye: at(7) };
}

function suppress(faces: readonly DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of faces) {
    if (kept.every((other) => overlap(face.box, other.box) < SAME_FACE_IOU)) kept.push(face);
  }
  return kept;
}

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
