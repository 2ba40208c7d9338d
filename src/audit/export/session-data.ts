import type { AuditMember, AuditPhoto, AuditReview, AuditSession } from '../../shared/audit.ts';
import { rowId } from '../../shared/audit.ts';
import { JUDGES, ratesFor } from '../rates.ts';
import { countOutcomes, type Outcome, type Row, rowsOf } from '../rows.ts';

/** All of one audit; photos are read when they are needed, so that a long list fits in memory. */
export interface SessionData {
  readonly session: AuditSession;
  readonly members: readonly AuditMember[];
  readonly reviews: readonly AuditReview[];
  readonly readPhoto: (sha256: string) => Promise<AuditPhoto | null>;
}

export interface ExportOptions {
  readonly thumbnails: boolean;
  /** Accounts, names and profiles are replaced by names that tell nothing, the same throughout one audit. */
  readonly pseudonyms: boolean;
}

/** What every export carries beside the rows. */
export interface About {
  readonly tool: string;
  readonly toolVersion: string;
  readonly modelsVersion: string;
  readonly models: readonly { readonly file: string; readonly sha256: string }[];
  readonly thresholds: typeof JUDGES.thresholds;
  readonly largerVariants: boolean;
  readonly begun: string;
  readonly ended: string | null;
  readonly visits: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Why photos were not judged. */
  readonly abstentions: Readonly<Record<string, number>>;
  readonly reviewed: number;
  /** Of the judged photos, were none of them generated. */
  readonly expectedFalseAlarms: number;
  readonly limits: string;
}

export const LIMITS =
  'A verdict says that a photo shows signs of a GAN-generated face. It says nothing of the account, and no signs do not ' +
  'mean a real person: diffusion models, stolen photos and small or edited pictures escape. Some photos of real people ' +
  'show signs; look at each.';

const READ_AT_ONCE = 100;

/** In the order of their hashes, null for each that is null or not there; some at once, so that no reading waits alone. */
export async function* photosOf(
  hashes: readonly (string | null)[],
  { readPhoto }: Pick<SessionData, 'readPhoto'>,
): AsyncGenerator<AuditPhoto | null> {
  for (let from = 0; from < hashes.length; from += READ_AT_ONCE) {
    const some = hashes.slice(from, from + READ_AT_ONCE);
    yield* await Promise.all(some.map((hash) => (hash === null ? null : readPhoto(hash))));
  }
}

/** Always in one order, so that the same audit gives the same bytes. */
export function sortedRows({ members, reviews }: SessionData): Row[] {
  const rows = rowsOf(members, reviews);
  return rows.sort((one, other) => compare(rowId(one.member), rowId(other.member)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function aboutOf(data: SessionData): About {
  const { session, members } = data;
  const rows = sortedRows(data);
  const visit = session.visits.at(-1);
  const abstentions: Record<string, number> = {};
  let expectedFalseAlarms = 0;
  for (const { photo } of members) {
    if (photo.status !== 'judged') continue;
    if (photo.reason !== null) abstentions[photo.reason] = (abstentions[photo.reason] ?? 0) + 1;
    else expectedFalseAlarms += ratesFor(Math.min(photo.facts.width, photo.facts.height)).expectedStrong;
  }
  const ends = session.visits.map(({ endedAt }) => endedAt).filter((at) => at !== null);
  return {
    tool: 'Telltale',
    toolVersion: visit?.toolVersion ?? '',
    modelsVersion: visit?.modelsVersion ?? '',
    // Hashes and thresholds are those of this version; an audit by older models names theirs by version only.
    models: visit?.modelsVersion === JUDGES.version ? JUDGES.models : [],
    thresholds: visit?.modelsVersion === JUDGES.version ? JUDGES.thresholds : [],
    largerVariants: visit?.largerVariants ?? false,
    begun: new Date(session.createdAt).toISOString(),
    ended: ends.length === 0 ? null : new Date(Math.max(...ends)).toISOString(),
    visits: session.visits.length,
    counts: countOutcomes(rows),
    abstentions: Object.fromEntries(Object.entries(abstentions).sort(([a], [b]) => compare(a, b))),
    reviewed: rows.filter(({ review }) => review?.label).length,
    expectedFalseAlarms: Number(expectedFalseAlarms.toPrecision(2)),
    limits: LIMITS,
  };
}
