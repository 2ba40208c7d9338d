/**
 * First step of the training pipeline: runs the shipped face stage over a folder tree and writes one JSON line a
 * picture, so that training sees exactly the faces that the product sees.
 * Usage: tsx models/training/faces.ts <folder> <list of relative paths> <output.jsonl> [shard/shards]
 */
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findFace } from '../../src/detection/face/face.ts';
import { yaw } from '../../src/detection/face/quad.ts';
import { regionBoxes } from '../../src/detection/telltales/regions.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import { openFaceModels } from '../../src/engine/node/models.ts';

const [folder, list, output, shard = '0/1'] = process.argv.slice(2);
if (folder === undefined || list === undefined || output === undefined) {
  console.error('Usage: tsx models/training/faces.ts <folder> <list> <output.jsonl> [shard/shards]');
  process.exit(64);
}
const [index = 0, shards = 1] = shard.split('/').map(Number);
const models = await openFaceModels();
const never = new AbortController().signal;

const files = (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '');
for (const [at, file] of files.entries()) {
  if (at % shards !== index) continue;
  await appendFile(output, `${JSON.stringify({ file, ...(await measure(path.join(folder, file))) })}\n`);
  if (at % 500 === index) console.error(`${at} of ${files.length}`);
}

async function measure(file: string) {
  try {
    const picture = await decodeInNode(new Uint8Array(await readFile(file)), never);
    const size = { width: picture.width, height: picture.height };
    const face = await findFace(picture, models);
    if (typeof face === 'string') return { ...size, reason: face };
    const { quad, points, landmarks, detection } = face;
    return {
      ...size,
      reason: null,
      quad,
      points,
      regions: regionBoxes(picture, face),
      yaw: yaw(landmarks),
      presence: landmarks.presence,
      score: detection.score,
    };
  } catch (error) {
    return { reason: 'unreadable', error: String(error) };
  }
}
