import { type AuditMember, rowId } from '../../shared/audit.ts';

/**
 * Bits in which two hashes of one photo may differ: twice what was seen. Of 600 photos, a copy at 96 px and JPEG quality
 * 70 differs from one at 400 px in at most 2; of 179,700 pairs of different photos the closest differ in 10
 * (`models/training/look-alikes.ts`).
 */
export const SAME_WITHIN = 4;

const PARTS = 4;
const PART_BITS = 16;

type Parts = readonly number[];

export const partsOf = (hash: string): Parts =>
  Array.from({ length: PARTS }, (_, at) => Number.parseInt(hash.slice(at * 4, at * 4 + 4), 16));

/** Of 16 bits each. */
export function hammingDistance(one: Parts, other: Parts): number {
  return one.reduce((sum, part, at) => sum + (ONES[part ^ (other[at] as number)] as number), 0);
}

const ONES = Uint8Array.from({ length: 2 ** PART_BITS }, (_, value) => {
  let count = 0;
  for (let left = value; left > 0; left &= left - 1) count++;
  return count;
});

/**
 * Groups of rows of more than one account that show the same photo, largest first. Hashes so close share one of
 * four parts but for one bit at most, so that each is compared with few others, however long the list.
 */
export function lookAlikes(members: readonly AuditMember[]): AuditMember[][] {
  const shown = members.flatMap((member) =>
    member.photo.status === 'judged' && member.photo.facts
      ? [{ member, parts: partsOf(member.photo.facts.perceptualHash) }]
      : [],
  );
  const groupOf = shown.map((_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (groupOf[root] !== root) root = groupOf[root] as number;
    groupOf[at] = root;
    return root;
  };
  const index = Array.from({ length: PARTS }, () => new Map<number, number[]>());
  for (const [at, { parts }] of shown.entries()) {
    for (const [part, value] of parts.entries()) {
      for (const near of withinOneBit(value)) {
        for (const other of index[part]?.get(near) ?? []) {
          if (find(other) === find(at)) continue;
          if (hammingDistance(parts, (shown[other] as (typeof shown)[number]).parts) <= SAME_WITHIN)
            groupOf[find(at)] = find(other);
        }
      }
    }
    for (const [part, value] of parts.entries()) {
      const known = index[part]?.get(value);
      if (known) known.push(at);
      else index[part]?.set(value, [at]);
    }
  }
  const groups = new Map<number, AuditMember[]>();
  for (const [at, { member }] of shown.entries())
    groups.set(find(at), [...(groups.get(find(at)) ?? []), member]);
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ account }) => account)).size > 1)
    .sort(
      (a, b) => b.length - a.length || (rowId(a[0] as AuditMember) < rowId(b[0] as AuditMember) ? -1 : 1),
    );
}

function withinOneBit(value: number): number[] {
  return [value, ...Array.from({ length: PART_BITS }, (_, bit) => value ^ (1 << bit))];
}
