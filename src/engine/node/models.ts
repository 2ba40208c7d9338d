import { readFile } from 'node:fs/promises';
import type { FaceModels } from '../../detection/face/face.ts';
import { type Contract, readContract } from '../../detection/models.ts';
import { configureRuntime, openSession } from '../../detection/session.ts';

const MODELS = new URL('../../../models/', import.meta.url);

/** A file beside the contract in the repository. */
export const readModel = async (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await readFile(new URL(file, MODELS)));

/** @throws ContractError when the contract in the repository is damaged */
export async function readRepositoryContract(): Promise<Contract> {
  return readContract(JSON.parse(await readFile(new URL('models.json', MODELS), 'utf8')));
}

/** The face stage alone, for scripts that measure faces without judging them. */
export async function openFaceModels(): Promise<FaceModels> {
  configureRuntime(null);
  const { faceDetector, faceLandmarks } = (await readRepositoryContract()).models;
  return {
    detector: await openSession(await readModel(faceDetector.file)),
    landmarks: await openSession(await readModel(faceLandmarks.file)),
  };
}
