/**
 * Accuracy of the shipped engine on the validation split of the pictures in `../shared/data`, which are not in the
 * repository: pictures of sources and clusters that no model was trained on, as platforms deliver them.
 * An unjudged picture counts as the lowest score.
 */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { openDetector } from '../../src/engine/node/detector.ts';
import type { Verdict } from '../../src/shared/verdict.ts';
import { auc, percent, tprAtFpr } from './metrics.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DATA = path.join(ROOT, '../shared/data');
const PACKAGE_FAKES = path.join(ROOT, 'node_modules/fake-avatars/avatars/png');
const CONDITIONS = [
  { side: 400, quality: 85 },
  { side: 200, quality: 75 },
  { side: 128, quality: 75 },
  { side: 96, quality: 70 },
] as const;
/** Sources of a few pictures each, told apart by the manifest but not by this table. */
const FAMILIES = ['conf-', 'oss-', 'site-'] as const;

interface Picture {
  readonly file: string;
  readonly label: string;
  readonly source: string;
  readonly aligned: boolean;
}

interface Scored extends Picture {
  readonly verdict: Verdict;
}

export async function benchAccuracy(everyNth = 1): Promise<void> {
  if (
    !(await access(DATA).then(
      () => true,
      () => false,
    ))
  ) {
    console.log('accuracy: skipped, the validation pictures (../shared/data) are not on this machine');
    return;
  }
  const pictures = (await validationPictures()).filter((_, index) => index % everyNth === 0);
  const detector = await openDetector();
  console.log(`accuracy of models ${detector.modelsVersion} on ${pictures.length} validation pictures`);
  for (const condition of CONDITIONS) {
    const scored: Scored[] = [];
    for (const picture of pictures) {
      const bytes = await deliver(picture.file, condition);
      scored.push({ ...picture, verdict: await detector.judge(bytes, AbortSignal.timeout(60_000)) });
    }
    printCondition(condition, scored);
  }
}

async function validationPictures(): Promise<Picture[]> {
  const rows = await readFile(path.join(ROOT, 'models/training/validation.jsonl'), 'utf8');
  return rows
    .trim()
    .split('\n')
    .map((line): Picture => JSON.parse(line))
    .map((row) => ({
      ...row,
      file: path.join(row.source === 'fake-avatars' ? PACKAGE_FAKES : DATA, row.file),
    }));
}

async function deliver(file: string, { side, quality }: (typeof CONDITIONS)[number]) {
  const delivered = sharp(file).autoOrient().flatten({ background: 'white' });
  const resized = delivered.resize(side, side, { fit: 'inside', withoutEnlargement: true });
  return new Uint8Array(await resized.jpeg({ quality }).toBuffer());
}

const fused = ({ verdict }: Scored): number => verdict.score ?? -1;
const classifierOnly = ({ verdict }: Scored): number =>
  verdict.evidence.find(({ check }) => check === 'classifier')?.value ?? -99;

function printCondition({ side, quality }: (typeof CONDITIONS)[number], scored: readonly Scored[]): void {
  const gan = scored.filter(({ label }) => label === 'gan');
  const real = scored.filter(({ label }) => label === 'real');
  const wild = real.filter(({ aligned }) => !aligned);
  const aligned = real.filter((picture) => picture.aligned);
  console.log(
    `\n${side} px, JPEG ${quality}: ${gan.length} GAN, ${wild.length} wild real, ${aligned.length} aligned real`,
  );
  const row = (
    name: string,
    negatives: Scored[],
    positives: Scored[],
    score: (picture: Scored) => number,
  ) => {
    const [low, high] = [negatives.map(score), positives.map(score)];
    const rates = [0.01, 0.001].map((fpr) => percent(tprAtFpr(low, high, fpr)).padStart(8));
    console.log(
      `  ${name.padEnd(44)} ${String(high.length).padStart(5)}  ${auc(low, high).toFixed(4)} ${rates.join(' ')}`,
    );
  };
  console.log(`  ${''.padEnd(44)} ${'n'.padStart(5)}  ${'AUC'.padEnd(6)} TPR@1 % TPR@0.1 %`);
  row('classifier alone against aligned real', aligned, gan, classifierOnly);
  row('classifier alone against wild real', wild, gan, classifierOnly);
  row('classifier and alignment against wild real', wild, gan, fused);
  for (const [source, pictures] of bySource(gan))
    row(`  ${source}, alone against aligned`, aligned, pictures, classifierOnly);
  console.log('  bands: strong, some, none, unjudged');
  const bands = (name: string, pictures: readonly Scored[]) => {
    const count = (band: string) => pictures.filter(({ verdict }) => verdict.band === band).length;
    const counts = (['strong', 'some', 'none', 'unjudged'] as const).map((band) =>
      String(count(band)).padStart(6),
    );
    console.log(`  ${name.padEnd(44)} ${counts.join('')}`);
  };
  bands('GAN', gan);
  bands('aligned real', aligned);
  bands('wild real', wild);
  for (const [source, pictures] of bySource(wild)) bands(`  ${source}`, pictures);
  bands(
    'diffusion (not covered)',
    scored.filter(({ label }) => label === 'diffusion'),
  );
  bands(
    'no face',
    scored.filter(({ label }) => label === 'nonface'),
  );
}

function bySource(pictures: readonly Scored[]): Map<string, Scored[]> {
  const groups = new Map<string, Scored[]>();
  for (const picture of pictures) {
    const family = FAMILIES.find((prefix) => picture.source.startsWith(prefix));
    const name = family === undefined ? picture.source : `${family}*`;
    groups.set(name, [...(groups.get(name) ?? []), picture]);
  }
  return groups;
}
