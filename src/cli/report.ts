import { BANDS, type Band, type UnjudgedReason, type Verdict } from '../shared/verdict.ts';
import type { Fields } from './input-line.ts';

/** What became of one picture: a verdict, or why its bytes could not be had. On the web it has no path. */
export type Checked =
  | { readonly path: string | null; readonly verdict: Verdict }
  | { readonly path: string | null; readonly reason: UnjudgedReason; readonly error: string };

/** Reasons that mean "this file is no picture that can be read", against "this picture cannot be judged". */
const UNREADABLE: ReadonlySet<UnjudgedReason> = new Set([
  'empty',
  'unreadable',
  'unsupported_format',
  'too_many_bytes',
  'too_many_pixels',
]);

export function wasRead(checked: Checked): boolean {
  if ('error' in checked) return false;
  const { reason } = checked.verdict;
  return reason === null || !UNREADABLE.has(reason);
}

/** Names that the contract keeps for itself. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'path',
  'width',
  'height',
  'band',
  'reason',
  'score',
  'evidence',
  'ms',
  'error',
]);

/**
 * One JSON object a line: the contract that accuracy is measured by from outside, then the fields of the line of
 * input. Where both have a name, the contract's value stays.
 */
export function jsonLine(checked: Checked, fields: Fields): string {
  const passed = Object.fromEntries(Object.entries(fields).filter(([name]) => !OWN_FIELDS.has(name)));
  return JSON.stringify({ ...contract(checked), ...passed });
}

function contract(checked: Checked): object {
  if ('error' in checked) {
    const { path, reason, error } = checked;
    const nothing = { width: 0, height: 0, band: 'unjudged', reason, score: null };
    return { path, ...nothing, evidence: [], ms: 0, error };
  }
  const { path, verdict } = checked;
  const { image, band, reason, score, evidence, ms } = verdict;
  return {
    path,
    width: image.width,
    height: image.height,
    band,
    reason,
    score,
    evidence: evidence.map((found) => ({
      check: found.check,
      status: found.status,
      value: found.value,
      percentile: found.percentile,
      counts: found.counts,
      ...(found.status === 'abstained' && { reason: found.reason }),
    })),
    ms: Math.round(ms * 10) / 10,
  };
}

const BAND_WORDS: Readonly<Record<Band, string>> = {
  strong: 'strong signs',
  some: 'some signs',
  none: 'no signs found',
  unjudged: "can't judge",
};

export const TABLE_HEAD = row('band', 'score', 'size', 'picture');

/** @param name of the picture, for a person */
export function tableRow(checked: Checked, name: string): string {
  if ('error' in checked) return row(BAND_WORDS.unjudged, '', '', `${name}  (${checked.error})`);
  const { verdict } = checked;
  const why = verdict.reason === null ? '' : `  (${verdict.reason.replaceAll('_', ' ')})`;
  const size = `${verdict.image.width}x${verdict.image.height}`;
  return row(BAND_WORDS[verdict.band], verdict.score?.toFixed(4) ?? '', size, name + why);
}

function row(band: string, score: string, size: string, picture: string): string {
  return `${band.padEnd(15)} ${score.padStart(6)}  ${size.padStart(11)}  ${picture}`;
}

export function summary(counts: Readonly<Record<Band, number>>, unread: number, skipped: number): string {
  const total = BANDS.reduce((sum, band) => sum + counts[band], 0);
  const parts = BANDS.map((band) => `${counts[band]} ${BAND_WORDS[band]}`);
  return [
    `${total} pictures: ${parts.join(', ')}`,
    ...(unread > 0 ? [`${unread} could not be read`] : []),
    ...(skipped > 0 ? [`${skipped} other files in the folders were left out`] : []),
    'Signs of GAN generation only: "no signs" does not mean a real person.',
  ].join('\n');
}
