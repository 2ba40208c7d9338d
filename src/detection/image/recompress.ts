import type { Pixels } from './pixels.ts';
import { BICUBIC, resample } from './resample.ts';

const BLOCK = 8;

/** Quantisation tables for luma and chroma at quality 50 (ITU-T T.81, Annex K). */
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = Array.from({ length: BLOCK * BLOCK }, (_, at) => {
  const corner = [17, 18, 24, 47, 18, 21, 26, 66, 24, 26, 56, 99, 47, 66, 99, 99];
  const [row, column] = [Math.floor(at / BLOCK), at % BLOCK];
  return row < 4 && column < 4 ? (corner[row * 4 + column] ?? 99) : 99;
});

/** Row u: the u-th cosine of the orthonormal eight-point transform (T.81, A.3.3). */
const COSINES = Array.from({ length: BLOCK }, (_, u) =>
  Array.from(
    { length: BLOCK },
    (_, x) => (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16),
  ),
);

/**
 * The picture as a platform would hand it out small: reduced to `side` pixels at its long side (never enlarged) and
 * with the losses of baseline JPEG at `quality` 1 to 100 and 4:2:0 chroma. Nothing is encoded, and every runtime gets
 * the same pixels.
 */
export function recompress(picture: Pixels, { side, quality }: { side: number; quality: number }): Pixels {
  const zoom = Math.min(1, side / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((n) => Math.max(1, Math.round(n * zoom))) as [
    number,
    number,
  ];
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const rgb = resample(picture, whole, width, height, BICUBIC);
  const at = (channel: number, x: number, y: number) => rgb[(y * width + x) * 3 + channel] as number;
  const mix = (red: number, green: number, blue: number): Plane =>
    plane(width, height, (x, y) => red * at(0, x, y) + green * at(1, x, y) + blue * at(2, x, y));
  const luma = quantise(mix(0.299, 0.587, 0.114), scaled(LUMA, quality), 128);
  const chroma = scaled(CHROMA, quality);
  const blueness = quantise(halved(mix(-0.168736, -0.331264, 0.5)), chroma, 0);
  const redness = quantise(halved(mix(0.5, -0.418688, -0.081312)), chroma, 0);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = value(luma, x, y);
      const [blue, red] = [doubled(blueness, x, y), doubled(redness, x, y)];
      const to = (y * width + x) * 4;
      data[to] = light + 1.402 * red;
      data[to + 1] = light - 0.344136 * blue - 0.714136 * red;
      data[to + 2] = light + 1.772 * blue;
      data[to + 3] = 255;
    }
  }
  return { width, height, data };
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

function plane(width: number, height: number, fill: (x: number, y: number) => number): Plane {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = fill(x, y);
  return { width, height, data };
}

/** Beyond the border the nearest value repeats. */
function value({ width, height, data }: Plane, x: number, y: number): number {
  const column = Math.min(Math.max(x, 0), width - 1);
  return data[Math.min(Math.max(y, 0), height - 1) * width + column] as number;
}

function halved(source: Plane): Plane {
  return plane(Math.ceil(source.width / 2), Math.ceil(source.height / 2), (x, y) => {
    const [left, top] = [2 * x, 2 * y];
    const upper = value(source, left, top) + value(source, left + 1, top);
    return (upper + value(source, left, top + 1) + value(source, left + 1, top + 1)) / 4;
  });
}

/** The halved plane at a position of the full one: decoders weigh the nearest value 3 to 1 in either direction. */
function doubled(source: Plane, x: number, y: number): number {
  const [column, row] = [x >> 1, y >> 1];
  const [beside, below] = [column + (x % 2 === 0 ? -1 : 1), row + (y % 2 === 0 ? -1 : 1)];
  const near = 3 * value(source, column, row) + value(source, beside, row);
  return (3 * near + 3 * value(source, column, below) + value(source, beside, below)) / 16;
}

/** Quality to table the way libjpeg does it, whose scale is the one that platforms speak of. */
function scaled(table: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return table.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
}

/** Rounds each block's cosine coefficients to multiples of their step. */
function quantise(source: Plane, steps: readonly number[], middle: number): Plane {
  const out = { ...source, data: new Float32Array(source.data.length) };
  const block = new Float64Array(BLOCK * BLOCK);
  for (let top = 0; top < source.height; top += BLOCK) {
    for (let left = 0; left < source.width; left += BLOCK) {
      for (let at = 0; at < block.length; at++)
        block[at] = value(source, left + (at % BLOCK), top + Math.floor(at / BLOCK)) - middle;
      const coefficients = transform(block, (u, x) => COSINES[u]?.[x] ?? 0);
      for (const [at, step] of steps.entries())
        coefficients[at] = Math.round((coefficients[at] as number) / step) * step;
      const restored = transform(coefficients, (x, u) => COSINES[u]?.[x] ?? 0);
      for (let y = top; y < Math.min(top + BLOCK, source.height); y++) {
        for (let x = left; x < Math.min(left + BLOCK, source.width); x++) {
          out.data[y * source.width + x] = (restored[(y - top) * BLOCK + x - left] as number) + middle;
        }
      }
    }
  }
  return out;
}

/** M B Mᵀ for an 8 x 8 block B. */
function transform(block: Float64Array, matrix: (row: number, column: number) => number): Float64Array {
  const rows = multiplied(block, matrix);
  return multiplied(rows, matrix);
}

/** (M B)ᵀ: two in a row give M B Mᵀ. */
function multiplied(block: Float64Array, matrix: (row: number, column: number) => number): Float64Array {
  const out = new Float64Array(block.length);
  for (let row = 0; row < BLOCK; row++) {
    for (let column = 0; column < BLOCK; column++) {
      let sum = 0;
      for (let k = 0; k < BLOCK; k++) sum += matrix(row, k) * (block[k * BLOCK + column] as number);
      out[column * BLOCK + row] = sum;
    }
  }
  return out;
}
