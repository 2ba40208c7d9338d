/** How well each score tells GAN faces from real photos. */
import { allowance, discrimination, FALSE_POSITIVE_RATES } from '../../metrics.ts';
import type { Condition } from '../conditions.ts';
import { grouped, isAligned, isGan, isWild, type Scored, sourceOf } from '../records.ts';
import type { Column } from '../table.ts';
import {
  alignment,
  CONDITION,
  classifier,
  fused,
  MAIN,
  type MakeTables,
  type Row,
  rowsByCondition,
} from './common.ts';

interface Comparison {
  readonly name: string;
  readonly score: (of: Scored) => number;
  readonly negatives: (of: Scored) => boolean;
}

const CLASSIFIER_ALIGNED: Comparison = {
  name: 'classifier alone against aligned reals',
  score: classifier,
  negatives: isAligned,
};
const CLASSIFIER_WILD: Comparison = {
  name: 'classifier alone against wild reals',
  score: classifier,
  negatives: isWild,
};
const FUSED_WILD: Comparison = {
  name: 'fused score against wild reals',
  score: fused,
  negatives: isWild,
};
const ALIGNMENT_WILD: Comparison = {
  name: 'alignment alone against wild reals',
  score: alignment,
  negatives: isWild,
};
export const COMPARISONS: readonly Comparison[] = [
  CLASSIFIER_ALIGNED,
  CLASSIFIER_WILD,
  FUSED_WILD,
  ALIGNMENT_WILD,
];

const COMPARISON: Column = { key: 'comparison', title: 'score', format: 'text' };
const DISCRIMINATION: readonly Column[] = [
  { key: 'positives', title: 'GAN', format: 'count' },
  { key: 'negatives', title: 'reals', format: 'count' },
  { key: 'auc', title: 'AUC', format: 'auc' },
  { key: 'tprAt1Percent', title: 'TPR at 1 %', format: 'percent' },
  { key: 'tprAt01Percent', title: 'TPR at 0.1 %', format: 'percent' },
  { key: 'allowed', title: 'reals above at 0.1 %', format: 'count' },
];
const BEHIND_01 =
  'Intervals: 95 %, bootstrap of 1,000. TPR at 0.1 % lets the last column of reals pass; at 0 it is found above every real.';

function compare(
  scored: readonly Scored[],
  { name, score, negatives }: Comparison,
  gan = scored.filter(isGan),
): Row {
  const reals = scored.filter(negatives);
  return {
    comparison: name,
    ...discrimination(reals.map(score), gan.map(score)),
    allowed: allowance(reals.length, FALSE_POSITIVE_RATES[1]),
  };
}

export const comparisonTable =
  (title: string, over: readonly Condition[], comparisons: readonly Comparison[]): MakeTables =>
  (records) => [
    {
      title,
      notes: [BEHIND_01],
      columns: [CONDITION, COMPARISON, ...DISCRIMINATION],
      rows: rowsByCondition(over, records, (scored) =>
        comparisons.map((comparison) => compare(scored, comparison)),
      ),
    },
  ];

export const generatorTables: MakeTables = (records) =>
  COMPARISONS.map((comparison) => ({
    title: `By generator and source: ${comparison.name}`,
    notes: [BEHIND_01],
    columns: [CONDITION, { key: 'group', title: 'pictures of', format: 'text' }, ...DISCRIMINATION],
    rows: rowsByCondition(MAIN, records, (scored) => {
      const gan = scored.filter(isGan);
      const groups = [...grouped(gan, ({ picture }) => picture.generator), ...grouped(gan, sourceOf)];
      return groups.map(([group, pictures]) => ({
        group,
        ...compare(scored, comparison, pictures),
      }));
    }),
  }));

export const SWEPT: readonly Comparison[] = [CLASSIFIER_ALIGNED, CLASSIFIER_WILD, FUSED_WILD];
