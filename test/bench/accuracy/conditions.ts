/** How platforms deliver a picture: the grid that accuracy is measured on, as data. */

export interface Condition {
  /** Longest side in pixels; smaller pictures are not enlarged. */
  readonly side: number;
  /** JPEG quality. */
  readonly quality: number;
  /** Whether the picture was cropped anew before, as its owner or a platform may do. */
  readonly crop: 'whole' | 'recropped';
}

const whole = (side: number, quality: number): Condition => ({ side, quality, crop: 'whole' });

export const WHOLE: readonly Condition[] = [whole(400, 85), whole(200, 75), whole(128, 75), whole(96, 70)];
export const RECROPPED: readonly Condition[] = WHOLE.map((condition) => ({
  ...condition,
  crop: 'recropped',
}));
export const QUALITIES: readonly Condition[] = [95, 85, 75, 60, 50].map((quality) => whole(256, quality));
export const SIZES: readonly Condition[] = [400, 256, 200, 128, 96, 64].map((side) => whole(side, 75));
/** What one photo meets on its way through a platform's sizes. */
export const STABILITY_GRID: readonly Condition[] = [400, 256, 200, 128].flatMap((side) =>
  [95, 85, 75, 50].map((quality) => whole(side, quality)),
);
/** Where the methods of others are measured beside ours, and where rates by group are read. */
const LARGE_AND_SMALL: readonly number[] = [400, 128];
export const PEERS = [...WHOLE, ...RECROPPED].filter(({ side }) => LARGE_AND_SMALL.includes(side));
export const FAIRNESS = WHOLE.filter(({ side }) => LARGE_AND_SMALL.includes(side));
/** What the peers that learn are fitted on: how delivered, and how many pictures of each kind. */
export const PEER_TRAINING = whole(200, 75);
export const PEER_TRAINING_COUNTS = { gan: 1500, aligned: 750, wild: 750 } as const;

export const conditionKey = ({ side, quality, crop }: Condition): string => `${side}q${quality} ${crop}`;

export const describeCondition = ({ side, quality, crop }: Condition): string =>
  `${side} px, JPEG ${quality}${crop === 'recropped' ? ', re-cropped' : ''}`;

/** Each condition once. */
export function distinct(conditions: readonly Condition[]): Condition[] {
  return [...new Map(conditions.map((condition) => [conditionKey(condition), condition])).values()];
}
