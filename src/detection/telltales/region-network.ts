import type { Face } from '../face/face.ts';
import type { Box, Pixels } from '../image/pixels.ts';
import { BICUBIC, resample } from '../image/resample.ts';
import type { RegionNetwork } from '../models.ts';
import { fillInput, floatsOrNull, type Run } from '../session.ts';
import { brightness, difference } from './difference.ts';
import {
  BACKGROUND,
  isRight,
  PAIRS,
  REGION_OUTPUTS,
  REGIONS,
  type Region,
  type RegionAnswers,
  type RegionOutput,
  regionBoxes,
} from './regions.ts';

export interface OpenRegionNetwork extends RegionNetwork {
  readonly run: Run;
}

/** Looks at every part of the portrait once, each by itself; null where the network gave no numbers. */
export async function seeRegions(
  picture: Pixels,
  face: Pick<Face, 'quad' | 'points' | 'landmarks'>,
  network: OpenRegionNetwork,
): Promise<RegionAnswers | null> {
  const boxes = regionBoxes(picture, face);
  const { size } = network.input;
  const data = new Float32Array(REGIONS.length * 3 * size * size);
  const squares = new Map<Region, Uint8ClampedArray>();
  for (const [at, region] of REGIONS.entries()) {
    const box = boxes[region] ?? standIn(region, boxes);
    if (box === null) continue;
    const straight = resample(picture, box, size, size, BICUBIC);
    // The right half is mirrored, so that a pair lies on one another.
    const rgb = isRight(region) ? mirrored(straight, size) : straight;
    fillInput(data, at, rgb, network.input, false);
    if (boxes[region] !== null) squares.set(region, rgb);
  }
  const outputs = await network.run({ regions: { data, dims: [1, REGIONS.length, 3, size, size] } });
  const logits = floatsOrNull(outputs, 'logits', network.outputs.length);
  if (logits === null) return null;
  return {
    boxes,
    logits: Object.fromEntries(
      REGION_OUTPUTS.map((name) => [name, logits[network.outputs.indexOf(name)] ?? Number.NaN]),
    ) as Record<RegionOutput, number>,
    detail: detailOf(
      BACKGROUND.flatMap((region) => squares.get(region) ?? []),
      size,
    ),
    difference: (pair) => {
      const [left, right] = PAIRS[pair].map((region) => squares.get(region));
      return left === undefined || right === undefined ? null : difference(left, right, size);
    },
  };
}

function detailOf(squares: readonly Uint8ClampedArray[], size: number): number | null {
  if (squares.length === 0) return null;
  return squares.reduce((sum, rgb) => sum + meanStep(rgb, size), 0) / squares.length;
}

function mirrored(rgb: Uint8ClampedArray, size: number): Uint8ClampedArray {
  return rgb.map((_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [y, x] = [Math.floor(pixel / size), pixel % size];
    return rgb[(y * size + size - 1 - x) * 3 + channel] as number;
  });
}

/** The network takes the mean of all squares of background: one that is missing is stood in for by another. */
function standIn(region: Region, boxes: Readonly<Record<Region, Box | null>>): Box | null {
  const at = BACKGROUND.indexOf(region);
  const there = BACKGROUND.flatMap((name) => boxes[name] ?? []);
  return at < 0 ? null : (there[at % there.length] ?? null);
}

/** Mean step of brightness between neighbours in a row, in 8-bit levels. */
function meanStep(rgb: Uint8ClampedArray, size: number): number {
  let sum = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const at = (y * size + x) * 3;
      sum += Math.abs(brightness(rgb, at) - brightness(rgb, at - 3));
    }
  }
  return sum / (size * (size - 1));
}
