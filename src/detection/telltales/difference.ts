/**
 * How much two squares of a face differ once one of them is mirrored, by eye's measure: not what the network judges by,
 * but what a person can see.
 */
export interface Difference {
  /** 1 - the best correlation of their edges over small shifts, in [0, 2]. */
  readonly shape: number;
  /** Distance of their mean colours, each by its brightness, in percent. */
  readonly colour: number;
}

/** Shifts tried to either side, as a share of the square. */
const MOST_SHIFT = 0.06;

/**
 * @param left 8 bits a channel, interleaved, `size` x `size`
 * @param right the same, mirrored already
 */
export function difference(left: Uint8ClampedArray, right: Uint8ClampedArray, size: number): Difference {
  const [a, b] = [edges(left, size), edges(right, size)];
  const most = Math.round(size * MOST_SHIFT);
  let best = -1;
  for (let down = -most; down <= most; down++) {
    for (let across = -most; across <= most; across++) {
      best = Math.max(best, correlation(a, b, size, across, down));
    }
  }
  const [p, q] = [meanColour(left), meanColour(right)];
  return { shape: 1 - best, colour: 100 * Math.hypot(...p.map((value, i) => value - (q[i] as number))) };
}

/** Steps of brightness at each pixel. */
function edges(rgb: Uint8ClampedArray, size: number): Float32Array {
  const bright = Float32Array.from({ length: size * size }, (_, i) => brightness(rgb, i * 3));
  return Float32Array.from(bright, (value, i) => {
    const right = i % size < size - 1 ? (bright[i + 1] as number) : value;
    const below = i + size < bright.length ? (bright[i + size] as number) : value;
    return Math.hypot(right - value, below - value);
  });
}

/** Pearson's, over what overlaps when `b` is shifted; 0 where one of them is flat. */
function correlation(a: Float32Array, b: Float32Array, size: number, across: number, down: number): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let y = Math.max(0, -down); y < Math.min(size, size - down); y++) {
    for (let x = Math.max(0, -across); x < Math.min(size, size - across); x++) {
      const p = a[y * size + x] as number;
      const q = b[(y + down) * size + x + across] as number;
      n += 1;
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const spread = (sumAA - sumA ** 2 / n) * (sumBB - sumB ** 2 / n);
  return spread > 0 ? (sumAB - (sumA * sumB) / n) / Math.sqrt(spread) : 0;
}

function meanColour(rgb: Uint8ClampedArray): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < rgb.length; i++) sums[i % 3] = (sums[i % 3] as number) + (rgb[i] as number);
  const whole = sums.reduce((sum, value) => sum + value, 0) || 1;
  return sums.map((sum) => sum / whole);
}

/** Mean of the channels of the pixel that begins at `at`. */
export const brightness = (rgb: Uint8ClampedArray, at: number): number =>
  ((rgb[at] as number) + (rgb[at + 1] as number) + (rgb[at + 2] as number)) / 3;
