/** The methods of others beside ours. */
import { discrimination } from '../../metrics.ts';
import { PEERS } from '../../peers/peers.ts';
import * as conditions from '../conditions.ts';
import { describeCondition } from '../conditions.ts';
import { isAligned, isGan, isWild, raisedStrong, type Scored } from '../records.ts';
import type { Cell } from '../table.ts';
import {
  alignment,
  CONDITION,
  classifier,
  countOf,
  fused,
  type MakeTables,
  type Row,
  rowsByCondition,
} from './common.ts';

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

const TRAINED_ON = Object.entries(conditions.PEER_TRAINING_COUNTS)
  .map(([kind, count]) => `${count} ${kind}`)
  .join(', ');

export const peerTables: MakeTables = (records) => [
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
    rows: rowsByCondition(conditions.PEERS, records, (scored) => {
      const gan = scored.filter(isGan);
      const aligned = scored.filter(isAligned);
      const wild = scored.filter(isWild);
      return METHODS.map(({ name, score, raised }): Row => {
        const againstAligned = discrimination(aligned.map(score), gan.map(score));
        const againstWild = discrimination(wild.map(score), gan.map(score));
        const own = (pictures: readonly Scored[]): Cell =>
          raised === null ? null : countOf(pictures, raised);
        return {
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
