/**
 * Accuracy of the shipped engine on the validation split of the pictures in `../shared/data`, which are not in the
 * repository: pictures of sources and clusters that no model was trained on, as platforms deliver them.
 * Every delivered picture is judged once; all tables are made of these records, printed, and written for the model card
 * to `test-results/accuracy.json`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { Tinypool } from 'tinypool';
import { readRepositoryContract } from '../../src/engine/node/models.ts';
import { distinct, PEER_TRAINING_COUNTS } from './accuracy/conditions.ts';
import { type Collection, openCollection, type Picture, spread } from './accuracy/pictures.ts';
import type { PictureRecord } from './accuracy/records.ts';
import { SECTIONS, type Section } from './accuracy/sections.ts';
import { printed, type Table } from './accuracy/table.ts';
import type { Measured, Task } from './accuracy/worker.ts';
import { type FittedPeers, fitPeers, type PeerFeatures } from './peers/peers.ts';

const RESULTS = new URL('../../test-results/', import.meta.url);
/** Without another wish, what follows a picture through many conditions takes every fourth. */
const SUBSET_EVERY = 4;
const PROGRESS_EVERY_MS = 15_000;

export interface AccuracyOptions {
  /** Takes every n-th picture; null takes all, and every fourth for what follows pictures through many conditions. */
  readonly every: number | null;
  /** Worker threads. */
  readonly jobs: number;
  /** Ids of sections; null runs all. */
  readonly only: readonly string[] | null;
}

/** @throws RangeError when an option makes no sense */
export async function benchAccuracy({ every, jobs, only }: AccuracyOptions): Promise<void> {
  for (const count of [every ?? 1, jobs]) {
    if (!(Number.isInteger(count) && count > 0))
      throw new RangeError('--every and --jobs take whole numbers from 1');
  }
  const unknown = only?.find((id) => !SECTIONS.some((section) => section.id === id));
  if (unknown !== undefined) {
    throw new RangeError(`--only knows ${SECTIONS.map(({ id }) => id).join(', ')}; not "${unknown}"`);
  }
  const collection = await openCollection();
  if (collection === null) {
    console.log('accuracy: skipped, the validation pictures (../shared/data) are not on this machine');
    return;
  }
  const { version } = await readRepositoryContract();
  const sections = SECTIONS.filter(({ id }) => only === null || only.includes(id));
  const pictures = collection.validation.filter((_, index) => index % (every ?? 1) === 0);
  const subset = new Set(pictures.filter((_, index) => every !== null || index % SUBSET_EVERY === 0));
  const missing = collection.hasAttributes ? [] : ['glasses and head covering (test/bench/attributes.jsonl)'];
  console.log(
    `accuracy of models ${version} on ${pictures.length} validation pictures (${subset.size} in the subset)`,
  );
  for (const what of missing) console.log(`not on this machine, not measured: ${what}`);

  const fitted = sections.some(({ id }) => id === 'peers') ? await fitOnTrainingHalf(collection, jobs) : null;
  const records = await measureAll(
    pictures,
    (picture) => taskOf(picture, subset.has(picture), sections),
    fitted,
    jobs,
  );
  const tables: (Table & { readonly section: string })[] = [];
  for (const { id, subset: takesSubset, tables: make } of sections) {
    const taken = takesSubset ? records.filter(({ picture }) => subset.has(picture)) : records;
    for (const table of make(taken)) {
      console.log(`\n${printed(table)}`);
      tables.push({ section: id, ...table });
    }
  }
  await mkdir(RESULTS, { recursive: true });
  const results = { models: version, pictures: pictures.length, subset: subset.size, missing, tables };
  await writeFile(new URL('accuracy.json', RESULTS), `${JSON.stringify(results, null, 1)}\n`);
}

function taskOf({ file, path, label }: Picture, inSubset: boolean, sections: readonly Section[]): Task {
  const taken = sections.filter(({ subset }) => inSubset || !subset);
  return {
    file,
    path,
    conditions: distinct(taken.flatMap(({ conditions }) => conditions)),
    measureSkinTone: label === 'real' && sections.some(({ id }) => id === 'fairness'),
    askPeers: label === 'gan' || label === 'real',
  };
}

const openPool = (jobs: number, workerData: FittedPeers | null): Tinypool =>
  new Tinypool({
    filename: new URL('./accuracy/worker-start.mjs', import.meta.url).href,
    execArgv: [],
    minThreads: jobs,
    maxThreads: jobs,
    workerData,
  });

async function fitOnTrainingHalf({ training }: Collection, jobs: number): Promise<FittedPeers> {
  const pictures = Object.entries(PEER_TRAINING_COUNTS).flatMap(([kind, count]) =>
    spread(
      training.filter((picture) => picture.kind === kind),
      count,
    ),
  );
  const pool = openPool(jobs, null);
  const progress = startProgress('pictures to fit the methods of others', pictures.length);
  const features = await Promise.all(
    pictures.map(
      ({ file, path }): Promise<PeerFeatures> =>
        pool.run({ file, path }, { name: 'features' }).finally(progress.step),
    ),
  );
  progress.stop();
  await pool.destroy();
  console.error('fitting the methods of others, about a minute');
  return fitPeers(
    features,
    pictures.map(({ kind }) => kind === 'gan'),
  );
}

async function measureAll(
  pictures: readonly Picture[],
  task: (picture: Picture) => Task,
  fitted: FittedPeers | null,
  jobs: number,
): Promise<PictureRecord[]> {
  const pool = openPool(jobs, fitted);
  const progress = startProgress('pictures', pictures.length);
  const records = await Promise.all(
    pictures.map(async (picture): Promise<PictureRecord> => {
      const measured: Measured = await pool.run(task(picture), { name: 'measure' }).finally(progress.step);
      return { picture, ...measured };
    }),
  );
  progress.stop();
  await pool.destroy();
  return records;
}

/** Says on standard error now and then how far it has come and how long it will take. */
function startProgress(what: string, total: number) {
  const started = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const minutes = ((performance.now() - started) * (total / done - 1)) / 60_000;
    if (done > 0) console.error(`${done} of ${total} ${what}, ${minutes.toFixed(1)} minutes left`);
  }, PROGRESS_EVERY_MS);
  return { step: () => void done++, stop: () => clearInterval(timer) };
}
