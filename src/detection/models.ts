/**
 * The contract of the models that ship, `models/models.json`: written by the scripts under `models/`, checked here when
 * loaded. A number that the engine decides by stands there, never in code.
 */

export interface ModelFile {
  readonly file: string;
  readonly sha256: string;
}

export interface ClassifierNetwork extends ModelFile {
  readonly input: { readonly size: number; readonly scale: number; readonly offset: number };
  /** What its logits are of: `gan` first, and for the first network `not_a_photo`. */
  readonly outputs: readonly string[];
}

/** At least one; `readContract` refuses empty lists. */
export type Filled<T> = readonly [T, ...T[]];

/** One way of looking at a face. */
export interface Look {
  /** Side of the square that is seen, in FFHQ quads. */
  readonly frame: number;
  readonly mirrored: boolean;
}

/** Grows strictly: `x[i]` maps to `y[i]`, linear between, constant outside. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A Gaussian of an alignment vector; see `telltales/alignment.ts`. */
export interface AlignmentTemplate {
  readonly name: string;
  readonly mean: readonly number[];
  readonly inverseCovariance: readonly (readonly number[])[];
}

/** How faces lie in generated pictures, and what the Mahalanobis distance to the nearest template says. */
export interface Framing {
  readonly templates: readonly AlignmentTemplate[];
  /** Distance to the percentage of real photos that are farther from every template. */
  readonly percentile: Curve;
  /** Distance to the natural log of the likelihood ratio, GAN to real. */
  readonly logLikelihoodRatio: Curve;
  /** Distance up to which a face counts as framed so. */
  readonly strict: number;
}

/** Thresholds for pictures whose shorter side is at least `minSide` pixels, up to the next bucket. */
export interface SizeBucket {
  readonly minSide: number;
  /** Classifier logit to the percentage of real photos with a lower one. */
  readonly classifierPercentile: Curve;
  /** Classifier logit from which an aligned face has strong signs. */
  readonly strongWhenAligned: number;
  /** Classifier logit from which a face has strong signs by itself. */
  readonly strongAlone: number;
  /** Fused log-likelihood ratio from which there are some signs. */
  readonly some: number;
}

export interface Contract {
  /** Names models and thresholds together; verdicts of another version are stale. */
  readonly version: string;
  readonly models: {
    readonly faceDetector: ModelFile;
    readonly faceLandmarks: ModelFile;
    readonly classifier: {
      /** The first network takes the first look at every face; the rest follow only where it sees anything. */
      readonly networks: Filled<ClassifierNetwork>;
      readonly looks: Filled<Look>;
    };
  };
  readonly calibration: {
    readonly classifier: {
      /** Log-odds of the first network from which the others are asked. */
      readonly ask: number;
      /** Log-odds = intercept + the sum of each network's log-odds (mean of its looks) times its weight. */
      readonly intercept: number;
      readonly weights: readonly number[];
    };
    /** How a picture is damaged to see whether strong signs hold: long side in pixels, then JPEG quality. */
    readonly stability: { readonly side: number; readonly quality: number };
    readonly alignment: {
      /** The whole picture as it was generated, by scale, centre and roll. */
      readonly whole: Framing;
      /** A crop of one round its centre, by centre and roll; for logarithms of the scale in the range. */
      readonly centred: Framing & { readonly logScale: { readonly from: number; readonly to: number } };
      /** Distance, to either framing, up to which landmarks are refined before they are judged. */
      readonly refine: number;
    };
    /** Log-odds of the "not a photo" output from which a picture counts as a drawing. */
    readonly drawing: number;
    /** Fused log-likelihood ratio = intercept + classifier x logit + alignment x its log-likelihood ratio. */
    readonly fusion: { readonly intercept: number; readonly classifier: number; readonly alignment: number };
    readonly buckets: readonly SizeBucket[];
  };
}

export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** @throws ContractError when the contract lacks a part or has one of another kind */
export function readContract(value: unknown): Contract {
  const framing = {
    templates: [{ name: '', mean: [0], inverseCovariance: [[0]] }],
    percentile: { x: [0], y: [0] },
    logLikelihoodRatio: { x: [0], y: [0] },
    strict: 0,
  };
  const example: Shape = {
    version: '',
    models: {
      faceDetector: { file: '', sha256: '' },
      faceLandmarks: { file: '', sha256: '' },
      classifier: {
        networks: [{ file: '', sha256: '', input: { size: 0, scale: 0, offset: 0 }, outputs: [''] }],
        looks: [{ frame: 0, mirrored: false }],
      },
    },
    calibration: {
      classifier: { ask: 0, intercept: 0, weights: [0] },
      stability: { side: 0, quality: 0 },
      alignment: { whole: framing, centred: { ...framing, logScale: { from: 0, to: 0 } }, refine: 0 },
      drawing: 0,
      fusion: { intercept: 0, classifier: 0, alignment: 0 },
      buckets: [
        {
          minSide: 0,
          classifierPercentile: { x: [0], y: [0] },
          strongWhenAligned: 0,
          strongAlone: 0,
          some: 0,
        },
      ],
    },
  };
  expectShape(value, example, 'models.json');
  return value as Contract;
}

/** An example stands for its kind: a list's first entry for all entries, and no list may be empty. */
type Shape = string | number | boolean | readonly Shape[] | { readonly [key: string]: Shape };

function expectShape(value: unknown, example: Shape, path: string): void {
  if (Array.isArray(example)) {
    if (!Array.isArray(value) || value.length === 0) throw new ContractError(`${path} is no filled list`);
    for (const [index, entry] of value.entries()) expectShape(entry, example[0], `${path}[${index}]`);
  } else if (typeof example === 'object') {
    if (typeof value !== 'object' || value === null) throw new ContractError(`${path} is missing`);
    for (const [key, part] of Object.entries(example)) {
      expectShape((value as Record<string, unknown>)[key], part, `${path}.${key}`);
    }
  } else if (typeof value !== typeof example || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new ContractError(`${path} is no ${typeof example}`);
  }
}

/** @throws ContractError when the bytes are not those that the contract names */
export async function expectHash(
  bytes: Uint8Array<ArrayBuffer>,
  { file, sha256: expected }: ModelFile,
): Promise<void> {
  const actual = await sha256(bytes);
  if (actual !== expected) throw new ContractError(`${file} has SHA-256 ${actual}, expected ${expected}`);
}

/** In hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function interpolate({ x, y }: Curve, at: number): number {
  const after = x.findIndex((value) => value > at);
  if (after === 0) return y[0] as number;
  if (after === -1) return y[y.length - 1] as number;
  const [x0, x1] = [x[after - 1] as number, x[after] as number];
  const [y0, y1] = [y[after - 1] as number, y[after] as number];
  return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}
