import type { Verdict } from '../shared/verdict.ts';
import type { Decode } from './image/pixels.ts';

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

export type Stage = 'decode' | 'face' | 'classifier' | 'telltales';

export interface Detector {
  readonly modelsVersion: string;
  /**
   * Judges one picture. Whatever is wrong with the picture comes back as an unjudged verdict with the reason; rejects
   * only when `signal` aborts or the engine itself is broken.
   */
  judge(
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
    onStage?: (stage: Stage, ms: number) => void,
  ): Promise<Verdict>;
}

/** @throws when a model is missing, does not match its hash in the contract, or cannot be loaded */
export async function createDetector(_parts: DetectorParts): Promise<Detector> {
  throw new Error('The detector is being built');
}
