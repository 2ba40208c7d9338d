import type { Evidence, Mark, PictureFacts, UnjudgedReason, Verdict } from '../shared/verdict.ts';
import { classify, type HeatMap, type Networks } from './classifier.ts';
import { type Face, findFace, refineFace } from './face/face.ts';
import { refuse } from './image/limits.ts';
import type { Decode, Pixels } from './image/pixels.ts';
import { recompress } from './image/recompress.ts';
import { sniff } from './image/sniff.ts';
import { type Contract, expectHash, interpolate, type ModelFile, readContract, sha256 } from './models.ts';
import { configureRuntime, openSession, type Run } from './session.ts';
import { type Alignment, alignment, mayBeAligned } from './telltales/alignment.ts';
import { abstaining, examineTelltales } from './telltales/examine.ts';
import type { OpenRegionNetwork } from './telltales/region-network.ts';
import { appearance, band, bucketFor, fuse, score } from './verdict.ts';

/** What the engine room must bring: how to read files and pictures differs between browsers and Node. */
export interface DetectorParts {
  /** `models/models.json`, parsed. */
  readonly contract: unknown;
  /** Reads one model file by its name in the contract. */
  readonly loadModel: (file: string) => Promise<Uint8Array<ArrayBuffer>>;
  readonly decode: Decode;
  /** Where onnxruntime's WebAssembly lies; null in Node, where the runtime finds its own. */
  readonly wasmUrl: string | null;
}

export type Stage = 'decode' | 'face' | 'classifier' | 'telltales' | 'stability';

export interface Detector {
  readonly modelsVersion: string;
  /**
   * Judges one picture. Whatever is wrong with the picture comes back as an unjudged verdict with the reason; rejects
   * only when `signal` aborts or the engine itself is broken.
   */
  judge(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal, options?: JudgeOptions): Promise<Verdict>;
}

export interface JudgeOptions {
  /** Runs every check, also where the first look saw nothing: a person asked. The band is the same. */
  readonly thorough?: boolean;
  readonly onStage?: (stage: Stage, ms: number) => void;
}

interface Models {
  readonly detector: Run;
  readonly landmarks: Run;
  readonly classifier: Networks;
  readonly regions: OpenRegionNetwork;
}

/** @throws ContractError when a model is missing, or does not match its hash in the contract */
export async function createDetector({
  contract,
  loadModel,
  decode,
  wasmUrl,
}: DetectorParts): Promise<Detector> {
  const checked = readContract(contract);
  configureRuntime(wasmUrl);
  const load = async (model: ModelFile) => {
    const bytes = await loadModel(model.file);
    await expectHash(bytes, model);
    return bytes;
  };
  const open = async (model: ModelFile) => openSession(await load(model));
  // Most pages never need these: they are checked at once, and opened when a face first asks for them.
  const openLater = async <T extends ModelFile>(model: T) => ({
    ...model,
    run: whenNeeded(await load(model)),
  });
  const { faceDetector, faceLandmarks, classifier, regions } = checked.models;
  const [screen, ...others] = classifier;
  const models: Models = {
    detector: await open(faceDetector),
    landmarks: await open(faceLandmarks),
    classifier: [{ ...screen, run: await open(screen) }, ...(await Promise.all(others.map(openLater)))],
    regions: await openLater(regions),
  };
  return {
    modelsVersion: checked.version,
    judge: (bytes, signal, { thorough = false, onStage } = {}) =>
      judge(bytes, { contract: checked, models, decode, signal, thorough, onStage }),
  };
}

function whenNeeded(model: Uint8Array): Run {
  let session: Promise<Run> | null = null;
  return async (inputs) => {
    session ??= openSession(model);
    return (await session)(inputs);
  };
}

interface Job {
  readonly contract: Contract;
  readonly models: Models;
  readonly decode: Decode;
  readonly signal: AbortSignal;
  readonly thorough: boolean;
  readonly onStage: ((stage: Stage, ms: number) => void) | undefined;
}

async function judge(bytes: Uint8Array<ArrayBuffer>, job: Job): Promise<Verdict> {
  const started = performance.now();
  job.signal.throwIfAborted();
  const hash = await sha256(bytes);
  const outcome = await examine(bytes, job);
  job.signal.throwIfAborted();
  const { width, height, ...judgement } = outcome;
  const image: PictureFacts = { width, height, sha256: hash };
  return { ...judgement, image, modelsVersion: job.contract.version, ms: performance.now() - started };
}

