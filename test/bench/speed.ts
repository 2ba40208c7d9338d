/** Milliseconds an avatar, by stage, in Node: the same engine, one WebAssembly thread. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Stage } from '../../src/detection/detector.ts';
import { openDetector } from '../../src/engine/node/detector.ts';
import { ganFace, person } from '../pictures.ts';
import { quantile } from './metrics.ts';

export const SIDES = [400, 200, 100] as const;
const PICTURES = 24;
const STAGES: readonly Stage[] = ['decode', 'face', 'classifier', 'telltales', 'stability'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a page holds, nearly always, and what costs most: suspected faces are looked at more than once. */
export const SUBJECTS = { people: person, 'GAN faces': ganFace } as const;
export type Subject = keyof typeof SUBJECTS;
export const subjects = Object.keys(SUBJECTS) as Subject[];

/** Avatars as a platform delivers them. */
export async function avatars(subject: Subject, side: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const deliver = async (original: Promise<Uint8Array>) =>
    new Uint8Array(
      await sharp(await original)
        .resize(side)
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
  return Promise.all(Array.from({ length: PICTURES }, (_, i) => deliver(SUBJECTS[subject](i))));
}

export async function benchNode(): Promise<void> {
  const detector = await openDetector();
  for (const subject of subjects) {
    for (const side of SIDES) {
      const pictures = await avatars(subject, side);
      const stages = new Map<Stage | 'whole', number[]>(
        [...STAGES, 'whole' as const].map((stage) => [stage, []]),
      );
      for (const bytes of [...pictures.slice(0, 5), ...pictures]) {
        const verdict = await detector.judge(bytes, AbortSignal.timeout(60_000), {
          onStage: (stage, ms) => stages.get(stage)?.push(ms),
        });
        stages.get('whole')?.push(verdict.ms);
      }
      printStages(`Node, ${subject}, ${side} px`, stages);
    }
  }
  console.log(`Node, from process start to the first verdict: ${(await coldStart()).toFixed(0)} ms`);
}

export function printStages(name: string, stages: ReadonlyMap<string, readonly number[]>): void {
  const measured = [...stages].filter(([, ms]) => ms.length > 0);
  const cells = measured.map(
    ([stage, ms]) => `${stage} ${quantile(ms, 0.5).toFixed(1)} / ${quantile(ms, 0.95).toFixed(1)}`,
  );
  console.log(`${name.padEnd(38)} ms median / p95: ${cells.join(' · ')}`);
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
