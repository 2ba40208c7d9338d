import type { Abstention, Evidence, Mark } from '../../shared/verdict.ts';
import type { Face } from '../face/face.ts';
import type { Box, Pixels } from '../image/pixels.ts';
import { type Contract, interpolate, type TelltaleCalibration, type TelltaleId } from '../models.ts';
import { background } from './background.ts';
import { earrings } from './earrings.ts';
import { eyes } from './eyes.ts';
import { glasses } from './glasses.ts';
import { hair } from './hair.ts';
import { mouth } from './mouth.ts';
import { type OpenRegionNetwork, seeRegions } from './region-network.ts';
import type { RegionAnswers } from './regions.ts';
import type { Telltale } from './telltale.ts';

/** In the order in which they are told. */
export const ALL_TELLTALES: readonly Telltale[] = [glasses, earrings, eyes, mouth, hair, background];

type Limits = Contract['calibration']['telltales'];

export interface Telltales {
  readonly evidence: readonly Evidence[];
  /** Natural log of each check's likelihood ratio, GAN to real; 0 where it abstains or does not count. */
  readonly logLikelihoodRatios: Readonly<Record<TelltaleId, number>>;
}

/** Every check of the portrait's parts, each with a value or the reason why it has none. */
export async function examineTelltales(
  picture: Pixels,
  face: Face,
  network: OpenRegionNetwork,
  limits: Limits,
): Promise<Telltales> {
  const barred = tooLittle(face, limits);
  if (barred !== null) return abstaining(barred);
  const seen = await seeRegions(picture, face, network);
  if (seen === null) return abstaining('failed');
  const judged = ALL_TELLTALES.map((telltale) => judgeTelltale(telltale, seen, picture, limits));
  return {
    evidence: judged.map(({ evidence }) => evidence),
    logLikelihoodRatios: Object.fromEntries(
      judged.map(({ evidence: { check }, ratio }) => [check, ratio]),
    ) as Telltales['logLikelihoodRatios'],
  };
}

/** All checks abstain for one reason. */
export function abstaining(reason: Abstention): Telltales {
  return {
    evidence: ALL_TELLTALES.map(({ check }) => abstained(check, reason)),
    logLikelihoodRatios: Object.fromEntries(
      ALL_TELLTALES.map(({ check }) => [check, 0]),
    ) as Telltales['logLikelihoodRatios'],
  };
}

/** What keeps all regions from being judged. */
export function tooLittle({ quad }: Pick<Face, 'quad'>, limits: Limits): Abstention | null {
  if (quad.side < limits.minQuad) return 'too_small';
  return Math.abs(quad.roll) > limits.maxRoll ? 'tilted' : null;
}

interface Judged {
  readonly evidence: Evidence;
  readonly ratio: number;
}

function judgeTelltale(
  { check, regions, gate }: Telltale,
  seen: RegionAnswers,
  picture: Pixels,
  limits: Limits,
): Judged {
  const reason = gate(seen, limits);
  if (reason !== null) return { evidence: abstained(check, reason), ratio: 0 };
  const value = seen.logits[check];
  const calibration = limits.checks[check];
  const boxes = regions.flatMap((region) => seen.boxes[region] ?? []);
  const role = isUnequal(check, seen, limits) ? 'unequal' : 'found';
  return {
    evidence: {
      check,
      status: 'ok',
      value,
      percentile: interpolate(calibration.percentile, value),
      counts: calibration.counts,
      marks: boxes.map((box) => mark(box, picture, role)),
    },
    ratio: logLikelihoodRatio(value, calibration),
  };
}

/** Clipped: no single part may decide alone. */
export function logLikelihoodRatio(
  value: number,
  { intercept, slope, limit, counts }: TelltaleCalibration,
): number {
  return counts ? Math.max(-limit, Math.min(limit, intercept + slope * value)) : 0;
}

function abstained(check: TelltaleId, reason: Abstention): Evidence {
  return { check, status: 'abstained', reason, value: null, percentile: null, counts: false, marks: [] };
}

/** Whether the pair differs so that anybody can see it: beyond what 1 in 1,000 real pairs reach. */
export function isUnequal(
  check: TelltaleId,
  { difference }: Pick<RegionAnswers, 'difference'>,
  { unequal }: Limits,
): boolean {
  if (check !== 'glasses' && check !== 'earrings') return false;
  const found = difference(check);
  return found !== null && (found.shape > unequal[check].shape || found.colour > unequal[check].colour);
}

function mark({ x, y, width, height }: Box, picture: Pixels, role: 'found' | 'unequal'): Mark {
  return {
    kind: 'box',
    from: { x: x / picture.width, y: y / picture.height },
    to: { x: (x + width) / picture.width, y: (y + height) / picture.height },
    role,
  };
}
