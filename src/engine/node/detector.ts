import { createDetector, type Detector } from '../../detection/detector.ts';
import { decodeInNode } from './decode.ts';
import { readModel, readRepositoryContract } from './models.ts';

/** The engine over the models in the repository. */
export async function openDetector(): Promise<Detector> {
  return createDetector({
    contract: await readRepositoryContract(),
    loadModel: readModel,
    decode: decodeInNode,
    wasmUrl: null,
  });
}
