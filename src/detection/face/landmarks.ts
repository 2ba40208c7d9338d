import { angle, type Xy } from '../geometry.ts';
import type { Pixels } from '../image/pixels.ts';
import { BILINEAR, resample } from '../image/resample.ts';
import { floats, type Run } from '../session.ts';
import type { DetectedFace } from './detector.ts';

/** Side of the landmark model's input, in pixels. */
const SIZE = 192;
const POINTS = 468;
/** Side of the crop in face boxes, as the model was trained (Kartynnik et al. 2019). */
const CROP = 1.5;

/** The 468 points of the MediaPipe face mesh. */
export interface Landmarks {
  /** In pixels of the picture, by mesh index. */
  readonly points: readonly Xy[];
  /** Depth by mesh index, in pixels of the picture; smaller is nearer to the camera. */
  readonly depths: readonly number[];
  /** Probability, in [0, 1], that the crop held a face. */
  readonly presence: number;
}

/** A square crop: its centre, its side in pixels and the angle of its upper edge in radians. */
interface Crop {
  readonly centre: Xy;
  readonly side: number;
  readonly roll: number;
}

/** Places the mesh on one face, in a crop turned so that its eyes are level. */
export async function findLandmarks(
  picture: Pixels,
  face: Pick<DetectedFace, 'box' | 'leftEye' | 'rightEye'>,
  run: Run,
): Promise<Landmarks> {
  const crop: Crop = {
    centre: { x: face.box.x + face.box.width / 2, y: face.box.y + face.box.height / 2 },
    side: CROP * Math.max(face.box.width, face.box.height),
    roll: angle(face.leftEye, face.rightEye),
  };
  const outputs = await run({ image: { data: cut(picture, crop), dims: [1, SIZE, SIZE, 3] } });
  const raw = floats(outputs, 'landmarks', POINTS * 3);
  const unit = crop.side / SIZE;
  const points: Xy[] = [];
  const depths: number[] = [];
  for (let i = 0; i < POINTS; i++) {
    points.push(place(crop, { x: raw[i * 3] as number, y: raw[i * 3 + 1] as number }));
    depths.push((raw[i * 3 + 2] as number) * unit);
  }
  return { points, depths, presence: floats(outputs, 'face_flag', 1)[0] as number };
}

/** From the model's input pixels to the picture's. */
function place({ centre, side, roll }: Crop, at: Xy): Xy {
  const x = (at.x / SIZE - 0.5) * side;
  const y = (at.y / SIZE - 0.5) * side;
  return {
    x: centre.x + x * Math.cos(roll) - y * Math.sin(roll),
    y: centre.y + x * Math.sin(roll) + y * Math.cos(roll),
  };
}

/** The crop's pixels in [0, 1], black outside the picture: first reduced without aliasing, then turned. */
function cut(picture: Pixels, crop: Crop): Float32Array {
  const reduction = Math.max(1, crop.side / SIZE);
  const width = Math.max(1, Math.round(picture.width / reduction));
  const height = Math.max(1, Math.round(picture.height / reduction));
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const rgb = resample(picture, whole, width, height, BILINEAR);
  const out = new Float32Array(SIZE * SIZE * 3);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const from = place(crop, { x: x + 0.5, y: y + 0.5 });
      const sx = (from.x * width) / picture.width - 0.5;
      const sy = (from.y * height) / picture.height - 0.5;
      sampleBilinear(rgb, width, height, sx, sy, out, (y * SIZE + x) * 3);
    }
  }
  return out;
}

function sampleBilinear(
  rgb: Uint8ClampedArray,
  width: number,
  height: number,
  x: number,
  y: number,
  out: Float32Array,
  to: number,
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let dy = 0; dy < 2; dy++) {
    for (let dx = 0; dx < 2; dx++) {
      const column = left + dx;
      const row = top + dy;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const weight = (dx === 1 ? x - left : 1 - x + left) * (dy === 1 ? y - top : 1 - y + top);
      const at = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        out[to + channel] = (out[to + channel] as number) + (weight * (rgb[at + channel] as number)) / 255;
      }
    }
  }
}
