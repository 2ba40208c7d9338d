import { readFile } from 'node:fs/promises';
import { createDetector, type Detector } from '../../detection/detector.ts';
import { decodeInNode } from './decode.ts';

const MODELS = new URL('../../../models/', import.meta.url);

/** The engine over the models in the repository. */
export async function openDetector(): Promise<Detector> {
  return createDetector({
    contract: JSON.parse(await readFile(new URL('models.json', MODELS), 'utf8')),
    loadModel: async (file) => new Uint8Array(await readFile(new URL(file, MODELS))),
    decode: decodeInNode,
    wasmUrl: null,
  });
}
