import * as v from 'valibot';
import type {
  CheckRequest,
  CheckResult,
  ContentToBackground,
  InspectedAvatar,
  PageInspection,
  PageSummary,
  PhotosInView,
  PictureSource,
} from './messages.ts';
import type { PayloadSchemas } from './messaging.ts';
import {
  PAGE_TEXT_LENGTH,
  RECORDING_COMMANDS,
  type SeenMember,
  type SeenMembers,
  URL_LENGTH,
} from './recording.ts';
import {
  ABSTENTIONS,
  BANDS,
  CHECKS,
  type Evidence,
  type Mark,
  UNJUDGED_REASONS,
  type Verdict,
} from './verdict.ts';

/** The shapes of what crosses a boundary, for checking at run time. Limits stop what no honest page would send. */

/** Above the largest picture that is decoded, so that a larger file gets its reason from the detector. */
const DATA_URL_LENGTH = 30_000_000;

const text = (length: number) => v.pipe(v.string(), v.maxLength(length));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const httpUrl = v.pipe(v.string(), v.maxLength(URL_LENGTH), v.regex(/^https?:\/\//i), v.url());

export const pictureSourceSchema: v.GenericSchema<unknown, PictureSource> = v.variant('kind', [
  v.object({ kind: v.literal('url'), url: httpUrl, larger: v.nullable(httpUrl) }),
  v.object({
    kind: v.literal('data'),
    dataUrl: v.pipe(v.string(), v.startsWith('data:'), v.maxLength(DATA_URL_LENGTH)),
  }),
]);

const checkRequest: v.GenericSchema<unknown, CheckRequest> = v.object({
  id: text(200),
  key: text(URL_LENGTH),
  source: v.union([pictureSourceSchema, v.object({ kind: v.literal('screen') })]),
  priority: v.picklist(['asked', 'visible', 'near', 'idle']),
});

const point = v.object({ x: v.number(), y: v.number() });
const mark: v.GenericSchema<unknown, Mark> = v.variant('kind', [
  v.object({ kind: v.literal('point'), at: point, role: v.picklist(['found', 'expected']) }),
  v.object({
    kind: v.literal('quad'),
    corners: v.strictTuple([point, point, point, point]),
    role: v.picklist(['found', 'expected']),
  }),
  v.object({ kind: v.literal('box'), from: point, to: point, role: v.picklist(['found', 'unequal']) }),
  v.object({
    kind: v.literal('heat'),
    from: point,
    to: point,
    rows: v.pipe(v.array(v.pipe(v.array(v.number()), v.maxLength(64))), v.maxLength(64)),
    role: v.literal('found'),
  }),
]);

const evidence: v.GenericSchema<unknown, Evidence> = v.variant('status', [
  v.object({
    check: v.picklist(CHECKS),
    status: v.literal('ok'),
    value: v.number(),
    percentile: v.number(),
    counts: v.boolean(),
    marks: v.pipe(v.array(mark), v.maxLength(1_000)),
  }),
  v.object({
    check: v.picklist(CHECKS),
    status: v.literal('abstained'),
    reason: v.picklist(ABSTENTIONS),
    value: v.null(),
    percentile: v.null(),
    counts: v.literal(false),
    marks: v.strictTuple([]),
  }),
]);

const verdictBase = {
  image: v.object({ width: count, height: count, sha256: text(64) }),
  evidence: v.pipe(v.array(evidence), v.maxLength(100)),
  modelsVersion: text(100),
  ms: v.number(),
};

const verdict: v.GenericSchema<unknown, Verdict> = v.union([
  v.object({
    ...verdictBase,
    band: v.picklist(['strong', 'some', 'none']),
    reason: v.null(),
    score: v.number(),
  }),
  v.object({
    ...verdictBase,
    band: v.literal('unjudged'),
    reason: v.picklist(UNJUDGED_REASONS),
    score: v.null(),
  }),
]);

export const checkResultSchema: v.GenericSchema<unknown, CheckResult> = v.object({
  verdict,
  variant: v.picklist(['shown', 'larger', 'given', 'screen']),
});

const counts = Object.fromEntries(BANDS.map((band) => [band, count])) as Record<
  (typeof BANDS)[number],
  typeof count
>;

export const pageSummarySchema: v.GenericSchema<unknown, PageSummary> = v.object({
  host: text(300),
  found: count,
  waiting: count,
  bands: v.object(counts),
  reasons: v.record(v.picklist(UNJUDGED_REASONS), count),
  signs: v.pipe(
    v.array(v.object({ account: text(1_000), pictureUrl: text(DATA_URL_LENGTH), result: checkResultSchema })),
    v.maxLength(10_000),
  ),
});

const inspectedAvatar: v.GenericSchema<unknown, InspectedAvatar> = v.object({
  site: text(100),
  account: v.nullable(text(URL_LENGTH)),
  handle: v.nullable(text(URL_LENGTH)),
  name: v.nullable(text(URL_LENGTH)),
  link: v.nullable(text(URL_LENGTH)),
  src: text(DATA_URL_LENGTH),
  fetched: v.nullable(text(DATA_URL_LENGTH)),
  kind: v.picklist(['img', 'svg', 'background']),
  rect: v.strictTuple([v.number(), v.number(), v.number(), v.number()]),
  band: v.nullable(v.picklist(BANDS)),
  reason: v.nullable(v.picklist(UNJUDGED_REASONS)),
});

export const pageInspectionSchema: v.GenericSchema<unknown, PageInspection> = v.object({
  avatars: v.pipe(v.array(inspectedAvatar), v.maxLength(10_000)),
  leftOut: v.pipe(
    v.array(v.object({ why: text(100), src: v.nullable(text(DATA_URL_LENGTH)) })),
    v.maxLength(100_000),
  ),
});

const length = v.pipe(v.number(), v.minValue(0), v.maxValue(100_000));

export const photosInViewSchema: v.GenericSchema<unknown, PhotosInView> = v.object({
  width: length,
  photos: v.pipe(
    v.array(
      v.object({
        key: text(URL_LENGTH),
        url: text(DATA_URL_LENGTH),
        box: v.strictTuple([length, length, length, length]),
      }),
    ),
    v.maxLength(1_000),
  ),
});

const pageText = v.nullable(text(PAGE_TEXT_LENGTH));

const seenMember: v.GenericSchema<unknown, SeenMember> = v.object({
  account: text(PAGE_TEXT_LENGTH),
  handle: pageText,
  name: pageText,
  link: v.nullable(httpUrl),
  joined: v.nullable(
    v.object({ text: text(PAGE_TEXT_LENGTH), at: v.nullable(v.pipe(v.number(), v.finite())) }),
  ),
  picture: v.nullable(v.object({ key: text(URL_LENGTH), source: pictureSourceSchema })),
});

const seenMembers: v.GenericSchema<unknown, SeenMembers> = v.object({
  site: text(100),
  list: v.object({ id: text(PAGE_TEXT_LENGTH), title: text(PAGE_TEXT_LENGTH), url: httpUrl }),
  members: v.pipe(v.array(seenMember), v.maxLength(500)),
});

export const contentPayloads: PayloadSchemas<ContentToBackground> = {
  check: checkRequest,
  cancelChecks: v.pipe(v.array(text(200)), v.maxLength(10_000)),
  siteState: v.undefined(),
  pageChanged: pageSummarySchema,
  recording: v.undefined(),
  recordMembers: seenMembers,
  commandRecording: v.picklist(RECORDING_COMMANDS),
};
