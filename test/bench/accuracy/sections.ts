/** The parts of the evaluation: which conditions each needs, and the tables that it makes of the records. */
import * as conditions from './conditions.ts';
import { abstentionTables, bandTables, falseAlarmTables, precisionTables } from './tables/bands.ts';
import { MAIN, type MakeTables } from './tables/common.ts';
import { COMPARISONS, comparisonTable, generatorTables, SWEPT } from './tables/discrimination.ts';
import { fairnessTables } from './tables/fairness.ts';
import { peerTables } from './tables/peers.ts';
import { stabilityTables } from './tables/stability.ts';

export interface Section {
  readonly id: string;
  readonly conditions: readonly conditions.Condition[];
  /** Whether the section follows each picture through many conditions, and so takes a subset of the pictures. */
  readonly subset: boolean;
  readonly tables: MakeTables;
}

export const SECTIONS: readonly Section[] = [
  {
    id: 'conditions',
    conditions: MAIN,
    subset: false,
    tables: comparisonTable('GAN faces told from real photos', MAIN, COMPARISONS),
  },
  { id: 'generators', conditions: MAIN, subset: false, tables: generatorTables },
  { id: 'false-alarms', conditions: MAIN, subset: false, tables: falseAlarmTables },
  { id: 'abstentions', conditions: MAIN, subset: false, tables: abstentionTables },
  {
    id: 'quality',
    conditions: conditions.QUALITIES,
    subset: true,
    tables: comparisonTable('By JPEG quality, on a subset', conditions.QUALITIES, SWEPT),
  },
  {
    id: 'size',
    conditions: conditions.SIZES,
    subset: true,
    tables: comparisonTable('By size, on a subset', conditions.SIZES, SWEPT),
  },
  { id: 'fairness', conditions: conditions.FAIRNESS, subset: false, tables: fairnessTables },
  { id: 'precision', conditions: MAIN, subset: false, tables: precisionTables },
  { id: 'bands', conditions: MAIN, subset: false, tables: bandTables },
  { id: 'stability', conditions: conditions.STABILITY_GRID, subset: true, tables: stabilityTables },
  { id: 'peers', conditions: conditions.PEERS, subset: false, tables: peerTables },
];
