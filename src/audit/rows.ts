import {
  type AuditMember,
  type AuditReview,
  REVIEW_LABELS,
  type ReviewLabel,
  rowId,
} from '../shared/audit.ts';
import { BANDS } from '../shared/verdict.ts';

/** A row of the table: what was recorded, and what a person says of it. */
export interface Row {
  readonly id: string;
  readonly member: AuditMember;
  readonly review: AuditReview | null;
}

/** What the photo came to: `waiting` is not judged yet, `no_photo` shows none. */
export const OUTCOMES = [...BANDS, 'waiting', 'no_photo'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const COLUMNS = ['name', 'outcome', 'list', 'joined', 'seen', 'review'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

export interface Filter {
  readonly text: string;
  readonly outcome: Outcome | 'all';
  readonly list: string | 'all';
  readonly review: ReviewLabel | 'open' | 'all';
  /** Met first in the newest visit. */
  readonly fresh: boolean;
  /** Joined, or else first seen, on or after; in milliseconds since 1970. */
  readonly since: number | null;
  /** Before it, likewise. */
  readonly until: number | null;
}

export const NO_FILTER: Filter = {
  text: '',
  outcome: 'all',
  list: 'all',
  review: 'all',
  fresh: false,
  since: null,
  until: null,
};
/** What needs a look first. */
export const FIRST_ORDER: Order = { column: 'outcome', descending: false };

export function rowsOf(members: readonly AuditMember[], reviews: readonly AuditReview[]): Row[] {
  return withReviews(bareRows(members), new Map(reviews.map((review) => [rowId(review), review])));
}

/** Without reviews, which change far more often. */
export function bareRows(members: readonly AuditMember[]): Row[] {
  return members.map((member) => ({ id: rowId(member), member, review: null }));
}

/** @param reviews by row id */
export function withReviews(rows: readonly Row[], reviews: ReadonlyMap<string, AuditReview>): Row[] {
  return rows.map((row) => {
    const review = reviews.get(row.id);
    return review ? { ...row, review } : row;
  });
}

export function outcomeOf({ photo }: AuditMember): Outcome {
  switch (photo.status) {
    case 'none':
      return 'no_photo';
    case 'waiting':
      return 'waiting';
    case 'judged':
      return photo.band;
  }
}

export function filterRows(rows: readonly Row[], filter: Filter, visits: number): Row[] {
  const wanted = filter.text.trim().toLocaleLowerCase();
  return rows.filter(
    ({ member, review }) =>
      (filter.outcome === 'all' || outcomeOf(member) === filter.outcome) &&
      (filter.list === 'all' || member.list === filter.list) &&
      (filter.review === 'all' || (review?.label ?? 'open') === filter.review) &&
      (!filter.fresh || member.visit === visits - 1) &&
      isWithin(member.joined?.at ?? member.firstSeen, filter) &&
      // Last, as it takes longest.
      (wanted === '' || wordsOf(member, review).includes(wanted)),
  );
}

const isWithin = (at: number, { since, until }: Filter): boolean =>
  (since === null || at >= since) && (until === null || at < until);

const wordsOf = ({ name, handle, account }: AuditMember, review: AuditReview | null): string =>
  [name, handle, account, review?.note].join('\n').toLocaleLowerCase();

const RANKS = Object.fromEntries(OUTCOMES.map((outcome, at) => [outcome, at])) as Record<Outcome, number>;
const scoreOf = ({ photo }: AuditMember): number => (photo.status === 'judged' ? (photo.score ?? -1) : -1);
const labelRank = (review: AuditReview | null): number =>
  review?.label ? REVIEW_LABELS.indexOf(review.label) : REVIEW_LABELS.length;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const shownName = ({ name, handle, account }: AuditMember): string => name ?? handle ?? account;

const COMPARE: Readonly<Record<Column, (a: Row, b: Row) => number>> = {
  name: (a, b) => collator.compare(shownName(a.member), shownName(b.member)),
  list: (a, b) => collator.compare(a.member.list, b.member.list),
  outcome: (a, b) =>
    RANKS[outcomeOf(a.member)] - RANKS[outcomeOf(b.member)] || scoreOf(b.member) - scoreOf(a.member),
  joined: (a, b) => (b.member.joined?.at ?? 0) - (a.member.joined?.at ?? 0),
  seen: (a, b) => b.member.firstSeen - a.member.firstSeen,
  review: (a, b) => labelRank(a.review) - labelRank(b.review),
};

/** A new list; rows that compare alike keep the order of their names in the store. */
export function sortRows(rows: readonly Row[], { column, descending }: Order): Row[] {
  const sorted = [...rows].sort(COMPARE[column]);
  return descending ? sorted.reverse() : sorted;
}

/** How many rows came to what. */
export function countOutcomes(rows: readonly Row[]): Readonly<Record<Outcome, number>> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { member } of rows) counts[outcomeOf(member)]++;
  return counts;
}