type Judgement =
  | Pick<Extract<Verdict, { band: 'unjudged' }>, 'band' | 'reason' | 'score' | 'evidence'>
  | Pick<Exclude<Verdict, { band: 'unjudged' }>, 'band' | 'reason' | 'score' | 'evidence'>;
type Outcome = Judgement & { readonly width: number; readonly height: number };

async function examine(bytes: Uint8Array<ArrayBuffer>, job: Job): Promise<Outcome> {
  const header = sniff(bytes);
  const stored = { width: header?.width ?? 0, height: header?.height ?? 0 };
  const refused = refuse(bytes, header);
  if (refused !== null) return { ...unjudged(refused), ...stored };
  const picture = await timed('decode', job, () => decodeOrNull(bytes, job));
  if (picture === null) return { ...unjudged('unreadable'), ...stored };
  const judged = await judgePicture(picture, job);
  const stands = judged.band !== 'strong' || (await timed('stability', job, () => survives(picture, job)));
  return {
    ...(stands ? judged : { ...judged, band: 'some' }),
    width: picture.width,
    height: picture.height,
  };
}

async function judgePicture(picture: Pixels, job: Job): Promise<Judgement> {
  job.signal.throwIfAborted();
  const face = await timed('face', job, () => findFace(picture, job.models));
  if (typeof face === 'string') return unjudged(face);
  job.signal.throwIfAborted();
  return judgeFace(picture, face, job);
}

/** Whether signs are left once the picture is as small and compressed as platforms make it. */
async function survives(picture: Pixels, job: Job): Promise<boolean> {
  const damaged = recompress(picture, job.contract.calibration.stability);
  const { band } = await judgePicture(damaged, { ...job, thorough: false, onStage: undefined });
  return band === 'strong' || band === 'some';
}

async function decodeOrNull(bytes: Uint8Array<ArrayBuffer>, { decode, signal }: Job): Promise<Pixels | null> {
  try {
    return await decode(bytes, signal);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function judgeFace(picture: Pixels, face: Face, job: Job): Promise<Judgement> {
  const { calibration } = job.contract;
  const suspected = mayBeAligned(picture, face, calibration.alignment);
  const classified = await timed('classifier', job, () =>
    classify(
      picture,
      face.quad,
      job.models.classifier,
      { combine: calibration.classifier, suspected, thorough: job.thorough },
      job.signal,
    ),
  );
  if (classified.notAPhoto >= calibration.drawing) return unjudged('drawing');
  job.signal.throwIfAborted();
  const { aligned, telltales } = await timed('telltales', job, async () => {
    const aligned = await judgeAlignment(picture, face, suspected, job);
    if (!classified.asked && !job.thorough) return { aligned, telltales: abstaining('not_needed') };
    job.signal.throwIfAborted();
    const { regions } = job.models;
    return { aligned, telltales: await examineTelltales(picture, face, regions, calibration.telltales) };
  });
  const measured = {
    side: Math.min(picture.width, picture.height),
    appearance: appearance(classified, telltales.logLikelihoodRatios, calibration),
    alignment: aligned,
  };
  const classifierEvidence: Evidence = {
    check: 'classifier',
    status: 'ok',
    value: measured.appearance,
    percentile: interpolate(
      bucketFor(measured.side, calibration.buckets).appearancePercentile,
      measured.appearance,
    ),
    counts: true,
    marks: classified.map === null ? [] : [heat(classified.map, picture)],
  };
  return {
    band: band(measured, calibration),
    reason: null,
    score: score(fuse(measured, calibration)),
    evidence: [classifierEvidence, aligned.evidence, ...telltales.evidence],
  };
}

async function judgeAlignment(
  picture: Pixels,
  face: Face,
  suspected: boolean,
  { contract, models }: Job,
): Promise<Alignment> {
  const closer = suspected ? await refineFace(picture, face, models.landmarks) : face;
  return alignment(picture, closer, contract.calibration.alignment);
}

/** Log-odds of the positions as shares in [0, 1]. */
function heat({ box, rows }: HeatMap, { width, height }: Pixels): Mark {
  return {
    kind: 'heat',
    from: { x: box.x / width, y: box.y / height },
    to: { x: (box.x + box.width) / width, y: (box.y + box.height) / height },
    rows: rows.map((row) => row.map(score)),
    role: 'found',
  };
}

function unjudged(reason: UnjudgedReason): Judgement {
  return { band: 'unjudged', reason, score: null, evidence: [] };
}

async function timed<T>(stage: Stage, { onStage }: Job, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  onStage?.(stage, performance.now() - started);
  return result;
}
