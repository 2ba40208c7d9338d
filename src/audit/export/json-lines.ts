import * as v from 'valibot';
import {
  type AuditMember,
  type AuditPhoto,
  type AuditReview,
  type AuditSession,
  REVIEW_LABELS,
  rowId,
} from '../../shared/audit.ts';
import { checkResultSchema } from '../../shared/schemas.ts';
import { UNJUDGED_REASONS } from '../../shared/verdict.ts';
import { pseudonymised } from './pseudonyms.ts';
import { aboutOf, type ExportOptions, photosOf, type SessionData, sortedRows } from './session-data.ts';
import { textBlob } from './text-blob.ts';

/** Rises when a line means something else. */
const FORMAT = 1;
const NEWLINE = 10;

/** Why a file is refused. Each has a sentence in `_locales` under `audit_import_why_<key>`. */
export type Refusal =
  | 'no_json'
  | 'not_as_written'
  | 'session_first'
  | 'twice'
  | 'unknown'
  | 'lines_missing'
  | 'after_end'
  | 'cut_off';

/** The file is refused as a whole; nothing was changed. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  constructor(
    /** From 1. */
    readonly line: number,
    readonly refusal: Refusal,
    /** Which field, and what is wrong with it, in English; may be empty. */
    readonly what = '',
  ) {
    super(`Line ${line}: ${refusal} ${what}`);
  }
}

export interface Imported {
  readonly session: AuditSession;
  readonly members: readonly AuditMember[];
  readonly reviews: readonly AuditReview[];
  readonly photos: readonly AuditPhoto[];
}

/**
 * The whole audit, a JSON object a line: first the session, then members with their reviews, then photos with their
 * verdicts, last the number of lines. `docs/audit.schema.json` describes them. Photos are left out with the thumbnails.
 */
export async function exportJsonLines(
  given: SessionData,
  { thumbnails, pseudonyms }: ExportOptions,
): Promise<Blob> {
  const data = pseudonyms ? await pseudonymised(given) : given;
  const { id, title, createdAt, visits, lists } = data.session;
  const file = textBlob('application/jsonl');
  let lines = 0;
  const write = (line: object) => {
    lines++;
    file.write(`${JSON.stringify(line, keysInOrder)}\n`);
  };
  write({
    kind: 'session',
    format: FORMAT,
    session: { id, title, createdAt, visits, lists },
    about: aboutOf(data),
  });
  const hashes = new Set<string>();
  for (const { member, review } of sortedRows(data)) {
    const { session: _, ...fields } = member;
    write({ kind: 'member', ...fields, review: isView(review) ? viewOf(review) : null });
    if (member.photo.status === 'judged' && member.photo.facts) hashes.add(member.photo.facts.sha256);
  }
  if (thumbnails) {
    for await (const photo of photosOf([...hashes].sort(), data)) {
      if (photo === null) continue;
      const { sha256 } = photo;
      const { type, bytes } = photo.thumbnail;
      write({ kind: 'photo', sha256, thumbnail: { type, base64: toBase64(bytes) }, verdict: photo.verdict });
    }
  }
  write({ kind: 'end', lines: lines + 1 });
  return file.end();
}

/** For `JSON.stringify`: the same facts are the same bytes, wherever they were read. */
function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A view that was taken back is none. */
const isView = (review: AuditReview | null): review is AuditReview => review !== null && review.at !== 0;

const viewOf = ({ label, note, by, at }: AuditReview) => ({ label, note, by, at });

