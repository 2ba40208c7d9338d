import Papa from 'papaparse';
import type { Row } from '../rows.ts';
import { outcomeOf } from '../rows.ts';
import { pseudonymised } from './pseudonyms.ts';
import { aboutOf, type ExportOptions, type SessionData, sortedRows } from './session-data.ts';

const COLUMNS: Readonly<Record<string, (row: Row) => string | number | null>> = {
  list: ({ member }) => member.list,
  account: ({ member }) => member.account,
  handle: ({ member }) => member.handle,
  name: ({ member }) => member.name,
  profile: ({ member }) => member.link,
  photo_shows: ({ member }) => outcomeOf(member),
  reason: ({ member: { photo } }) => (photo.status === 'judged' ? photo.reason : null),
  score: ({ member: { photo } }) => (photo.status === 'judged' ? photo.score : null),
  photo_sha256: ({ member: { photo } }) => (photo.status === 'judged' ? (photo.facts?.sha256 ?? null) : null),
  photo_look: ({ member: { photo } }) =>
    photo.status === 'judged' ? (photo.facts?.perceptualHash ?? null) : null,
  joined: ({ member }) => member.joined?.text ?? null,
  joined_on: ({ member }) => (member.joined?.at == null ? null : day(member.joined.at)),
  first_seen: ({ member }) => new Date(member.firstSeen).toISOString(),
  visit: ({ member }) => member.visit + 1,
  review: ({ review }) => review?.label ?? null,
  note: ({ review }) => review?.note || null,
  reviewed_by: ({ review }) => review?.by || null,
  reviewed_at: ({ review }) =>
    review === null || review.at === 0 ? null : new Date(review.at).toISOString(),
};

/**
 * What spreadsheets may run, after whatever white space they pass over: `=1`, `+1`, `-1`, `@SUM(1)`, and the same in full
 * width; and what a tab or a line break begins. Wherever the cell goes on to, unlike papaparse's own pattern, which lets
 * several lines through.
 */
const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * A table for spreadsheets: what would run as a formula there is kept from it by an apostrophe. What every export
 * carries stands below the rows, one fact a line, its first cell `#about`.
 */
export async function exportCsv(data: SessionData, { pseudonyms }: ExportOptions): Promise<Blob> {
  const shown = pseudonyms ? await pseudonymised(data) : data;
  const columns = Object.entries(COLUMNS);
  const table = [
    columns.map(([name]) => name),
    ...sortedRows(shown).map((row) => columns.map(([, read]) => read(row) ?? '')),
    ...factsOf(aboutOf(shown)).map(([name, value]) => ['#about', name, value]),
  ];
  const csv = Papa.unparse(table, { escapeFormulae: FORMULA, newline: '\r\n' });
  // The mark at the start tells spreadsheets that this is UTF-8.
  return new Blob(['\ufeff', csv, '\r\n'], { type: 'text/csv;charset=utf-8' });
}

/** Nested facts by their path: `counts.strong`. */
function factsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, value === null ? '' : String(value)]];
  return Object.entries(value).flatMap(([name, part]) =>
    factsOf(part, path === '' ? name : `${path}.${name}`),
  );
}
