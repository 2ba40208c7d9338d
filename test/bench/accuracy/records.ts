/** What was measured on each picture in each condition, and the groups and scores that tables are made of. */
import type { Band, UnjudgedReason, Verdict } from '../../../src/shared/verdict.ts';
import type { PeerScores } from '../peers/peers.ts';
import { type Condition, conditionKey } from './conditions.ts';
import type { Picture } from './pictures.ts';
import type { SKIN_TONES } from './skin-tone.ts';

export type SkinTone = (typeof SKIN_TONES)[number]['name'];

/** Scores are higher for stronger signs, and -Infinity where the engine abstained. */
export interface Judged {
  readonly band: Band;
  readonly reason: UnjudgedReason | null;
  /** The classifier's log-odds. */
  readonly classifier: number;
  /** Minus the Mahalanobis distance to the nearest template. */
  readonly alignment: number;
  /** The verdict's score. */
  readonly fused: number;
  /** null where peers were not asked. */
  readonly peers: PeerScores | null;
}

export interface PictureRecord {
  readonly picture: Picture;
  /** Of real photos; null where it was not measured or cannot be told. */
  readonly skinTone: SkinTone | null;
  readonly judged: ReadonlyMap<string, Judged>;
}

/** One picture in one condition. */
export type Scored = Judged & Pick<PictureRecord, 'picture' | 'skinTone'>;

export function judgedOf({ band, reason, score, evidence }: Verdict, peers: PeerScores | null): Judged {
  const value = (id: 'classifier' | 'alignment') => evidence.find(({ check }) => check === id)?.value ?? null;
  const distance = value('alignment');
  return {
    band,
    reason,
    classifier: value('classifier') ?? Number.NEGATIVE_INFINITY,
    alignment: distance === null ? Number.NEGATIVE_INFINITY : -distance,
    fused: score ?? Number.NEGATIVE_INFINITY,
    peers,
  };
}

/** All pictures that were judged in this condition. */
export function inCondition(records: readonly PictureRecord[], condition: Condition): Scored[] {
  return records.flatMap(({ picture, skinTone, judged }) => {
    const found = judged.get(conditionKey(condition));
    return found === undefined ? [] : [{ ...found, picture, skinTone }];
  });
}

type OfPicture = Pick<Scored, 'picture'>;
export const isGan = ({ picture }: OfPicture): boolean => picture.label === 'gan';
export const isReal = ({ picture }: OfPicture): boolean => picture.label === 'real';
export const isAligned = (of: OfPicture): boolean => isReal(of) && of.picture.aligned;
export const isWild = (of: OfPicture): boolean => isReal(of) && !of.picture.aligned;

/** The kinds of pictures that tables tell apart. */
export const KINDS = [
  { name: 'GAN', holds: isGan },
  { name: 'aligned real (FFHQ)', holds: isAligned },
  { name: 'wild real', holds: isWild },
  { name: 'diffusion (not covered)', holds: ({ picture }: OfPicture) => picture.label === 'diffusion' },
  { name: 'no face', holds: ({ picture }: OfPicture) => picture.label === 'nonface' },
] as const;

/** A site owner has at most a dozen pictures: all of them make one source. */
const SITES = 'site-';
export const sourceOf = ({ picture }: OfPicture): string =>
  picture.source.startsWith(SITES) ? 'site owners' : picture.source;

/** Items by name, in order of first appearance; those without a name are left out. */
export function grouped<T>(items: readonly T[], nameOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

export const raisedStrong = ({ band }: Pick<Judged, 'band'>): boolean => band === 'strong';
export const raisedSome = ({ band }: Pick<Judged, 'band'>): boolean => band === 'strong' || band === 'some';
export const abstained = ({ band }: Pick<Judged, 'band'>): boolean => band === 'unjudged';
