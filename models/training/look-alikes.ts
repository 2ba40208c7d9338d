/**
 * Measures by how many bits perceptual hashes differ: of copies of one photo, and of different photos. Audits group
 * photos by what it prints (`src/audit/evidence/look-alikes.ts`).
 * Usage: tsx models/training/look-alikes.ts <list.jsonl> [photos]
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type Hash, hammingDistance, hashFrom } from '../../src/audit/evidence/look-alikes.ts';
import { perceptualHash } from '../../src/detection/image/perceptual-hash.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import { deliverUpright } from './deliver.ts';

const [list, most = '600'] = process.argv.slice(2);
if (list === undefined) {
  console.error('Usage: tsx models/training/look-alikes.ts <list.jsonl> [photos]');
  process.exit(64);
}

interface Row {
  readonly file: string;
  readonly validation: boolean;
  readonly label: string;
  readonly aligned: boolean;
}

const rows = (await readFile(list, 'utf8'))
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Row => JSON.parse(line))
  .filter(({ validation, label, aligned }) => validation && label === 'real' && !aligned);
const step = Math.max(1, Math.floor(rows.length / Number(most)));
const chosen = rows.filter((_, at) => at % step === 0);
const never = new AbortController().signal;

async function hashOf(file: string, side: number, quality: number): Promise<Hash> {
  const delivered = await deliverUpright(sharp(await readFile(file)).autoOrient(), { side, quality });
  return hashFrom(perceptualHash(await decodeInNode(delivered, never)));
}

const large: Hash[] = [];
const copies: number[] = [];
for (const { file } of chosen) {
  const hash = await hashOf(file, 400, 85);
  large.push(hash);
  copies.push(hammingDistance(hash, await hashOf(file, 96, 70)));
}
const others = large.flatMap((one, at) => large.slice(at + 1).map((other) => hammingDistance(one, other)));
console.log(
  `${copies.length} photos at 400 px, JPEG 85 and 96 px, JPEG 70: at most ${Math.max(...copies)} bits`,
);
console.log(
  `${others.length} pairs of different photos: at least ${others.reduce((a, b) => Math.min(a, b))} bits`,
);
