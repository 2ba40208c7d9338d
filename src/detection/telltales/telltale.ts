import type { Abstention } from '../../shared/verdict.ts';
import type { Contract, TelltaleId } from '../models.ts';
import type { Region, RegionAnswers } from './regions.ts';

/** One explainable check of a part of the portrait, judged by an output of the region network of the same name. */
export interface Telltale {
  readonly check: TelltaleId;
  /** What it looks at, and what is marked on the picture; a pair is to be compared by eye. */
  readonly regions: readonly Region[];
  /** Why it has nothing to say of this picture; null where it has. */
  readonly gate: (seen: RegionAnswers, limits: Contract['calibration']['telltales']) => Abstention | null;
}

/** The gate of a check that needs nothing but to see its regions. */
export function unseen(...regions: readonly Region[]): (seen: RegionAnswers) => Abstention | null {
  return ({ boxes }) => (regions.some((region) => boxes[region] === null) ? 'outside_picture' : null);
}
