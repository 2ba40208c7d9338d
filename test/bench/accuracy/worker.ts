/** A worker thread of the accuracy bench: delivers pictures and measures them through the shipped engine. */
import { readFile } from 'node:fs/promises';
import Tinypool from 'tinypool';
import { type FaceModels, findFace } from '../../../src/detection/face/face.ts';
import { decodeInNode } from '../../../src/engine/node/decode.ts';
import { openDetector } from '../../../src/engine/node/detector.ts';
import { openFaceModels } from '../../../src/engine/node/models.ts';
import { type FittedPeers, type PeerFeatures, peerFeatures, scorePeers } from '../peers/peers.ts';
import { type Condition, conditionKey, PEER_TRAINING, PEERS } from './conditions.ts';
import { deliver, deliveryKey, type Original, openOriginal } from './deliver.ts';
import { type Judged, judgedOf, type SkinTone } from './records.ts';
import { skinTone, typologyAngle } from './skin-tone.ts';

const LONGEST_MS = 60_000;

interface Named {
  readonly file: string;
  readonly path: string;
}

export interface Task extends Named {
  readonly conditions: readonly Condition[];
  readonly measureSkinTone: boolean;
  readonly askPeers: boolean;
}

export interface Measured {
  /** By condition. */
  readonly judged: ReadonlyMap<string, Judged>;
  readonly skinTone: SkinTone | null;
}

const fitted: FittedPeers | null = Tinypool.workerData ?? null;
let detector: ReturnType<typeof openDetector> | undefined;
let faceModels: Promise<FaceModels> | undefined;

export async function measure({ conditions, measureSkinTone, askPeers, ...named }: Task): Promise<Measured> {
  const original = await open(named);
  const withPeers = new Set(askPeers ? PEERS.map((condition) => deliveryKey(original, condition)) : []);
  const byDelivery = new Map<string, Judged>();
  const judged = new Map<string, Judged>();
  for (const condition of conditions) {
    const key = deliveryKey(original, condition);
    const found =
      byDelivery.get(key) ?? (await judge(original, condition, withPeers.has(key) ? fitted : null));
    byDelivery.set(key, found);
    judged.set(conditionKey(condition), found);
  }
  return { judged, skinTone: measureSkinTone ? await toneOf(original) : null };
}

export async function features(named: Named): Promise<PeerFeatures> {
  return peerFeatures(await decode(await deliver(await open(named), PEER_TRAINING)));
}

async function open({ file, path }: Named): Promise<Original> {
  return openOriginal(file, new Uint8Array(await readFile(path)));
}

const decode = (bytes: Uint8Array<ArrayBuffer>) => decodeInNode(bytes, AbortSignal.timeout(LONGEST_MS));

async function judge(original: Original, condition: Condition, peers: FittedPeers | null): Promise<Judged> {
  detector ??= openDetector();
  const bytes = await deliver(original, condition);
  const verdict = await (await detector).judge(bytes, AbortSignal.timeout(LONGEST_MS));
  return judgedOf(verdict, peers === null ? null : scorePeers(peers, await decode(bytes), verdict));
}

async function toneOf({ bytes }: Original): Promise<SkinTone | null> {
  faceModels ??= openFaceModels();
  const picture = await decode(bytes);
  const face = await findFace(picture, await faceModels);
  const angle = typeof face === 'string' ? null : typologyAngle(picture, face);
  return angle === null ? null : skinTone(angle);
}
