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
import { aboutOf, type ExportOptions, type SessionData, sortedRows } from './session-data.ts';

/** Rises when a line means something else. */
const FORMAT = 1;

/** The file is refused as a whole; nothing was changed. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  constructor(
    /** From 1; 0 for the file as a whole. */
    readonly line: number,
    message: string,
  ) {
    super(message);
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
  const parts: string[] = [];
  const write = (line: object) => parts.push(`${JSON.stringify(line, keysInOrder)}\n`);
  write({
    kind: 'session',
    format: FORMAT,
    session: { id, title, createdAt, visits, lists },
    about: aboutOf(data),
  });
  const hashes = new Set<string>();
  for (const { member, review } of sortedRows(data)) {
    const { session: _, ...fields } = member;
    write({ kind: 'member', ...fields, review: review === null ? null : viewOf(review) });
    if (member.photo.status === 'judged' && member.photo.facts) hashes.add(member.photo.facts.sha256);
  }
  if (thumbnails) {
    for (const sha256 of [...hashes].sort()) {
      const photo = await data.readPhoto(sha256);
      if (photo === null) continue;
      const { type, bytes } = photo.thumbnail;
      write({ kind: 'photo', sha256, thumbnail: { type, base64: toBase64(bytes) }, verdict: photo.verdict });
    }
  }
  write({ kind: 'end', lines: parts.length + 1 });
  return new Blob(parts, { type: 'application/jsonl' });
}

/** For `JSON.stringify`: the same facts are the same bytes, wherever they were read. */
function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const viewOf = ({ label, note, by, at }: AuditReview) => ({ label, note, by, at });

const text = (length: number) => v.pipe(v.string(), v.maxLength(length));
const time = v.pipe(v.number(), v.finite());
const nullable = v.nullable(text(2_000));
const share = v.object({ x: time, y: time });

const facts = v.object({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  perceptualHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  width: v.pipe(v.number(), v.integer(), v.minValue(1)),
  height: v.pipe(v.number(), v.integer(), v.minValue(1)),
  eyes: v.nullable(v.strictTuple([share, share])),
});
const judged = {
  status: v.literal('judged'),
  url: text(20_000),
  variant: v.picklist(['shown', 'larger', 'given', 'screen']),
};
const photo = v.union([
  v.object({ status: v.literal('none') }),
  v.object({ status: v.literal('waiting'), url: text(20_000), larger: v.nullable(text(20_000)) }),
  v.object({
    ...judged,
    band: v.picklist(['strong', 'some', 'none']),
    reason: v.null(),
    score: time,
    facts,
  }),
  v.object({
    ...judged,
    band: v.literal('unjudged'),
    reason: v.picklist(UNJUDGED_REASONS),
    score: v.null(),
    facts: v.nullable(facts),
  }),
]);

const sessionLine = v.object({
  kind: v.literal('session'),
  format: v.literal(FORMAT),
  session: v.object({
    id: text(200),
    title: text(2_000),
    createdAt: time,
    visits: v.array(
      v.object({
        startedAt: time,
        endedAt: v.nullable(time),
        toolVersion: text(100),
        modelsVersion: text(100),
        largerVariants: v.boolean(),
      }),
    ),
    lists: v.array(
      v.object({
        id: text(2_000),
        origin: v.picklist(['page', 'folder', 'links']),
        site: nullable,
        title: text(2_000),
        url: nullable,
      }),
    ),
  }),
});
const memberLine = v.object({
  kind: v.literal('member'),
  list: text(2_000),
  account: text(20_000),
  handle: nullable,
  name: nullable,
  link: nullable,
  joined: v.nullable(v.object({ text: text(2_000), at: v.nullable(time) })),
  firstSeen: time,
  visit: v.pipe(v.number(), v.integer(), v.minValue(0)),
  photo,
  review: v.nullable(
    v.object({ label: v.nullable(v.picklist(REVIEW_LABELS)), note: text(2_000), by: text(200), at: time }),
  ),
});
const photoLine = v.object({
  kind: v.literal('photo'),
  sha256: facts.entries.sha256,
  thumbnail: v.object({
    type: v.picklist(['image/webp', 'image/jpeg']),
    base64: v.pipe(v.string(), v.base64(), v.maxLength(400_000)),
  }),
  verdict: v.unknown(),
});
const endLine = v.object({ kind: v.literal('end'), lines: v.number() });
const anyLine = v.variant('kind', [sessionLine, memberLine, photoLine, endLine]);

/**
 * Reads what `exportJsonLines` wrote.
 * @throws ImportError when anything in the file is not as it was written
 */
export async function importJsonLines(file: Blob): Promise<Imported> {
  const lines = (await file.text()).split('\n');
  if (lines.at(-1) === '') lines.pop();
  let session: AuditSession | null = null;
  let isWhole = false;
  const members = new Map<string, AuditMember>();
  const reviews: AuditReview[] = [];
  const photos: AuditPhoto[] = [];
  for (const [at, line] of lines.entries()) {
    const number = at + 1;
    const read = parsed(line, number);
    if (isWhole) throw new ImportError(number, 'There is more after the end');
    if ((session === null) !== (read.kind === 'session'))
      throw new ImportError(number, 'A file begins with its session, and has only one');
    switch (read.kind) {
      case 'session':
        session = read.session;
        break;
      case 'member': {
        const { kind: _, review, ...fields } = read;
        const member: AuditMember = { session: session?.id ?? '', ...fields };
        const row = rowId(member);
        if (members.has(row)) throw new ImportError(number, 'This account stands in the list twice');
        members.set(row, member);
        if (review !== null)
          reviews.push({ session: member.session, list: member.list, account: member.account, ...review });
        break;
      }
      case 'photo':
        photos.push({
          session: session?.id ?? '',
          sha256: read.sha256,
          thumbnail: { type: read.thumbnail.type, bytes: fromBase64(read.thumbnail.base64) },
          verdict: verdictOf(read.verdict, number),
        });
        break;
      case 'end':
        if (read.lines !== lines.length) throw new ImportError(number, 'Lines are missing');
        isWhole = true;
        break;
    }
  }
  if (session === null || !isWhole) throw new ImportError(lines.length, 'The file is cut off');
  return { session, members: [...members.values()], reviews, photos };
}

function parsed(line: string, number: number): v.InferOutput<typeof anyLine> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ImportError(number, 'This line is no JSON');
  }
  const read = v.safeParse(anyLine, value);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new ImportError(number, `${v.getDotPath(issue) ?? 'line'}: ${issue.message}`);
}

function verdictOf(value: unknown, number: number): AuditPhoto['verdict'] {
  const read = v.safeParse(checkResultSchema, { verdict: value, variant: 'given' });
  if (read.success) return read.output.verdict;
  throw new ImportError(number, 'The verdict of this photo is not as it was written');
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text64), (char) => char.charCodeAt(0));
}
