/**
 * Runs the shipped stages over pictures as platforms deliver them and writes what each measured, one JSON line a
 * picture and condition, for `calibrate.py`.
 * Usage: tsx models/training/measure.ts <list.jsonl> <output.jsonl> [shard/shards]
 * A line of the list holds at least `{"file", "validation", "conditions": ["stored" | "<long side>q<JPEG quality>", …]}`.
 */
import { appendFile, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { lookAt } from '../../src/detection/classifier.ts';
import { findFace } from '../../src/detection/face/face.ts';
import type { Quad } from '../../src/detection/face/quad.ts';
import type { Pixels } from '../../src/detection/image/pixels.ts';
import { readContract } from '../../src/detection/models.ts';
import { configureRuntime, openSession } from '../../src/detection/session.ts';
import { alignmentVector } from '../../src/detection/telltales/alignment.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';

const [list, output, shard = '0/1'] = process.argv.slice(2);
if (list === undefined || output === undefined) {
  console.error('Usage: tsx models/training/measure.ts <list.jsonl> <output.jsonl> [shard/shards]');
  process.exit(64);
}
const [index = 0, shards = 1] = shard.split('/').map(Number);
const contract = readContract(JSON.parse(await readFile(new URL('../models.json', import.meta.url), 'utf8')));
configureRuntime(null);
const open = async ({ file }: { file: string }) =>
  openSession(await readFile(new URL(`../${file}`, import.meta.url)));
const models = {
  detector: await open(contract.models.faceDetector),
  landmarks: await open(contract.models.faceLandmarks),
};
const { looks, networks: described } = contract.models.classifier;
const networks = await Promise.all(
  described.map(async (network) => ({ ...network, run: await open(network) })),
);
/** Log-odds of the first look; seven in ten photos lie below. */
const NEVER_ASKED = -2.5;
const never = new AbortController().signal;

interface Row {
  readonly file: string;
  readonly conditions: readonly string[];
  readonly validation: boolean;
}

const rows = (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '');
for (const [at, line] of rows.entries()) {
  if (at % shards !== index) continue;
  const row: Row = JSON.parse(line);
  const { conditions, ...facts } = row;
  const original = new Uint8Array(await readFile(row.file));
  for (const condition of conditions) {
    const measured = await measure(await deliver(original, condition), row.validation);
    await appendFile(output, `${JSON.stringify({ ...facts, condition, ...measured })}\n`);
  }
  if (at % 500 === index) console.error(`${at} of ${rows.length}`);
}

/** The picture as a platform delivers it: never enlarged. */
async function deliver(
  original: Uint8Array<ArrayBuffer>,
  condition: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (condition === 'stored') return original;
  const [side, quality] = condition.split('q').map(Number);
  if (side === undefined || quality === undefined) throw new Error(`Unknown condition "${condition}"`);
  const delivered = await sharp(original)
    .autoOrient()
    .flatten({ background: 'white' })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality })
    .toBuffer();
  return new Uint8Array(delivered);
}

async function measure(bytes: Uint8Array<ArrayBuffer>, validation: boolean) {
  const picture = await decodeInNode(bytes, never);
  const side = Math.min(picture.width, picture.height);
  const face = await findFace(picture, models);
  if (typeof face === 'string') return { side, reason: face };
  // Of the pictures trained on only the alignment is of use: what a network says of them is no measurement.
  const logits = validation ? await allLooks(picture, face.quad) : [];
  return {
    side,
    reason: null,
    vector: alignmentVector(picture, face.quad),
    gan: logits.map((taken) => taken.map(([gan]) => gan)),
    notAPhoto: logits[0]?.[0]?.[1] ?? null,
  };
}

/** Logits by network and look; the first alone where it is below what any calibration would ask further about. */
async function allLooks(picture: Pixels, quad: Quad): Promise<Float32Array[][]> {
  const [screen, firstLook] = [networks[0], looks[0]];
  if (screen === undefined || firstLook === undefined)
    throw new Error('The contract has no network or no look');
  const first = await lookAt(picture, quad, screen, firstLook);
  if ((first[0] ?? Number.NaN) < NEVER_ASKED) return [[first]];
  const logits: Float32Array[][] = [];
  for (const network of networks) {
    const taken: Float32Array[] = [];
    for (const look of looks) taken.push(await lookAt(picture, quad, network, look));
    logits.push(taken);
  }
  return logits;
}
