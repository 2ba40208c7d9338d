import reference from '../../../models/eye-positions.json';
import type { Point } from '../../shared/verdict.ts';
import { seededRandom } from './random.ts';

export type Eyes = readonly [Point, Point];

export interface EyeSpread {
  readonly photos: number;
  /** Mean places of the eyes. */
  readonly centre: Eyes;
  /** Root mean square distance of the eyes from their mean places, in shares of the picture's side. */
  readonly spread: number;
  /** The same of as many photos of people, in the middle of all draws. */
  readonly usual: number;
  /** How often as many photos of people coincide as closely, in [0, 1]; below 1 in `DRAWS` it is 0. */
  readonly chance: number;
}

const FEWEST = 2;
export const DRAWS = 2_000;

/** Where the eyes of photos stand that people cropped themselves. */
const REAL: readonly Eyes[] = reference.eyes.map(([lx, ly, rx, ry]) => [
  { x: lx as number, y: ly as number },
  { x: rx as number, y: ry as number },
]);

/** Where those of generated pictures stand. */
export const TEMPLATE: Eyes = [
  { x: reference.template[0] as number, y: reference.template[1] as number },
  { x: reference.template[2] as number, y: reference.template[3] as number },
];

/**
 * How closely the eyes of photos coincide, against draws of as many photos of people.
 * @param photos different ones, fewer than there are positions in `models/eye-positions.json`
 * @returns null for a single one
 */
export function eyeSpread(photos: readonly Eyes[], seed: string): EyeSpread | null {
  if (photos.length < FEWEST) return null;
  const found = spread(photos);
  const random = seededRandom(seed);
  const people = [...REAL];
  const drawn = Array.from({ length: DRAWS }, () => {
    bringForward(people, photos.length, random);
    return spread(people.slice(0, photos.length));
  }).sort((a, b) => a - b);
  return {
    photos: photos.length,
    centre: centreOf(photos),
    spread: found,
    usual: drawn[DRAWS / 2] as number,
    chance: drawn.filter((value) => value <= found).length / DRAWS,
  };
}

/** Puts as many values by chance at the beginning, none of them twice (Fisher & Yates). */
function bringForward<T>(values: T[], count: number, random: () => number): void {
  for (let at = 0; at < Math.min(count, values.length); at++) {
    const other = at + Math.floor(random() * (values.length - at));
    [values[at], values[other]] = [values[other] as T, values[at] as T];
  }
}

function spread(photos: readonly Eyes[]): number {
  const centre = centreOf(photos);
  const squares = ([0, 1] as const).map((eye) =>
    mean(photos.map((eyes) => (eyes[eye].x - centre[eye].x) ** 2 + (eyes[eye].y - centre[eye].y) ** 2)),
  );
  return Math.sqrt(mean(squares));
}

function centreOf(photos: readonly Eyes[]): Eyes {
  const centre = (eye: 0 | 1): Point => ({
    x: mean(photos.map((eyes) => eyes[eye].x)),
    y: mean(photos.map((eyes) => eyes[eye].y)),
  });
  return [centre(0), centre(1)];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
