/** Whether a verdict holds while one photo goes through a platform's sizes. */
import { share } from '../../metrics.ts';
import { conditionKey, STABILITY_GRID } from '../conditions.ts';
import { KINDS, type PictureRecord } from '../records.ts';
import type { MakeTables } from './common.ts';

export const stabilityTables: MakeTables = (records) => {
  const bandsOf = ({ judged }: PictureRecord) =>
    new Set(STABILITY_GRID.flatMap((condition) => judged.get(conditionKey(condition))?.band ?? []));
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
