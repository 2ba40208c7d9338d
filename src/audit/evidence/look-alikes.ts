import { type AuditMember, rowId } from '../../shared/audit.ts';
import type { UnjudgedReason } from '../../shared/verdict.ts';

/**
 * Bits in which two hashes of one photo may differ: twice what was seen. Of 600 photos, a copy at 96 px and JPEG quality
 * 70 differs from one at 400 px in at most 2; of 179,700 pairs of different photos the closest differ in 10
 * (`models/training/look-alikes.ts`).
 */
export const SAME_WITHIN = 4;

/**
 * Places of the parts that hashes are looked up by, in hexadecimal digits: one more than bits that may differ, so that
 * hashes so close share one part at least.
 */
const PARTS = [
  [0, 3],
  [3, 6],
  [6, 9],
  [9, 12],
  [12, 16],
] as const;

/** Such photos show faces all the same. What shows none is left out: letters and silhouettes are many people's. */
const FACES_THOUGH_UNJUDGED: ReadonlySet<UnjudgedReason> = new Set([
  'several_faces',
  'face_too_small',
  'turned_away',
]);

/** 64 bits, in halves. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

/** @param digits 16 hexadecimal ones */
export const hashFrom = (digits: string): Hash => ({
  high: Number.parseInt(digits.slice(0, 8), 16),
  low: Number.parseInt(digits.slice(8), 16),
});

export const hammingDistance = (one: Hash, other: Hash): number =>
  countOnes(one.high ^ other.high) + countOnes(one.low ^ other.low);

/** Of 32 bits, by sums of neighbours (Warren, Hacker's Delight, 5-1). */
function countOnes(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Whether a photo is used by more than one account. */
export const isShared = (group: readonly AuditMember[]): boolean =>
  new Set(group.map(({ account }) => account)).size > 1;

/**
 * Rows by the photo of a face that they show, most of them first, always in one order however the rows are ordered.
 * Each group has one row at least.
 */
export function byPhoto(members: readonly AuditMember[]): AuditMember[][] {
  const byHash = grouped(members, hashOf);
  byHash.delete(null);
  const looks = [...byHash].map(([digits, same]) => ({
    digits: digits as string,
    hash: hashFrom(digits as string),
    same,
  }));
  const parents = looks.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] as number;
    parents[at] = root;
    return root;
  };
  for (const [from, to] of PARTS) {
    const bins = grouped([...looks.entries()], ([, { digits }]) => digits.slice(from, to));
    for (const bin of bins.values()) {
      for (const [place, [at, one]] of bin.entries()) {
        for (let next = place + 1; next < bin.length; next++) {
          const [nearAt, near] = bin[next] as (typeof bin)[number];
          if (hammingDistance(one.hash, near.hash) <= SAME_WITHIN) parents[rootOf(nearAt)] = rootOf(at);
        }
      }
    }
  }
  return [...grouped([...looks.entries()], ([at]) => rootOf(at)).values()]
    .map((near) => near.flatMap(([, { same }]) => same))
    .map((group) => group.sort(byRow))
    .sort((a, b) => b.length - a.length || byRow(a[0] as AuditMember, b[0] as AuditMember));
}

/** Of a photo that shows a face; null where there is none. */
const hashOf = ({ photo }: AuditMember): string | null =>
  photo.status === 'judged' && (photo.reason === null || FACES_THOUGH_UNJUDGED.has(photo.reason))
    ? (photo.facts?.perceptualHash ?? null)
    : null;

const byRow = (a: AuditMember, b: AuditMember): number => (rowId(a) < rowId(b) ? -1 : 1);

function grouped<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
