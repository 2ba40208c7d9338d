/** The parts of the evaluation: which conditions each needs, and the tables that it makes of the records. */
import { BANDS } from '../../../src/shared/verdict.ts';
import {
  allowance,
  discrimination,
  disparity,
  FALSE_POSITIVE_RATES,
  precisionFrom,
  type Share,
  SMALLEST_GROUP,
  share,
  thresholdAt,
} from '../metrics.ts';
import { PEERS } from '../peers/peers.ts';
import * as conditions from './conditions.ts';
import { type Condition, describeCondition } from './conditions.ts';
import {
  abstained,
  grouped,
  inCondition,
  isAligned,
  isGan,
  isReal,
  isWild,
  KINDS,
  type PictureRecord,
  raisedSome,
  raisedStrong,
  type Scored,
  sourceOf,
} from './records.ts';
import { SKIN_TONES } from './skin-tone.ts';
import type { Cell, Column, Table } from './table.ts';

export interface Section {
  readonly id: string;
  readonly conditions: readonly Condition[];
  /** Whether the section follows each picture through many conditions, and so takes a subset of the pictures. */
  readonly subset: boolean;
  readonly tables: (records: readonly PictureRecord[]) => readonly Table[];
}

type Row = Table['rows'][number];

const MAIN: readonly Condition[] = [...conditions.WHOLE, ...conditions.RECROPPED];

const CONDITION: Column = { key: 'condition', title: 'condition', format: 'text' };
const N: Column = { key: 'n', title: 'n', format: 'count' };

interface Comparison {
  readonly name: string;
  readonly score: (of: Scored) => number;
  readonly negatives: (of: Scored) => boolean;
}

const classifier = ({ classifier }: Scored): number => classifier;
const alignment = ({ alignment }: Scored): number => alignment;
const fused = ({ fused }: Scored): number => fused;

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
const COMPARISONS: readonly Comparison[] = [CLASSIFIER_ALIGNED, CLASSIFIER_WILD, FUSED_WILD, ALIGNMENT_WILD];

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

const comparisonTable =
  (title: string, over: readonly Condition[], comparisons: readonly Comparison[]): Section['tables'] =>
  (records) => [
    {
      title,
      notes: [BEHIND_01],
      columns: [CONDITION, COMPARISON, ...DISCRIMINATION],
      rows: over.flatMap((condition) => {
        const scored = inCondition(records, condition);
        return comparisons.map((comparison) => ({
          condition: describeCondition(condition),
          ...compare(scored, comparison),
        }));
      }),
    },
  ];

const generatorTables: Section['tables'] = (records) =>
  COMPARISONS.map((comparison) => ({
    title: `By generator and source: ${comparison.name}`,
    notes: [BEHIND_01],
    columns: [CONDITION, { key: 'group', title: 'pictures of', format: 'text' }, ...DISCRIMINATION],
    rows: MAIN.flatMap((condition) => {
      const scored = inCondition(records, condition);
      const gan = scored.filter(isGan);
      const groups = [...grouped(gan, ({ picture }) => picture.generator), ...grouped(gan, sourceOf)];
      return groups.map(([group, pictures]) => ({
        condition: describeCondition(condition),
        group,
        ...compare(scored, comparison, pictures),
      }));
    }),
  }));

const countOf = (pictures: readonly Scored[], holds: (of: Scored) => boolean): Share =>
  share(pictures.filter(holds).length, pictures.length);

const falseAlarmTables: Section['tables'] = (records) => [
  {
    title: 'False alarms by source of real photos',
    notes: ['Intervals: 95 %, Clopper-Pearson.'],
    columns: [
      CONDITION,
      { key: 'source', title: 'source', format: 'text' },
      { key: 'strong', title: 'strong signs', format: 'share' },
      { key: 'some', title: 'some signs', format: 'share' },
    ],
    rows: MAIN.flatMap((condition) =>
      [...grouped(inCondition(records, condition).filter(isReal), sourceOf)].map(([source, pictures]) => ({
        condition: describeCondition(condition),
        source,
        strong: countOf(pictures, raisedStrong),
        some: countOf(pictures, ({ band }) => band === 'some'),
      })),
    ),
  },
];

