/**
 * Runs the shipped stages over pictures as platforms deliver them and writes what each measured, one JSON line a
 * picture and condition, for `calibrate.py`.
 * Usage: tsx models/training/measure.ts <list.jsonl> <output.jsonl> [shard/shards]
 * A line of the list holds at least `{"file", "validation", "conditions": ["stored" | "<long side>q<JPEG quality>", …]}`.
 */
import { appendFile, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { allLooks, lookAt, type Networks } from '../../src/detection/classifier.ts';
import { findFace, refineFace } from '../../src/detection/face/face.ts';
import type { ClassifierNetwork } from '../../src/detection/models.ts';
import { openSession } from '../../src/detection/session.ts';
import { alignmentVector, mayBeAligned } from '../../src/detection/telltales/alignment.ts';
import { seeRegions } from '../../src/detection/telltales/region-network.ts';
import { REGIONS } from '../../src/detection/telltales/regions.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import { openFaceModels, readModel, readRepositoryContract } from '../../src/engine/node/models.ts';
import { deliverUpright } from './deliver.ts';

const [list, output, shard = '0/1'] = process.argv.slice(2);
if (list === undefined || output === undefined) {
  console.error('Usage: tsx models/training/measure.ts <list.jsonl> <output.jsonl> [shard/shards]');
  process.exit(64);
}
const [index = 0, shards = 1] = shard.split('/').map(Number);
const contract = await readRepositoryContract();
const models = await openFaceModels();
const { classifier, regions: described } = contract.models;
const openNetwork = async (network: ClassifierNetwork) => ({
  ...network,
  run: await openSession(await readModel(network.file)),
});
const [screen, ...others] = classifier;
const networks: Networks = [await openNetwork(screen), ...(await Promise.all(others.map(openNetwork)))];
const regions = { ...described, run: await openSession(await readModel(described.file)) };
/** Log-odds of the first look, below what any calibration would ask further about; seven in ten photos lie below. */
const NEVER_ASKED = -2.5;
const TELLTALES_AT = '400q85';
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
    // The telltales' percentiles rest on all photos, in one condition.
    const thorough = condition === TELLTALES_AT;
    const measured = await measure(await deliver(original, condition), row.validation, thorough);
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
  return deliverUpright(sharp(original).autoOrient(), { side, quality });
}

async function measure(bytes: Uint8Array<ArrayBuffer>, validation: boolean, thorough: boolean) {
  const picture = await decodeInNode(bytes, never);
  const side = Math.min(picture.width, picture.height);
  const face = await findFace(picture, models);
  if (typeof face === 'string') return { side, reason: face };
  const suspected = mayBeAligned(picture, face, contract.calibration.alignment);
  const closer = suspected ? await refineFace(picture, face, models.landmarks) : face;
  const vector = alignmentVector(picture, closer.quad);
  const quad = face.quad.side;
  // Of the pictures trained on only the alignment is of use: what a network says of them is no measurement.
  if (!validation)
    return { side, reason: null, vector, quad, gan: [], notAPhoto: null, regions: null, suspected };
  const first = await lookAt(picture, face.quad, networks[0], networks[0].looks[0]);
  const [gan = Number.NaN, notAPhoto] = first.logits;
  const asked = suspected || gan >= NEVER_ASKED;
  const answers = !asked ? [[first]] : await allLooks(picture, face.quad, networks, first, never);
  const logits = answers.map((looks) => looks.map((answer) => answer.logits[0]));
  if (!asked && !thorough)
    return { side, reason: null, vector, quad, gan: logits, notAPhoto, regions: null, suspected };
  const seen = await seeRegions(picture, face, regions);
  if (seen === null) throw new Error('The region network gave no numbers');
  const hidden = REGIONS.filter((region) => seen.boxes[region] === null);
  const differences = { glasses: seen.difference('glasses'), earrings: seen.difference('earrings') };
  const parts = { ...seen.logits, detail: seen.detail, differences, hidden };
  return { side, reason: null, vector, quad, gan: logits, notAPhoto, regions: parts, suspected };
}
