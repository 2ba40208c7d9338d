/** Two views of the frequencies of a picture, which upsampling networks get wrong. */
import FFT from 'fft.js';

/** Side of the square that spectra are taken of, in pixels. */
export const SPECTRUM_SIDE = 128;
const SIDE = SPECTRUM_SIDE;
/** Keeps the logarithm of an empty frequency finite; far below one grey level. */
const FLOOR = 1e-6;
/** Neighbouring coefficients, per axis, whose logarithms are averaged: those of one picture are noisy. */
const POOL = 2;

const fft = new FFT(SIDE);
const spectrum = fft.createComplexArray();

/**
 * Log power by distance from the zero frequency, averaged over all directions (Durall et al. 2019, "Unmasking deepfakes
 * with simple features"): one number for each whole frequency from 1 up to the corner. Power is read off the Hartley
 * transform: over frequencies of one distance its squares have the same sum as those of the Fourier transform.
 * @param values brightness of a square of `SPECTRUM_SIDE` pixels
 */
export function azimuthalSpectrum(values: Float64Array): Float64Array {
  const coefficients = alongBothAxes(centred(values), hartley);
  const length = Math.floor((SIDE / 2) * Math.SQRT2);
  const [sums, counts] = [new Float64Array(length), new Float64Array(length)];
  const frequency = (index: number) => Math.min(index, SIDE - index);
  for (let i = 0; i < coefficients.length; i++) {
    const radius = Math.round(Math.hypot(frequency(Math.floor(i / SIDE)), frequency(i % SIDE)));
    if (radius === 0 || radius > length) continue;
    sums[radius - 1] = (sums[radius - 1] as number) + (coefficients[i] as number) ** 2;
    counts[radius - 1] = (counts[radius - 1] as number) + 1;
  }
  return sums.map((sum, i) => Math.log(sum / (counts[i] as number) + FLOOR));
}

/**
 * Logarithms of the cosine transform's coefficients (Frank et al. 2020), averaged over small cells, row by row.
 * @param values brightness of a square of `SPECTRUM_SIDE` pixels
 */
export function cosineStatistics(values: Float64Array): Float64Array {
  const coefficients = alongBothAxes(centred(values), cosine);
  const cells = SIDE / POOL;
  const sums = new Float64Array(cells * cells);
  for (let i = 0; i < coefficients.length; i++) {
    const cell = Math.floor(i / SIDE / POOL) * cells + Math.floor((i % SIDE) / POOL);
    sums[cell] = (sums[cell] as number) + Math.log(Math.abs(coefficients[i] as number) + FLOOR);
  }
  return sums.map((sum) => sum / (POOL * POOL));
}

/** Without the mean, so that only contrast is left. */
function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((value) => value - mean);
}

type Transform = (row: Float64Array) => Float64Array;

function alongBothAxes(values: Float64Array, transform: Transform): Float64Array {
  return transposed(alongRows(transposed(alongRows(values, transform)), transform));
}

function alongRows(values: Float64Array, transform: Transform): Float64Array {
  const out = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += SIDE) out.set(transform(values.subarray(at, at + SIDE)), at);
  return out;
}

const transposed = (values: Float64Array): Float64Array =>
  values.map((_, i) => values[(i % SIDE) * SIDE + Math.floor(i / SIDE)] as number);

function hartley(row: Float64Array): Float64Array {
  fft.realTransform(spectrum, row);
  fft.completeSpectrum(spectrum);
  return row.map((_, k) => (spectrum[2 * k] as number) - (spectrum[2 * k + 1] as number));
}

/** The cosine transform of type II by a Fourier transform of the same length (Makhoul 1980). */
function cosine(row: Float64Array): Float64Array {
  const evenThenOdd = row.map((_, i) => row[i < SIDE / 2 ? 2 * i : 2 * (SIDE - i) - 1] as number);
  fft.realTransform(spectrum, evenThenOdd);
  fft.completeSpectrum(spectrum);
  return row.map((_, k) => {
    const turn = (Math.PI * k) / (2 * SIDE);
    return (spectrum[2 * k] as number) * Math.cos(turn) + (spectrum[2 * k + 1] as number) * Math.sin(turn);
  });
}
