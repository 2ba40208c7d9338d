/** Milliseconds an avatar, by stage, in Node: the same engine, one WebAssembly thread. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Stage } from '../../src/detection/detector.ts';
import { openDetector } from '../../src/engine/node/detector.ts';
import { ganFace, person } from '../pictures.ts';
import { quantile } from './metrics.ts';

export const SIDES = [400, 200, 100] as const;
const PICTURES = 40;
const STAGES: readonly Stage[] = ['decode', 'face', 'classifier', 'telltales'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Avatars of GAN faces and people in equal parts, as a platform delivers them. */
export async function avatars(side: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const originals = Array.from({ length: PICTURES }, (_, i) => (i % 2 === 0 ? ganFace(i) : person(i)));
  const deliver = async (original: Promise<Uint8Array>) =>
    new Uint8Array(
      await sharp(await original)
        .resize(side)
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
  return Promise.all(originals.map(deliver));
}

export async function benchNode(): Promise<void> {
  const detector = await openDetector();
  for (const side of SIDES) {
    const pictures = await avatars(side);
    const stages = new Map<Stage | 'whole', number[]>(
      [...STAGES, 'whole' as const].map((stage) => [stage, []]),
    );
    for (const bytes of [...pictures.slice(0, 5), ...pictures]) {
      const verdict = await detector.judge(bytes, AbortSignal.timeout(60_000), (stage, ms) =>
        stages.get(stage)?.push(ms),
      );
      stages.get('whole')?.push(verdict.ms);
    }
    printStages(`Node, ${side} px`, stages);
  }
  console.log(`Node, from process start to the first verdict: ${(await coldStart()).toFixed(0)} ms`);
}

export function printStages(name: string, stages: ReadonlyMap<string, readonly number[]>): void {
  const cells = [...stages].map(
    ([stage, ms]) => `${stage} ${quantile(ms, 0.5).toFixed(1)} / ${quantile(ms, 0.95).toFixed(1)}`,
  );
  console.log(`${name.padEnd(24)} ms median / p95: ${cells.join(' · ')}`);
}

function coldStart(): Promise<number> {
  const started = performance.now();
  const args = [
    '--import',
    'tsx',
    'src/cli/check.ts',
    '--json',
    'node_modules/fake-avatars/avatars/png/1.png',
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.stdout.once('data', () => resolve(performance.now() - started));
  });
}