const abstentionTables: Section['tables'] = (records) => [
  {
    title: 'Not judged',
    notes: ['Counted as missed where GAN-generated, and as the lowest score where real.'],
    columns: [
      CONDITION,
      { key: 'kind', title: 'pictures', format: 'text' },
      { key: 'unjudged', title: 'not judged', format: 'share' },
      { key: 'reasons', title: 'why', format: 'text' },
    ],
    rows: MAIN.flatMap((condition) =>
      kinds(inCondition(records, condition)).map(({ name, pictures }) => ({
        condition: describeCondition(condition),
        kind: name,
        unjudged: countOf(pictures, abstained),
        reasons: [...grouped(pictures, ({ reason }) => reason)]
          .map(([reason, { length }]) => `${reason} ${length}`)
          .join(', '),
      })),
    ),
  },
];

function kinds(scored: readonly Scored[]) {
  return KINDS.map(({ name, holds }) => ({ name, pictures: scored.filter(holds) }));
}

const bandTables: Section['tables'] = (records) => [
  {
    title: 'Bands',
    notes: [],
    columns: [
      CONDITION,
      { key: 'kind', title: 'pictures', format: 'text' },
      N,
      ...BANDS.map((band): Column => ({ key: band, title: band, format: 'count' })),
    ],
    rows: MAIN.flatMap((condition) => {
      const scored = inCondition(records, condition);
      const sources = [...grouped(scored.filter(isWild), sourceOf)];
      return [
        ...kinds(scored),
        ...sources.map(([name, pictures]) => ({ name: `wild real: ${name}`, pictures })),
      ].map(({ name, pictures }) => ({
        condition: describeCondition(condition),
        kind: name,
        n: pictures.length,
        ...Object.fromEntries(BANDS.map((band) => [band, pictures.filter((p) => p.band === band).length])),
      }));
    }),
  },
];

/** Of 10,000 profile photos, GAN-generated ones are 2 to 5 (Yang, Singh and Menczer 2024); 1 % is a suspicious list. */
const PREVALENCES = [0.0002, 0.0005, 0.001, 0.01] as const;
const BADGES = [
  { name: 'strong signs', raised: raisedStrong },
  { name: 'some signs or stronger', raised: raisedSome },
] as const;

const precisionTables: Section['tables'] = (records) => [
  {
    title: 'Share of badges that are right, among photos as people crop them, by how common GAN faces are',
    notes: [
      'Intervals: from the Clopper-Pearson interval of the false alarms.',
      '* No false alarm was counted: the rate is taken to be below 3 / n (rule of three), the share above this.',
    ],
    columns: [
      CONDITION,
      { key: 'badge', title: 'badge', format: 'text' },
      { key: 'found', title: 'GAN faces with it', format: 'share' },
      { key: 'falseAlarms', title: 'wild reals with it', format: 'share' },
      ...PREVALENCES.map(
        (prevalence): Column => ({
          key: `at ${prevalence}`,
          title: `at ${100 * prevalence} %`,
          format: 'precision',
        }),
      ),
    ],
    rows: MAIN.flatMap((condition) => {
      const scored = inCondition(records, condition);
      return BADGES.map(({ name, raised }) => {
        const found = countOf(scored.filter(isGan), raised);
        const falseAlarms = countOf(scored.filter(isWild), raised);
        return {
          condition: describeCondition(condition),
          badge: name,
          found,
          falseAlarms,
          ...Object.fromEntries(
            PREVALENCES.map((prevalence) => [
              `at ${prevalence}`,
              precisionFrom(found, falseAlarms, prevalence),
            ]),
          ),
        };
      });
    }),
  },
];

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

