import type { Pixels } from './pixels.ts';
import { BICUBIC, resample } from './resample.ts';

/** The picture is shrunk to this square … */
const SIDE = 32;
/** … of whose cosine transform so many rows and columns of the lowest frequencies are kept. */
const KEPT = 8;

/** `COSINES[u][x]`, the basis of the discrete cosine transform (type II, unnormalised). */
const COSINES = Array.from({ length: KEPT + 1 }, (_, u) =>
  Float64Array.from({ length: SIDE }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SIDE))),
);

/**
 * What a picture looks like in 64 bits, as 16 hexadecimal digits: copies of it in other sizes and compressions differ in
 * few of them, other pictures in about half. Each bit says whether a low frequency of the brightness lies above the
 * median of all; the mean brightness and its neighbours in the first row and column are left out (Zauner 2010, "pHash").
 */
export function perceptualHash(picture: Pixels): string {
  const rgb = resample(
    picture,
    { x: 0, y: 0, width: picture.width, height: picture.height },
    SIDE,
    SIDE,
    BICUBIC,
  );
  const luma = Float64Array.from(
    { length: SIDE * SIDE },
    (_, i) =>
      0.299 * (rgb[i * 3] as number) +
      0.587 * (rgb[i * 3 + 1] as number) +
      0.114 * (rgb[i * 3 + 2] as number),
  );
  const frequencies: number[] = [];
  for (let v = 1; v <= KEPT; v++) for (let u = 1; u <= KEPT; u++) frequencies.push(frequency(luma, u, v));
  const sorted = [...frequencies].sort((a, b) => a - b);
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  let digits = '';
  for (let at = 0; at < frequencies.length; at += 4) {
    const four = frequencies.slice(at, at + 4);
    digits += four.reduce((bits, value) => bits * 2 + (value > median ? 1 : 0), 0).toString(16);
  }
  return digits;
}

function frequency(luma: Float64Array, u: number, v: number): number {
  const [across, down] = [COSINES[u] as Float64Array, COSINES[v] as Float64Array];
  let sum = 0;
  for (let y = 0; y < SIDE; y++) {
    let row = 0;
    for (let x = 0; x < SIDE; x++) row += (luma[y * SIDE + x] as number) * (across[x] as number);
    sum += row * (down[y] as number);
  }
  return sum;
}
