/**
 * Apparent skin tone as the Individual Typology Angle (Chardon et al. 1991): how light the skin on cheeks and forehead
 * looks in this photo, under its light and white balance. It says nothing about a person.
 */
import type { Face } from '../../../src/detection/face/face.ts';
import { interocularDistance } from '../../../src/detection/face/quad.ts';
import type { Xy } from '../../../src/detection/geometry.ts';
import type { Pixels } from '../../../src/detection/image/pixels.ts';
import { quantile } from '../metrics.ts';

/** Lower limits of the angle in degrees (Del Bino and Bernerd 2013). */
export const SKIN_TONES = [
  { name: 'very light', above: 55 },
  { name: 'light', above: 41 },
  { name: 'intermediate', above: 28 },
  { name: 'tan', above: 10 },
  { name: 'brown', above: -30 },
  { name: 'dark', above: Number.NEGATIVE_INFINITY },
] as const;

/** Mesh points amid both cheeks and the forehead. */
const PATCHES = [50, 280, 151] as const;
/** Of a patch, in distances between the eyes. */
const RADIUS = 0.14;
/** Share of a face's patch pixels that must have the hue of skin: hair, shade and glare do not. */
const LEAST_SKIN = 0.5;

interface Lab {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
}

/** In degrees, larger is lighter; null for a grey picture or hidden skin. */
export function typologyAngle(picture: Pixels, face: Face): number | null {
  const radius = Math.max(1, RADIUS * interocularDistance(face.points));
  const pixels = PATCHES.flatMap((point) => disc(picture, face.landmarks.points[point] as Xy, radius));
  const skin = pixels.filter(isSkin);
  if (skin.length < LEAST_SKIN * pixels.length || skin.length === 0) return null;
  const median = (channel: keyof Lab) =>
    quantile(
      skin.map((pixel) => pixel[channel]),
      0.5,
    );
  return (Math.atan2(median('lightness') - 50, median('b')) * 180) / Math.PI;
}

export function skinTone(angle: number): (typeof SKIN_TONES)[number]['name'] {
  return SKIN_TONES.find(({ above }) => angle > above)?.name ?? 'dark';
}

/** Between yellow and red, and neither burnt out nor black. */
const isSkin = ({ lightness, a, b }: Lab): boolean =>
  lightness > 8 && lightness < 97 && a > 1 && b > 3 && b > 0.25 * a;

function disc(picture: Pixels, { x, y }: Xy, radius: number): Lab[] {
  const pixels: Lab[] = [];
  for (let row = Math.ceil(y - radius); row <= y + radius; row++) {
    for (let column = Math.ceil(x - radius); column <= x + radius; column++) {
      const inside = row >= 0 && column >= 0 && row < picture.height && column < picture.width;
      if (!inside || Math.hypot(column - x, row - y) > radius) continue;
      const at = (row * picture.width + column) * 4;
      pixels.push(
        labOf(picture.data[at] as number, picture.data[at + 1] as number, picture.data[at + 2] as number),
      );
    }
  }
  return pixels;
}

/** CIE L*a*b* under D65 of sRGB with 8 bits a channel (IEC 61966-2-1, CIE 15). */
export function labOf(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const x = compress((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = compress(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = compress((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return { lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z) };
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const compress = (value: number): number =>
  value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29;
