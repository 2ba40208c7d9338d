/** False alarms by group of people. */
import { disparity, FALSE_POSITIVE_RATES, SMALLEST_GROUP, thresholdAt } from '../../metrics.ts';
import { describeCondition, FAIRNESS } from '../conditions.ts';
import {
  abstained,
  grouped,
  inCondition,
  isAligned,
  isWild,
  raisedSome,
  raisedStrong,
  type Scored,
} from '../records.ts';
import { SKIN_TONES } from '../skin-tone.ts';
import type { Column } from '../table.ts';
import { CONDITION, classifier, countOf, type MakeTables, N, type Row } from './common.ts';

interface Dimension {
  readonly name: string;
  readonly population: (of: Scored) => boolean;
  /** null where the picture belongs to no group. */
  readonly groupOf: (of: Scored) => string | null;
}

const part = ({ picture }: Scored, index: number): string | null => picture.note.split('; ')[index] ?? null;
const isFairFace = ({ picture }: Scored): boolean => picture.source === 'fairface';
const isSite = ({ picture }: Scored): boolean => picture.source.startsWith('site-');
const glasses = ({ picture }: Scored) => yesOrNo(picture.glasses, 'glasses', 'no glasses');
const headCovering = ({ picture }: Scored) => yesOrNo(picture.headCovering, 'covered', 'not covered');
const yesOrNo = (value: boolean | null, yes: string, no: string) =>
  value === null ? null : value ? yes : no;
const skinTone = ({ skinTone }: Scored) => skinTone;

const DIMENSIONS: readonly Dimension[] = [
  { name: 'group (FairFace)', population: isFairFace, groupOf: (of) => part(of, 0) },
  { name: 'gender (FairFace)', population: isFairFace, groupOf: (of) => part(of, 1) },
  { name: 'age (FairFace)', population: isFairFace, groupOf: (of) => part(of, 2) },
  { name: 'region (site owners)', population: isSite, groupOf: (of) => part(of, 0) },
  { name: 'apparent skin tone (wild reals)', population: isWild, groupOf: skinTone },
  { name: 'apparent skin tone (aligned reals)', population: isAligned, groupOf: skinTone },
  { name: 'glasses (wild reals)', population: isWild, groupOf: glasses },
  { name: 'glasses (aligned reals)', population: isAligned, groupOf: glasses },
  { name: 'head covering (wild reals)', population: isWild, groupOf: headCovering },
  { name: 'head covering (aligned reals)', population: isAligned, groupOf: headCovering },
];

/** Skin tones from light to dark, all else by name. */
const GROUP_ORDER: readonly string[] = SKIN_TONES.map(({ name }) => name);
const byOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  GROUP_ORDER.indexOf(a) - GROUP_ORDER.indexOf(b) || a.localeCompare(b);

interface Alarm {
  readonly key: string;
  readonly title: string;
  readonly raised: (of: Scored) => boolean;
}

function alarms(scored: readonly Scored[]): readonly Alarm[] {
  const threshold = thresholdAt(scored.filter(isWild).map(classifier), FALSE_POSITIVE_RATES[0]);
  return [
    { key: 'strong', title: 'strong signs', raised: raisedStrong },
    { key: 'some', title: 'some signs or stronger', raised: raisedSome },
    { key: 'classifier', title: 'classifier at 1 % of wild', raised: (of) => of.classifier > threshold },
  ];
}

export const fairnessTables: MakeTables = (records) => {
  const parts = FAIRNESS.flatMap((condition) => {
    const scored = inCondition(records, condition);
    return DIMENSIONS.flatMap(({ name, population, groupOf }) => {
      const groups = [...grouped(scored.filter(population), groupOf)].sort(byOrder);
      return groups.length === 0
        ? []
        : [{ condition: describeCondition(condition), dimension: name, alarms: alarms(scored), groups }];
    });
  });
  const dimension: Column = { key: 'dimension', title: 'by', format: 'text' };
  return [
    {
      title: 'False alarms by group',
      notes: [
        'Intervals: 95 %, Clopper-Pearson.',
        'Skin tone is that of the photo, under its light; grey photos and hidden skin are left out.',
      ],
      columns: [
        CONDITION,
        dimension,
        { key: 'group', title: 'group', format: 'text' },
        ...alarms([]).map(({ key, title }): Column => ({ key, title, format: 'share' })),
        { key: 'unjudged', title: 'not judged', format: 'share' },
      ],
      rows: parts.flatMap(({ groups, alarms, ...row }) =>
        groups.map(
          ([group, pictures]): Row => ({
            ...row,
            group,
            ...Object.fromEntries(alarms.map(({ key, raised }) => [key, countOf(pictures, raised)])),
            unjudged: countOf(pictures, abstained),
          }),
        ),
      ),
    },
    {
      title: 'The group with most false alarms, by the mean of all groups',
      notes: [
        `Groups of ${SMALLEST_GROUP} and more. Interval: the group's Clopper-Pearson interval by the mean.`,
        'None to compare: no false alarm fell, or fewer than two groups are large enough.',
        'By chance: how often groups of these sizes show as large a ratio when all are treated alike.',
      ],
      columns: [
        CONDITION,
        dimension,
        { key: 'alarm', title: 'false alarm', format: 'text' },
        { key: 'worst', title: 'worst group', format: 'text' },
        N,
        { key: 'ratio', title: 'by the mean', format: 'times' },
        { key: 'byChance', title: 'by chance', format: 'percent' },
      ],
      rows: parts.flatMap(({ groups, alarms, ...row }) =>
        alarms.map(({ title, raised }): Row => {
          const counted = groups.map(([name, pictures]) => ({
            name,
            alarms: pictures.filter(raised).length,
            n: pictures.length,
          }));
          return { ...row, alarm: title, ...(disparity(counted) ?? { worst: 'none to compare' }) };
        }),
      ),
    },
  ];
};
