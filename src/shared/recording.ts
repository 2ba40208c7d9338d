import type { AuditMember } from './audit.ts';
import type { PictureSource } from './messages.ts';

/** Longest text of a page that is recorded, in UTF-16 units. */
export const PAGE_TEXT_LENGTH = 2_000;
/** Longest address that a message may carry. */
export const URL_LENGTH = 16_384;

/** What a content script saw of a list of people; the background makes an audit's rows of it. */
export interface SeenMembers {
  /** `Site.id`. */
  readonly site: string;
  readonly list: {
    /** The same when the same list is met again, on another day too. */
    readonly id: string;
    readonly title: string;
    /** Of the page without its query and fragment. */
    readonly url: string;
  };
  readonly members: readonly SeenMember[];
}

export interface SeenMember {
  /** Account key, or what else names the row on this page for good. */
  readonly account: string;
  readonly handle: string | null;
  readonly name: string | null;
  readonly link: string | null;
  readonly joined: AuditMember['joined'];
  /** null for a row that shows no photo, or nobody's. */
  readonly picture: {
    /** Picture identity: its address without parameters that change while the picture stays the same. */
    readonly key: string;
    readonly source: PictureSource;
  } | null;
}

export const RECORDING_STATUSES = ['recording', 'paused', 'disk_full'] as const;
export type RecordingStatus = (typeof RECORDING_STATUSES)[number];

/** What the counter on the page says. */
export interface RecordingState {
  /** `AuditSession.id`. */
  readonly session: string;
  readonly status: RecordingStatus;
  readonly members: number;
  /** Met first in this visit. */
  readonly fresh: number;
  /** Rows whose photo was judged, or that show none. */
  readonly checked: number;
  readonly strong: number;
}

export const RECORDING_COMMANDS = ['pause', 'resume', 'stop', 'open'] as const;
export type RecordingCommand = (typeof RECORDING_COMMANDS)[number];

/** An audit that a page's list belongs to already. */
export interface KnownAudit {
  readonly session: string;
  readonly title: string;
}

/** Whether the list of a tab's page can be recorded, as far as is known before it is tried. */
export type RecordingChoice =
  /** Audits that the list belongs to already, newest first. */
  | { readonly status: 'possible'; readonly known: readonly KnownAudit[] }
  /** The page shows no list that its site's rules know. */
  | { readonly status: 'no_list' }
  /** Nothing of a private window may be kept. */
  | { readonly status: 'private' };

export type RecordingStart =
  | { readonly status: 'started'; readonly state: RecordingState }
  | { readonly status: Exclude<RecordingChoice['status'], 'possible'> | 'disk_full' };