/** In UTF-16 units: longer than anything that is recorded or read from tables. */
const TEXT_LENGTH = 100_000;
const text = v.pipe(v.string(), v.maxLength(TEXT_LENGTH));
const named = v.pipe(text, v.minLength(1));
/** In milliseconds; what lies outside is no date, and cannot be shown. */
const MOST_TIME = 8.64e15;
const time = v.pipe(v.number(), v.minValue(-MOST_TIME), v.maxValue(MOST_TIME));
const place = v.pipe(v.number(), v.integer(), v.minValue(0));
const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const link = v.nullable(v.pipe(text, v.regex(/^https?:\/\//i), v.url()));
const point = v.strictObject({ x: time, y: time });

const facts = v.strictObject({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  perceptualHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  width: side,
  height: side,
  eyes: v.nullable(v.strictTuple([point, point])),
});
const judged = {
  status: v.literal('judged'),
  url: text,
  variant: v.picklist(['shown', 'larger', 'given', 'screen']),
};
const photo = v.union([
  v.strictObject({ status: v.literal('none') }),
  v.strictObject({ status: v.literal('waiting'), url: text, larger: v.nullable(text) }),
  v.strictObject({
    ...judged,
    band: v.picklist(['strong', 'some', 'none']),
    reason: v.null(),
    score: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    facts,
  }),
  v.strictObject({
    ...judged,
    band: v.literal('unjudged'),
    reason: v.picklist(UNJUDGED_REASONS),
    score: v.null(),
    facts: v.nullable(facts),
  }),
]);

const sessionLine = v.strictObject({
  kind: v.literal('session'),
  format: v.literal(FORMAT),
  session: v.strictObject({
    id: named,
    title: text,
    createdAt: time,
    visits: v.array(
      v.strictObject({
        startedAt: time,
        endedAt: v.nullable(time),
        toolVersion: text,
        modelsVersion: text,
        largerVariants: v.boolean(),
      }),
    ),
    lists: v.array(
      v.strictObject({
        id: text,
        origin: v.picklist(['page', 'folder', 'links']),
        site: v.nullable(text),
        title: text,
        url: link,
      }),
    ),
  }),
  // For whoever reads the file; worked out anew from the rest.
  about: v.record(v.string(), v.unknown()),
});
const memberLine = v.strictObject({
  kind: v.literal('member'),
  list: text,
  account: text,
  handle: v.nullable(text),
  name: v.nullable(text),
  link,
  joined: v.nullable(v.strictObject({ text, at: v.nullable(time) })),
  firstSeen: time,
  visit: place,
  photo,
  review: v.nullable(
    v.strictObject({ label: v.nullable(v.picklist(REVIEW_LABELS)), note: text, by: text, at: time }),
  ),
});
const photoLine = v.strictObject({
  kind: v.literal('photo'),
  sha256: facts.entries.sha256,
  thumbnail: v.strictObject({
    type: v.picklist(['image/webp', 'image/jpeg']),
    base64: v.pipe(v.string(), v.base64(), v.maxLength(400_000)),
  }),
  verdict: v.unknown(),
});
const endLine = v.strictObject({ kind: v.literal('end'), lines: place });
const anyLine = v.variant('kind', [sessionLine, memberLine, photoLine, endLine]);

/**
 * Reads what `exportJsonLines` wrote, line by line.
 * @throws ImportError when anything in the file is not as it was written
 */
export async function importJsonLines(file: Blob): Promise<Imported> {
  let last = 1;
  let session: AuditSession | null = null;
  let isWhole = false;
  const members = new Map<string, AuditMember>();
  const reviews: AuditReview[] = [];
  const photos = new Map<string, AuditPhoto>();
  const shown = new Set<string>();
  for await (const [number, line] of linesOf(file)) {
    last = number;
    if (isWhole) throw new ImportError(number, 'after_end');
    const read = parsed(line, number);
    if ((session === null) !== (read.kind === 'session')) throw new ImportError(number, 'session_first');
    switch (read.kind) {
      case 'session':
        session = read.session;
        break;
      case 'member': {
        const { kind: _, review, ...fields } = read;
        const member: AuditMember = { session: session?.id ?? '', ...fields };
        const row = rowId(member);
        const isKnown = session?.lists.some(({ id }) => id === member.list);
        if (!isKnown || member.visit >= (session?.visits.length ?? 0))
          throw new ImportError(number, 'unknown');
        if (members.has(row)) throw new ImportError(number, 'twice');
        members.set(row, member);
        if (member.photo.status === 'judged' && member.photo.facts) shown.add(member.photo.facts.sha256);
        if (review !== null)
          reviews.push({ session: member.session, list: member.list, account: member.account, ...review });
        break;
      }
      case 'photo':
        if (!shown.has(read.sha256)) throw new ImportError(number, 'unknown');
        if (photos.has(read.sha256)) throw new ImportError(number, 'twice');
        photos.set(read.sha256, {
          session: session?.id ?? '',
          sha256: read.sha256,
          thumbnail: { type: read.thumbnail.type, bytes: fromBase64(read.thumbnail.base64) },
          verdict: verdictOf(read.verdict, number),
        });
        break;
      case 'end':
        if (read.lines !== number) throw new ImportError(number, 'lines_missing');
        isWhole = true;
        break;
    }
  }
  if (session === null || !isWhole) throw new ImportError(last, 'cut_off');
  return { session, members: [...members.values()], reviews, photos: [...photos.values()] };
}

/**
 * Lines without their ends, counted from 1.
 * @throws ImportError at bytes that are no UTF-8
 */
async function* linesOf(file: Blob): AsyncGenerator<readonly [number: number, line: string]> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 1;
  let begun: Uint8Array[] = [];
  const ended = (): string => {
    try {
      return begun.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
    } catch {
      throw new ImportError(number, 'not_as_written', 'UTF-8');
    }
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    let from = 0;
    for (let to = value.indexOf(NEWLINE); to >= 0; to = value.indexOf(NEWLINE, from)) {
      begun.push(value.subarray(from, to));
      yield [number, ended()];
      number++;
      begun = [];
      from = to + 1;
    }
    if (from < value.length) begun.push(value.subarray(from));
  }
  if (begun.length > 0) yield [number, ended()];
}

function parsed(line: string, number: number): v.InferOutput<typeof anyLine> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ImportError(number, 'no_json');
  }
  const read = v.safeParse(anyLine, value);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new ImportError(number, 'not_as_written', `${v.getDotPath(issue) ?? 'line'}: ${issue.message}`);
}

function verdictOf(value: unknown, number: number): AuditPhoto['verdict'] {
  const read = v.safeParse(checkResultSchema, { verdict: value, variant: 'given' });
  if (read.success) return read.output.verdict;
  throw new ImportError(number, 'not_as_written', 'verdict');
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text64), (char) => char.charCodeAt(0));
}