const fairnessTables: Section['tables'] = (records) => {
  const parts = conditions.FAIRNESS.flatMap((condition) => {
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

const stabilityTables: Section['tables'] = (records) => {
  const judged = new Map<PictureRecord, Scored[]>(records.map((record) => [record, []]));
  for (const condition of conditions.STABILITY_GRID) {
    for (const record of records) judged.get(record)?.push(...inCondition([record], condition));
  }
  const bandsOf = (record: PictureRecord) => new Set(judged.get(record)?.map(({ band }) => band));
  const flips = (record: PictureRecord) => bandsOf(record).has('strong') && bandsOf(record).has('none');
  const changes = (record: PictureRecord) => bandsOf(record).size > 1;
  const changesJudged = (record: PictureRecord) =>
    [...bandsOf(record)].filter((band) => band !== 'unjudged').length > 1;
  return [
    {
      title: 'The same photo at 400, 256, 200 and 128 px, JPEG 95, 85, 75 and 50: how its band holds',
      notes: ['Photos stored smaller than a size are not enlarged, and are the same in all sizes above.'],
      columns: [
        { key: 'kind', title: 'pictures', format: 'text' },
        { key: 'flips', title: 'strong in one, none in another', format: 'share' },
        { key: 'changesJudged', title: 'two bands or more', format: 'share' },
        { key: 'changes', title: 'counting "not judged"', format: 'share' },
      ],
      rows: KINDS.map(({ name, holds }) => {
        const kind = records.filter(holds);
        const counted = (test: (record: PictureRecord) => boolean) =>
          share(kind.filter(test).length, kind.length);
        return {
          kind: name,
          flips: counted(flips),
          changesJudged: counted(changesJudged),
          changes: counted(changes),
        };
      }),
    },
  ];
};

interface Method {
  readonly name: string;
  readonly score: (of: Scored) => number;
  /** Whether it says so at its own operating point; null without one. */
  readonly raised: ((of: Scored) => boolean) | null;
}

const METHODS: readonly Method[] = [
  { name: 'Telltale: fused score (strong signs)', score: fused, raised: raisedStrong },
  { name: 'Telltale: classifier alone', score: classifier, raised: null },
  { name: 'Telltale: alignment alone', score: alignment, raised: null },
  ...PEERS.map(({ id, name, threshold }): Method => {
    const score = ({ peers }: Scored) => peers?.[id] ?? Number.NEGATIVE_INFINITY;
    return { name, score, raised: threshold === null ? null : (of) => score(of) >= threshold };
  }),
];

const { gan, aligned, wild } = conditions.PEER_TRAINING_COUNTS;
const TRAINED_ON = `${gan} of GANs, ${aligned} aligned and ${wild} wild reals`;

const peerTables: Section['tables'] = (records) => [
  {
    title: 'Methods of others on the same bytes',
    notes: [
      `Those that learn were fitted on pictures of the training half at ${describeCondition(conditions.PEER_TRAINING)}: ${TRAINED_ON}.`,
      'GANEyeDistance takes the eyes of our landmarks and counts a face that we did not judge as far. Intervals: as above.',
    ],
    columns: [
      CONDITION,
      { key: 'method', title: 'method (its own threshold)', format: 'text' },
      { key: 'alignedAuc', title: 'AUC, aligned', format: 'auc' },
      { key: 'alignedAt1', title: 'TPR at 1 %', format: 'percent' },
      { key: 'alignedAt01', title: 'at 0.1 %', format: 'percent' },
      { key: 'wildAuc', title: 'AUC, wild', format: 'auc' },
      { key: 'wildAt1', title: 'TPR at 1 %', format: 'percent' },
      { key: 'wildAt01', title: 'at 0.1 %', format: 'percent' },
      { key: 'found', title: 'own: GAN', format: 'share' },
      { key: 'alignedAlarms', title: 'own: aligned', format: 'share' },
      { key: 'wildAlarms', title: 'own: wild', format: 'share' },
    ],
    rows: conditions.PEERS.flatMap((condition) => {
      const scored = inCondition(records, condition);
      const [gan, aligned, wild] = [isGan, isAligned, isWild].map((holds) => scored.filter(holds)) as [
        Scored[],
        Scored[],
        Scored[],
      ];
      return METHODS.map(({ name, score, raised }): Row => {
        const againstAligned = discrimination(aligned.map(score), gan.map(score));
        const againstWild = discrimination(wild.map(score), gan.map(score));
        const own = (pictures: readonly Scored[]): Cell =>
          raised === null ? null : countOf(pictures, raised);
        return {
          condition: describeCondition(condition),
          method: name,
          alignedAuc: againstAligned.auc,
          alignedAt1: againstAligned.tprAt1Percent,
          alignedAt01: againstAligned.tprAt01Percent,
          wildAuc: againstWild.auc,
          wildAt1: againstWild.tprAt1Percent,
          wildAt01: againstWild.tprAt01Percent,
          found: own(gan),
          alignedAlarms: own(aligned),
          wildAlarms: own(wild),
        };
      });
    }),
  },
];

const SWEPT: readonly Comparison[] = [CLASSIFIER_ALIGNED, CLASSIFIER_WILD, FUSED_WILD];

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
