/**
 * The vocabulary of a verdict: what every room says and understands.
 * Words for people live in `public/_locales`; here are only their keys.
 */

/** From the strongest signs to no judgement at all. "none" means no signs were found, not that a person is real. */
export const BANDS = ['strong', 'some', 'none', 'unjudged'] as const;
export type Band = (typeof BANDS)[number];

/** Why a picture was not judged. Each has a sentence in `_locales` under `reason_<key>`. */
export const UNJUDGED_REASONS = [
  'empty',
  'unreadable',
  'unsupported_format',
  'animated',
  'too_many_bytes',
  'too_many_pixels',
  'too_small',
  'no_face',
  'several_faces',
  'face_too_small',
  'turned_away',
  'drawing',
  'timed_out',
  'not_loadable',
  'no_permission',
] as const;
export type UnjudgedReason = (typeof UNJUDGED_REASONS)[number];

/**
 * Each has a title in `_locales` under `check_<key>`, a sentence under `check_<key>_found` for an unusual finding, and
 * one under `check_<key>_look` that says what to compare by eye.
 */
export const CHECKS = [
  'classifier',
  'alignment',
  'glasses',
  'earrings',
  'eyes',
  'mouth',
  'hair',
  'background',
] as const;
export type CheckId = (typeof CHECKS)[number];

/** Why a check has nothing to say of a picture. Each has a sentence in `_locales` under `abstained_<key>`. */
export const ABSTENTIONS = [
  /** The other checks saw nothing, and nobody asked. */
  'not_needed',
  'too_small',
  'tilted',
  'outside_picture',
  'not_worn',
  'only_one',
  'hidden',
  'plain',
  'failed',
] as const;
export type Abstention = (typeof ABSTENTIONS)[number];

/** A point on the picture, as fractions of its width and height. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What to draw on the picture so that a person can check the evidence by eye. */
export type Mark =
  | { readonly kind: 'point'; readonly at: Point; readonly role: 'found' | 'expected' }
  | {
      readonly kind: 'quad';
      readonly corners: readonly [Point, Point, Point, Point];
      readonly role: 'found' | 'expected';
    }
  /**
   * A part of the picture, upright, from its upper left to its lower right corner. Two of them are to be compared;
   * "unequal" ones differ more than nearly all real ones do.
   */
  | { readonly kind: 'box'; readonly from: Point; readonly to: Point; readonly role: 'found' | 'unequal' }
  /** How much each part of a box speaks for a generator: rows from the top, each from the left, in [0, 1]. */
  | {
      readonly kind: 'heat';
      readonly from: Point;
      readonly to: Point;
      readonly rows: readonly (readonly number[])[];
      readonly role: 'found';
    };

export type Evidence =
  | {
      readonly check: CheckId;
      readonly status: 'ok';
      /** In the check's own unit; see the check's file. */
      readonly value: number;
      /** Share of real profile photos, in [0, 100], that show this sign less than this picture does. */
      readonly percentile: number;
      /** False for an aid to the eye that measured no signal of its own: the verdict does not rest on it. */
      readonly counts: boolean;
      readonly marks: readonly Mark[];
    }
  | {
      readonly check: CheckId;
      readonly status: 'abstained';
      readonly reason: Abstention;
      readonly value: null;
      readonly percentile: null;
      readonly counts: false;
      readonly marks: readonly [];
    };

export interface PictureFacts {
  /** In pixels, after EXIF orientation; 0 when the picture could not be read that far. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

interface VerdictBase {
  readonly image: PictureFacts;
  readonly evidence: readonly Evidence[];
  /** Version of the models and thresholds that judged: verdicts of another version are stale. */
  readonly modelsVersion: string;
  readonly ms: number;
}

export type Verdict = VerdictBase &
  (
    | { readonly band: Exclude<Band, 'unjudged'>; readonly reason: null; readonly score: number }
    | { readonly band: 'unjudged'; readonly reason: UnjudgedReason; readonly score: null }
  );

/** Eye points of the one face, the one on the left of the picture first; null where no face was judged. */
export function foundEyes({ evidence }: Verdict): readonly [Point, Point] | null {
  const eyes = evidence
    .find(({ check }) => check === 'alignment')
    ?.marks.flatMap((mark) => (mark.kind === 'point' && mark.role === 'found' ? [mark.at] : []));
  const [one, other] = eyes ?? [];
  if (one === undefined || other === undefined) return null;
  return one.x <= other.x ? [one, other] : [other, one];
}

/** Whether every check was run that could be; otherwise some were left out because the first ones saw nothing. */
export function isThorough({ evidence }: Verdict): boolean {
  return !evidence.some((found) => found.status === 'abstained' && found.reason === 'not_needed');
}
