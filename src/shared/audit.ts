/**
 * What an audit keeps: a session holds the members of one or several lists, each with what the page said of them and
 * what was judged of their photo. Rows are light, so that tens of thousands open at once; pictures and whole verdicts
 * lie beside them (`AuditPhoto`), and what a person says lies apart (`AuditReview`), so that recording and reviewing
 * never overwrite each other.
 */
import type { CheckResult } from './messages.ts';
import type { Band, Point, UnjudgedReason, Verdict } from './verdict.ts';

export interface AuditSession {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970, as are all times here. */
  readonly createdAt: number;
  /** Each time that recording or an import was begun; `AuditMember.visit` counts in it. */
  readonly visits: readonly AuditVisit[];
  /** Kept apart, though they were met on one page. */
  readonly lists: readonly AuditList[];
}

export interface AuditVisit {
  readonly startedAt: number;
  /** null while it goes on, and where it was cut off. */
  readonly endedAt: number | null;
  readonly toolVersion: string;
  readonly modelsVersion: string;
  /** The setting at that time: whether larger variants of avatars were asked for. */
  readonly largerVariants: boolean;
}

export interface AuditList {
  /** Unique in its session, and the same when the same list is met again. */
  readonly id: string;
  readonly origin: 'page' | 'folder' | 'links';
  /** `Site.id`, or null where it came from no site. */
  readonly site: string | null;
  readonly title: string;
  /** Of the page without its query and fragment; null where it came from no page. */
  readonly url: string | null;
}

/** Names one row: an account is met once in a list, however often it is shown. */
export interface MemberKey {
  readonly session: string;
  readonly list: string;
  /** Account key of the site, or the file's path or picture link. */
  readonly account: string;
}

export interface AuditMember extends MemberKey {
  readonly handle: string | null;
  readonly name: string | null;
  readonly link: string | null;
  /** When the account joined, as the page words it; `at` where that could be read as a date. */
  readonly joined: { readonly text: string; readonly at: number | null } | null;
  readonly firstSeen: number;
  /** Which visit met it first: the newest visit's are what is new. */
  readonly visit: number;
  readonly photo: MemberPhoto;
}

export type MemberPhoto =
  /** The row shows none, or nobody's. */
  | { readonly status: 'none' }
  | { readonly status: 'waiting'; readonly url: string; readonly larger: string | null }
  | {
      readonly status: 'judged';
      /** Address as the page shows it; `data:` and `blob:` pictures are named by their kind alone. */
      readonly url: string;
      readonly variant: CheckResult['variant'];
      readonly band: Exclude<Band, 'unjudged'>;
      readonly reason: null;
      readonly score: number;
      readonly facts: PhotoFacts;
    }
  | {
      readonly status: 'judged';
      readonly url: string;
      readonly variant: CheckResult['variant'];
      readonly band: 'unjudged';
      readonly reason: UnjudgedReason;
      readonly score: null;
      /** null where the bytes could not be had or read. */
      readonly facts: PhotoFacts | null;
    };

export interface PhotoFacts {
  /** In hexadecimal; names the `AuditPhoto`. */
  readonly sha256: string;
  /** 64 bits as 16 hexadecimal digits: pictures within a few bits look the same. */
  readonly perceptualHash: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Eye points, the one on the left of the picture first; null where no single face was found. */
  readonly eyes: readonly [Point, Point] | null;
}

/** The heavy part, once for each picture of a session. */
export interface AuditPhoto {
  readonly session: string;
  readonly sha256: string;
  /** WebP or JPEG bytes of the whole picture, its longer side at most 160 pixels. */
  readonly thumbnail: { readonly type: 'image/webp' | 'image/jpeg'; readonly bytes: Uint8Array<ArrayBuffer> };
  readonly verdict: Verdict;
}

export const REVIEW_LABELS = ['agree', 'disagree', 'unsure'] as const;
export type ReviewLabel = (typeof REVIEW_LABELS)[number];

/** A person's own view of a row, shown beside the machine's. */
export interface AuditReview extends MemberKey {
  readonly label: ReviewLabel | null;
  readonly note: string;
  /** As the reviewer named themselves in the settings; may be empty. */
  readonly by: string;
  readonly at: number;
}

/** One judged picture, with what an audit's row and photo need. */
export interface AuditedPicture {
  readonly result: CheckResult;
  /** null where the bytes could not be had or read, or no audit asked. */
  readonly photo: {
    readonly facts: PhotoFacts;
    /** `data:` address of the thumbnail's bytes: messages carry no bytes. */
    readonly thumbnail: string;
  } | null;
}

/** Names a row in its session. */
export const rowId = ({ list, account }: MemberKey): string => JSON.stringify([list, account]);
