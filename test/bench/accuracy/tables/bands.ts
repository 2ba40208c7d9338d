/** What people would be shown: bands, false alarms, abstentions, and how far a badge can be trusted. */
import { BANDS } from '../../../../src/shared/verdict.ts';
import { precisionFrom } from '../../metrics.ts';
import { abstained, grouped, isGan, isReal, isWild, raisedSome, raisedStrong, sourceOf } from '../records.ts';
import type { Column } from '../table.ts';
import { CONDITION, countOf, kinds, MAIN, type MakeTables, N, rowsByCondition } from './common.ts';

export const falseAlarmTables: MakeTables = (records) => [
  {
    title: 'False alarms by source of real photos',
    notes: ['Intervals: 95 %, Clopper-Pearson.'],
    columns: [
      CONDITION,
      { key: 'source', title: 'source', format: 'text' },
      { key: 'strong', title: 'strong signs', format: 'share' },
      { key: 'some', title: 'some signs', format: 'share' },
    ],
    rows: rowsByCondition(MAIN, records, (scored) =>
      [...grouped(scored.filter(isReal), sourceOf)].map(([source, pictures]) => ({
        source,
        strong: countOf(pictures, raisedStrong),
        some: countOf(pictures, ({ band }) => band === 'some'),
      })),
    ),
  },
];

export const abstentionTables: MakeTables = (records) => [
  {
    title: 'Not judged',
    notes: ['Counted as missed where GAN-generated, and as the lowest score where real.'],
    columns: [
      CONDITION,
      { key: 'kind', title: 'pictures', format: 'text' },
      { key: 'unjudged', title: 'not judged', format: 'share' },
      { key: 'reasons', title: 'why', format: 'text' },
    ],
    rows: rowsByCondition(MAIN, records, (scored) =>
      kinds(scored).map(({ name, pictures }) => ({
        kind: name,
        unjudged: countOf(pictures, abstained),
        reasons: [...grouped(pictures, ({ reason }) => reason)]
          .map(([reason, { length }]) => `${reason} ${length}`)
          .join(', '),
      })),
    ),
  },
];

export const bandTables: MakeTables = (records) => [
  {
    title: 'Bands',
    notes: [],
    columns: [
      CONDITION,
      { key: 'kind', title: 'pictures', format: 'text' },
      N,
      ...BANDS.map((band): Column => ({ key: band, title: band, format: 'count' })),
    ],
    rows: rowsByCondition(MAIN, records, (scored) => {
      const sources = [...grouped(scored.filter(isWild), sourceOf)];
      return [
        ...kinds(scored),
        ...sources.map(([name, pictures]) => ({ name: `wild real: ${name}`, pictures })),
      ].map(({ name, pictures }) => ({
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

export const precisionTables: MakeTables = (records) => [
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
    rows: rowsByCondition(MAIN, records, (scored) =>
      BADGES.map(({ name, raised }) => {
        const found = countOf(scored.filter(isGan), raised);
        const falseAlarms = countOf(scored.filter(isWild), raised);
        return {
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
      }),
    ),
  },
];
