import type { Box, Pixels } from './pixels.ts';

/**
 * Our own resampler, so that the browser, Node and the training scripts see the same numbers.
 * Separable convolution whose kernel widens with the reduction (antialiased), with 8-bit rounding after each pass:
 * the algorithm of Pillow's `Image.resize(box=…)`, which the classifier was trained with.
 */
export interface Kernel {
  readonly radius: number;
  readonly weight: (distance: number) => number;
}

/** Keys' cubic with a = -0.5 (Keys 1981). */
export const BICUBIC: Kernel = {
  radius: 2,
  weight: (distance) => {
    const x = Math.abs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
    return 0;
  },
};

export const BILINEAR: Kernel = { radius: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) };

interface Taps {
  /** First source index of each output position. */
  readonly start: Int32Array;
  /** Number of source positions of each output position. */
  readonly count: Int32Array;
  /** Normalised weights, `stride` a position. */
  readonly weights: Float32Array;
  readonly stride: number;
}

function tapsFor(sourceSize: number, from: number, length: number, outputSize: number, kernel: Kernel): Taps {
  const scale = length / outputSize;
  const stretch = Math.max(1, scale);
  const support = kernel.radius * stretch;
  const stride = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(outputSize);
  const count = new Int32Array(outputSize);
  const weights = new Float32Array(outputSize * stride);
  for (let i = 0; i < outputSize; i++) {
    const centre = from + (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const last = Math.min(sourceSize, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let j = first; j < last; j++) {
      const weight = kernel.weight((j - centre + 0.5) / stretch);
      weights[i * stride + j - first] = weight;
      sum += weight;
    }
    for (let j = 0; j < last - first; j++) {
      const at = i * stride + j;
      weights[at] = (weights[at] ?? 0) / sum;
    }
    start[i] = first;
    count[i] = last - first;
  }
  return { start, count, weights, stride };
}

/**
 * Resizes `box` of the picture to `width` x `height`.
 * @param box must lie inside the picture
 * @returns RGB, 8 bits a channel, interleaved
 * @throws RangeError when the box is empty or leaves the picture
 */
export function resample(
  picture: Pixels,
  box: Box,
  width: number,
  height: number,
  kernel: Kernel,
): Uint8ClampedArray {
  const inside =
    box.width > 0 &&
    box.height > 0 &&
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= picture.width + 1e-6 &&
    box.y + box.height <= picture.height + 1e-6;
  if (!inside) throw new RangeError('The box to resample does not lie inside the picture');
  const horizontal = tapsFor(picture.width, box.x, box.width, width, kernel);
  const vertical = tapsFor(picture.height, box.y, box.height, height, kernel);
  const firstRow = vertical.start[0] ?? 0;
  const lastRow = (vertical.start[height - 1] ?? 0) + (vertical.count[height - 1] ?? 0);
  const rows = convolveRows(picture, firstRow, lastRow, width, horizontal);
  return convolveColumns(rows, firstRow, width, height, vertical);
}

function convolveRows(picture: Pixels, firstRow: number, lastRow: number, width: number, taps: Taps) {
  const { data } = picture;
  const out = new Uint8ClampedArray((lastRow - firstRow) * width * 3);
  for (let y = firstRow; y < lastRow; y++) {
    for (let x = 0; x < width; x++) {
      const first = taps.start[x] as number;
      const count = taps.count[x] as number;
      let red = 0;
      let green = 0;
      let blue = 0;
      let at = (y * picture.width + first) * 4;
      for (let k = 0; k < count; k++, at += 4) {
        const weight = taps.weights[x * taps.stride + k] as number;
        red += weight * (data[at] as number);
        green += weight * (data[at + 1] as number);
        blue += weight * (data[at + 2] as number);
      }
      const to = ((y - firstRow) * width + x) * 3;
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
  return out;
}

function convolveColumns(
  rows: Uint8ClampedArray,
  firstRow: number,
  width: number,
  height: number,
  taps: Taps,
) {
  const out = new Uint8ClampedArray(width * height * 3);
  const sums = new Float32Array(width * 3);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    const first = (taps.start[y] as number) - firstRow;
    const count = taps.count[y] as number;
    for (let k = 0; k < count; k++) {
      const weight = taps.weights[y * taps.stride + k] as number;
      const offset = (first + k) * width * 3;
      for (let x = 0; x < sums.length; x++) {
        sums[x] = (sums[x] as number) + weight * (rows[offset + x] as number);
      }
    }
    out.set(sums, y * width * 3);
  }
  return out;
}
