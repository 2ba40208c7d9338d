/** What several tables share. */
import { type Share, share } from '../../metrics.ts';
import { type Condition, describeCondition, RECROPPED, WHOLE } from '../conditions.ts';
import { inCondition, KINDS, type PictureRecord, type Scored } from '../records.ts';
import type { Column, Table } from '../table.ts';

export type MakeTables = (records: readonly PictureRecord[]) => readonly Table[];
export type Row = Table['rows'][number];

export const MAIN: readonly Condition[] = [...WHOLE, ...RECROPPED];

export const CONDITION: Column = { key: 'condition', title: 'condition', format: 'text' };
export const N: Column = { key: 'n', title: 'n', format: 'count' };

export const classifier = ({ classifier }: Scored): number => classifier;
export const alignment = ({ alignment }: Scored): number => alignment;
export const fused = ({ fused }: Scored): number => fused;

/** The rows of every condition, each led by its name. */
export function rowsByCondition(
  over: readonly Condition[],
  records: readonly PictureRecord[],
  rowsOf: (scored: readonly Scored[]) => readonly Row[],
): Row[] {
  return over.flatMap((condition) => {
    const named = { condition: describeCondition(condition) };
    return rowsOf(inCondition(records, condition)).map((row) => ({ ...named, ...row }));
  });
}

export const countOf = (pictures: readonly Scored[], holds: (of: Scored) => boolean): Share =>
  share(pictures.filter(holds).length, pictures.length);

export function kinds(scored: readonly Scored[]) {
  return KINDS.map(({ name, holds }) => ({ name, pictures: scored.filter(holds) }));
}
