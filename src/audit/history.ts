import { type AuditReview, type MemberKey, type ReviewLabel, rowId } from '../shared/audit.ts';

/** One step of a reviewer: how each row's review was before and is after it. */
export interface Step {
  readonly before: readonly AuditReview[];
  readonly after: readonly AuditReview[];
}

export interface History {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

export const NO_HISTORY: History = { done: [], undone: [] };
/** A long day of reviewing. */
const MOST = 5_000;

const blank = ({ session, list, account }: MemberKey): AuditReview => ({
  session,
  list,
  account,
  label: null,
  note: '',
  by: '',
  at: 0,
});

export interface Change {
  readonly label?: ReviewLabel | null;
  readonly note?: string;
}

/** The step that changes these rows; rows without a review yet had a blank one. */
export function stepOf(
  keys: readonly MemberKey[],
  reviews: ReadonlyMap<string, AuditReview>,
  change: Change,
  by: string,
  at: number,
): Step {
  const before = keys.map((key) => reviews.get(rowId(key)) ?? blank(key));
  return { before, after: before.map((review) => ({ ...review, ...change, by, at })) };
}

export const doStep = ({ done }: History, step: Step): History => ({
  done: [...done, step].slice(-MOST),
  undone: [],
});

/** @returns null where there is nothing to take back */
export function undo({ done, undone }: History): readonly [History, readonly AuditReview[]] | null {
  const step = done.at(-1);
  return step ? [{ done: done.slice(0, -1), undone: [...undone, step] }, step.before] : null;
}

/** @returns null where nothing was taken back */
export function redo({ done, undone }: History): readonly [History, readonly AuditReview[]] | null {
  const step = undone.at(-1);
  return step ? [{ done: [...done, step], undone: undone.slice(0, -1) }, step.after] : null;
}
