import type { AuditMember, AuditPhoto, AuditSession } from '../../shared/audit.ts';
import { rowId } from '../../shared/audit.ts';
import { asPng, composite } from './composite.ts';
import { type EyeSpread, type Eyes, eyeSpread } from './eye-spread.ts';
import { byPhoto, isShared } from './look-alikes.ts';
import { type Prevalence, prevalence } from './prevalence.ts';
import { seededRandom } from './random.ts';

/** What the photos of a list show together. */
export interface Group {
  /** Each photo once, however many accounts use it. */
  readonly flagged: Blend;
  /** As many other photos of the list. */
  readonly others: Blend;
  /** Eyes of all members, the flagged ones told apart. */
  readonly eyes: readonly { readonly eyes: Eyes; readonly isFlagged: boolean }[];
  /** Of different photos. */
  readonly prevalence: Prevalence | null;
  /** Rows of more than one account that show the same photo, largest groups first. */
  readonly lookAlikes: readonly (readonly AuditMember[])[];
  /** When members joined, in milliseconds since 1970, where their rows say so. */
  readonly joined: readonly { readonly at: number; readonly isFlagged: boolean }[];
}

export interface Blend {
  readonly members: readonly AuditMember[];
  /** `data:` address; null where no photo can be shown. */
  readonly picture: string | null;
  readonly spread: EyeSpread | null;
}

export interface GroupParts {
  readonly session: AuditSession;
  readonly members: readonly AuditMember[];
  /** Row ids; empty for those with strong signs. */
  readonly selected: ReadonlySet<string>;
  readonly readPhoto: (sha256: string) => Promise<AuditPhoto | null>;
}

/** More would take longer, and look the same. */
const MOST_BLENDED = 200;

export async function groupOf({ session, members, selected, readPhoto }: GroupParts): Promise<Group> {
  const isFlagged = (member: AuditMember) =>
    selected.size > 0
      ? selected.has(rowId(member))
      : member.photo.status === 'judged' && member.photo.band === 'strong';
  const photos = byPhoto(members);
  const shown = members.filter((member) => eyesOf(member) !== null);
  const once = onceEach(photos);
  const flagged = byLot(shown.filter(isFlagged), session.id).filter(once).slice(0, MOST_BLENDED);
  const rest = byLot(
    shown.filter((member) => !isFlagged(member)),
    session.id,
  )
    .filter(once)
    .slice(0, flagged.length);
  const blend = async (part: readonly AuditMember[]): Promise<Blend> => {
    const kept = await Promise.all(part.map((member) => readPhoto(hashOf(member))));
    const image = await composite(kept.filter((photo) => photo !== null));
    return {
      members: part,
      picture: image === null ? null : await asPng(image),
      spread: eyeSpread(
        part.map((member) => eyesOf(member)).filter((eyes) => eyes !== null),
        session.id,
      ),
    };
  };
  return {
    flagged: await blend(flagged),
    others: await blend(rest),
    eyes: shown.map((member) => ({ eyes: eyesOf(member) as Eyes, isFlagged: isFlagged(member) })),
    prevalence: prevalence(
      photos.flatMap(([first]) => first ?? []),
      session.id,
    ),
    lookAlikes: photos.filter(isShared),
    joined: members.flatMap((member) =>
      member.joined?.at == null ? [] : [{ at: member.joined.at, isFlagged: isFlagged(member) }],
    ),
  };
}

const eyesOf = ({ photo }: AuditMember): Eyes | null =>
  photo.status === 'judged' ? (photo.facts?.eyes ?? null) : null;
const hashOf = ({ photo }: AuditMember): string =>
  photo.status === 'judged' ? (photo.facts?.sha256 ?? '') : '';

/**
 * Lets the first row pass that shows a photo: the eyes of copies coincide whoever made the photo, and one false alarm
 * would count as many.
 */
function onceEach(photos: readonly (readonly AuditMember[])[]): (member: AuditMember) => boolean {
  const numberOf = new Map(
    photos.flatMap((same, number) => same.map((member) => [rowId(member), number] as const)),
  );
  const met = new Set<number | undefined>();
  return (member) => {
    const number = numberOf.get(rowId(member));
    if (met.has(number)) return false;
    met.add(number);
    return true;
  };
}

/** In an order that an audit's name draws: the same each time, however the members come. */
function byLot(members: readonly AuditMember[], seed: string): AuditMember[] {
  return members
    .map((member) => ({ member, lot: seededRandom(seed + rowId(member))() }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ member }) => member);
}
