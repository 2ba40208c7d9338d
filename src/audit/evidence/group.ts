import type { AuditMember, AuditPhoto, AuditSession } from '../../shared/audit.ts';
import { rowId } from '../../shared/audit.ts';
import { asPng, composite } from './composite.ts';
import { type EyeSpread, type Eyes, eyeSpread } from './eye-spread.ts';
import { lookAlikes } from './look-alikes.ts';
import { type Prevalence, prevalence } from './prevalence.ts';
import { seededRandom } from './random.ts';

/** What the photos of a list show together. */
export interface Group {
  readonly flagged: Blend;
  /** As many other photos of the list. */
  readonly others: Blend;
  /** Eyes of all members, the flagged ones told apart. */
  readonly eyes: readonly { readonly eyes: Eyes; readonly isFlagged: boolean }[];
  readonly prevalence: Prevalence | null;
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
  const shown = members.filter((member) => eyesOf(member) !== null);
  const flagged = shown.filter(isFlagged).slice(0, MOST_BLENDED);
  const rest = shuffled(
    shown.filter((member) => !isFlagged(member)),
    seededRandom(session.id),
  ).slice(0, Math.max(flagged.length, 1));
  const blend = async (part: readonly AuditMember[]): Promise<Blend> => {
    const photos = await Promise.all(part.map((member) => readPhoto(hashOf(member))));
    const image = await composite(photos.filter((photo) => photo !== null));
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
    prevalence: prevalence(members, session.id),
    lookAlikes: lookAlikes(members),
    joined: members.flatMap((member) =>
      member.joined?.at == null ? [] : [{ at: member.joined.at, isFlagged: isFlagged(member) }],
    ),
  };
}

const eyesOf = ({ photo }: AuditMember): Eyes | null =>
  photo.status === 'judged' ? (photo.facts?.eyes ?? null) : null;
const hashOf = ({ photo }: AuditMember): string =>
  photo.status === 'judged' ? (photo.facts?.sha256 ?? '') : '';

/** Fisher & Yates; a new list. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
