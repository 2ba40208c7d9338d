/** What all methods of others look at: the picture as it was delivered, without its colours. */
import type { Pixels } from '../../../src/detection/image/pixels.ts';
import { BICUBIC, resample } from '../../../src/detection/image/resample.ts';

/** Brightness (ITU-R BT.601) of the whole picture pressed into a square of `side` pixels, row by row, in [0, 1]. */
export function brightness(picture: Pixels, side: number): Float64Array {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const rgb = resample(picture, whole, side, side, BICUBIC);
  return Float64Array.from({ length: side * side }, (_, i) => {
    const [red, green, blue] = [rgb[3 * i] as number, rgb[3 * i + 1] as number, rgb[3 * i + 2] as number];
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
  });
}
