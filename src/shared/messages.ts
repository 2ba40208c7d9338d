/**
 * Every message between the rooms, by direction. `messaging.ts` makes typed senders and handlers of these maps: a
 * handler's argument and answer come from here, and nowhere is a kind written as a loose string.
 */
import type { AuditedPicture } from './audit.ts';
import type {
  RecordingChoice,
  RecordingCommand,
  RecordingStart,
  RecordingState,
  SeenMembers,
} from './recording.ts';
import type { Settings } from './settings.ts';
import type { Band, UnjudgedReason, Verdict } from './verdict.ts';

/** In which order pictures are checked; a later word for the same picture may raise it. */
export type Priority = 'asked' | 'visible' | 'near' | 'idle';

/** Where the bytes of a picture come from. */
export type PictureSource =
  | {
      readonly kind: 'url';
      /** As the page shows it: http(s). */
      readonly url: string;
      /** A larger unsigned variant on the same host, tried first; null when there is none. */
      readonly larger: string | null;
    }
  | {
      /** `blob:` and `data:` pictures, which only the page itself can read. */
      readonly kind: 'data';
      readonly dataUrl: string;
    };

/** The part of the screen that shows the picture, as the background took it when a person asked. */
export interface OnScreen {
  readonly kind: 'screen';
}

export interface CheckRequest {
  /** Unique in its tab; names the request in `cancelChecks`. */
  readonly id: string;
  /** Picture identity: its URL without parameters that change while the picture stays the same. */
  readonly key: string;
  readonly source: PictureSource | OnScreen;
  readonly priority: Priority;
}

export interface CheckResult {
  readonly verdict: Verdict;
  /** Which bytes were judged. */
  readonly variant: 'shown' | 'larger' | 'given' | 'screen';
}

/** Where photos stand in the window, whole and with nothing over them. */
export interface PhotosInView {
  /** Of the window, in CSS pixels. */
  readonly width: number;
  readonly photos: readonly {
    /** As in `CheckRequest`. */
    readonly key: string;
    readonly url: string;
    /** Left, top, width and height in the window, in CSS pixels. */
    readonly box: readonly [x: number, y: number, width: number, height: number];
  }[];
}

/** What the popup and the toolbar button show of one page. */
export interface PageSummary {
  /** Host that the switch is for. */
  readonly host: string;
  /** Avatars found on the page so far. */
  readonly found: number;
  /** Of these, still waiting for a verdict. */
  readonly waiting: number;
  readonly bands: Readonly<Record<Band, number>>;
  /** Why pictures were not judged, and how many. */
  readonly reasons: Readonly<Partial<Record<UnjudgedReason, number>>>;
  /** The avatars with signs, strongest first. */
  readonly signs: readonly PageSign[];
}

export interface PageSign {
  /** Account name as the page shows it, or its key. */
  readonly account: string;
  readonly pictureUrl: string;
  readonly result: CheckResult;
}

/** What is found on a page as it stands, and what is not: for those who mend the rules of a site. */
export interface PageInspection {
  readonly avatars: readonly InspectedAvatar[];
  readonly leftOut: readonly {
    readonly why: string;
    /** null where there is no picture. */
    readonly src: string | null;
  }[];
}

export interface InspectedAvatar {
  readonly site: string;
  readonly account: string | null;
  readonly handle: string | null;
  readonly name: string | null;
  readonly link: string | null;
  /** Address of the picture as the page shows it. */
  readonly src: string;
  /** Address that the judged bytes came from; null where none were judged. */
  readonly fetched: string | null;
  readonly kind: 'img' | 'svg' | 'background';
  /** Left, top, width and height of the box that a person sees, in CSS pixels of the document. */
  readonly rect: readonly [x: number, y: number, width: number, height: number];
  /** null while it waits for a verdict. */
  readonly band: Band | null;
  /** Why it was not judged. */
  readonly reason: UnjudgedReason | null;
}

export interface ContentToBackground {
  check(request: CheckRequest): CheckResult;
  /** Pictures that left the page: their checks may be dropped. Never answered with an error. */
  cancelChecks(ids: readonly string[]): void;
  /** Whether the page that asks is to be checked while browsing. */
  siteState(): { readonly on: boolean; readonly settings: Settings };
  pageChanged(summary: PageSummary): void;
  /** What is recorded in this tab, if anything: a page that was loaded anew goes on. */
  recording(): RecordingState | null;
  recordMembers(seen: SeenMembers): RecordingState | null;
  commandRecording(command: RecordingCommand): RecordingState | null;
}

export interface BackgroundToContent {
  /** The person switched this site on or off: take up work, or take every trace away. */
  siteSwitched(state: { readonly on: boolean; readonly settings: Settings }): void;
  /** The person asked: check every photo on the page now, and answer when found (not when judged). */
  checkPage(): PageSummary;
  pageSummary(): PageSummary;
  inspectPage(): PageInspection;
  /** How many lists of people the page shows. */
  countLists(): number;
  /** null when nothing is recorded any more. */
  recordingChanged(state: RecordingState | null): void;
  /** Looks where photos are, and takes what we drew over them away or brings it back: a picture is taken in between. */
  photosInView(marks: 'hidden' | 'shown'): PhotosInView;
}

/** From the popup, the options page and the details window. */
export interface PageToBackground {
  tabState(tabId: number): TabState;
  checkPage(tabId: number): PageSummary;
  inspectPage(tabId: number): PageInspection;
  switchSite(change: { readonly tabId: number; readonly on: boolean }): TabState;
  /** One picture that a person handed over: nothing of it is kept. */
  checkPicture(source: PictureSource): CheckResult;
  recordingChoice(tabId: number): RecordingChoice;
  /** Records the lists of this tab's page, in an audit of before or in a new one. */
  startRecording(wish: { readonly tabId: number; readonly session: string | null }): RecordingStart;
  /** One picture for an audit, which keeps what is answered. */
  auditPicture(source: PictureSource): AuditedPicture;
  /** The picture asked about in the context menu; null when it could not be read. */
  askedPicture(id: string): PictureSource | null;
  settings(): Settings;
  saveSettings(settings: Settings): void;
  clearVerdicts(): { readonly removed: number };
  about(): About;
}

/** What the options page says of the engine and of what is stored. */
export interface About {
  readonly modelsVersion: string;
  /** Verdicts kept at the moment. */
  readonly stored: number;
}

export interface TabState {
  /** null where no extension may run (browser pages, the stores). */
  readonly host: string | null;
  readonly on: boolean;
  /**
   * Host patterns still to be granted, of the site and of the hosts that its photos lie on; asked by the popup, in the
   * click.
   */
  readonly missing: readonly string[];
  readonly summary: PageSummary | null;
}

/** One picture to fetch and judge. */
export interface JudgeJob {
  readonly id: string;
  readonly source: PictureSource;
  /** Leaves nothing in the browser's cache. */
  readonly isPrivate: boolean;
  /** Runs every check, whatever the first ones see: a person asked about this picture. */
  readonly thorough: boolean;
  /** Also answers what an audit keeps of the picture. */
  readonly forAudit: boolean;
}

/** From the background to wherever detection runs. */
export interface BackgroundToEngine {
  judge(job: JudgeJob): AuditedPicture;
  cancelJob(id: string): void;
}
