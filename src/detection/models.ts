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
  readonly looks: Filled<Look>;
  /** Rows and columns of its second output, the log-odds of every position; 0 where it has none. */
  readonly positions: number;
}

/** Judges parts of a portrait by themselves; see `telltales/region-network.ts`. */
export interface RegionNetwork extends ModelFile {
  readonly input: { readonly size: number; readonly scale: number; readonly offset: number };
  /** What its logits are of. */
  readonly outputs: readonly string[];
}

/** At least one; `readContract` refuses empty lists. */
export type Filled<T> = readonly [T, ...T[]];

/** One way of looking at a face. */
export interface Look {
  /** Side of the square that is seen, in FFHQ quads. */
  readonly frame: number;
  /** Its centre, in quads below that of the face's quad. */
  readonly down: number;
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
  /** Log-odds by appearance to the percentage of real photos with lower ones. */
  readonly appearancePercentile: Curve;
  /** Log-odds by appearance from which an aligned face has strong signs. */
  readonly strongWhenAligned: number;
  /** The same of a face that is framed like a crop round a generated picture's centre. */
  readonly strongWhenCentred: number;
  /** Log-odds by appearance from which a face has strong signs by itself. */
  readonly strongAlone: number;
  /** Fused log-likelihood ratio from which there are some signs. */
  readonly some: number;
}

/** The telltales that the region network judges. */
export const TELLTALES = ['glasses', 'earrings', 'eyes', 'mouth', 'hair', 'background'] as const;
export type TelltaleId = (typeof TELLTALES)[number];

export interface TelltaleCalibration {
  /** Log-likelihood ratio, GAN to real, = intercept + slope x log-odds, within +-limit. */
  readonly intercept: number;
  readonly slope: number;
  readonly limit: number;
  /** False where held-out pictures showed no signal: an aid to the eye. */
  readonly counts: boolean;
  /** Log-odds to the percentage of real photos with lower ones, among those that show the part. */
  readonly percentile: Curve;
}

export interface Contract {
  /** Names models and thresholds together; verdicts of another version are stale. */
  readonly version: string;
  readonly models: {
    readonly faceDetector: ModelFile;
    readonly faceLandmarks: ModelFile;
    /** The first takes its first look at every face; the rest follow only where that sees anything. */
    readonly classifier: Filled<ClassifierNetwork>;
    readonly regions: RegionNetwork;
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
    readonly telltales: {
      /** Below this side of the face's quad, in pixels, regions show too little. */
      readonly minQuad: number;
      /** Heads tilted further, in radians, are not compared left with right. */
      readonly maxRoll: number;
      /** Log-odds from which glasses count as worn, a lobe as visible, an earring as there. */
      readonly worn: number;
      readonly lobe: number;
      readonly earring: number;
      /** Mean step between neighbouring pixels, in 8-bit levels, below which a background is plain or blurred. */
      readonly plain: number;
      readonly checks: Readonly<Record<TelltaleId, TelltaleCalibration>>;
      /** What 1 in 1,000 real pairs exceed, by `telltales/difference.ts`. */
      readonly unequal: Readonly<
        Record<'glasses' | 'earrings', { readonly shape: number; readonly colour: number }>
      >;
    };
    /**
     * What the face's looks say: log-odds = intercept + classifier x its log-odds + the sum of each telltale's
     * log-likelihood ratio times its weight. Fitted together, since they see the same face.
     */
    readonly appearance: {
      readonly intercept: number;
      readonly classifier: number;
      readonly telltales: Readonly<Record<TelltaleId, number>>;
    };
    /** Log-odds of the "not a photo" output from which a picture counts as a drawing. */
    readonly drawing: number;
    /** Fused log-likelihood ratio = intercept + appearance x log-odds + alignment x its log-likelihood ratio. */
    readonly fusion: { readonly intercept: number; readonly appearance: number; readonly alignment: number };
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
  const network = { file: '', sha256: '', input: { size: 0, scale: 0, offset: 0 }, outputs: [''] };
  const telltale = { intercept: 0, slope: 0, limit: 0, counts: false, percentile: { x: [0], y: [0] } };
  const example: Shape = {
    version: '',
    models: {
      faceDetector: { file: '', sha256: '' },
      faceLandmarks: { file: '', sha256: '' },
      classifier: [
        {
          ...network,
          looks: [{ frame: 0, down: 0, mirrored: false }],
          positions: 0,
        },
      ],
      regions: network,
    },
    calibration: {
      classifier: { ask: 0, intercept: 0, weights: [0] },
      stability: { side: 0, quality: 0 },
      alignment: { whole: framing, centred: { ...framing, logScale: { from: 0, to: 0 } }, refine: 0 },
      drawing: 0,
      telltales: {
        minQuad: 0,
        maxRoll: 0,
        worn: 0,
        lobe: 0,
        earring: 0,
        plain: 0,
        checks: forEach(telltale),
        unequal: { glasses: { shape: 0, colour: 0 }, earrings: { shape: 0, colour: 0 } },
      },
      appearance: { intercept: 0, classifier: 0, telltales: forEach(0) },
      fusion: { intercept: 0, appearance: 0, alignment: 0 },
      buckets: [
        {
          minSide: 0,
          appearancePercentile: { x: [0], y: [0] },
          strongWhenAligned: 0,
          strongWhenCentred: 0,
          strongAlone: 0,
          some: 0,
        },
      ],
    },
  };
  expectShape(value, example, 'models.json');
  const contract = value as Contract;
  if (contract.calibration.classifier.weights.length !== contract.models.classifier.length) {
    throw new ContractError('models.json has not one weight for each classifier network');
  }
  return contract;
}

function forEach<T>(value: T): Record<TelltaleId, T> {
  return Object.fromEntries(TELLTALES.map((id) => [id, value])) as Record<TelltaleId, T>;
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
