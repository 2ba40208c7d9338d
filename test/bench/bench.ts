/** `npm run bench`: what the engine costs and how well it judges, on this machine. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchAccuracy } from './accuracy.ts';
import { benchBrowser } from './browser.ts';
import { benchPackageSize } from './package-size.ts';
import { benchNode } from './speed.ts';

const { values } = parseArgs({
  options: {
    accuracy: { type: 'boolean', default: false },
    /** Measures accuracy on every n-th picture only. */
    every: { type: 'string' },
    /** Worker threads that measure accuracy. */
    jobs: { type: 'string', default: '2' },
    /** Sections of the accuracy tables, with commas between; see `accuracy/sections.ts`. */
    only: { type: 'string' },
  },
});
/** Beside timings a glance at accuracy is enough; all of it takes an hour. */
const GLANCE = 20;
const [cpu] = cpus();
console.log(`${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
if (!values.accuracy) {
  await benchNode();
  await benchBrowser();
  await benchPackageSize();
}
const wanted = values.every === undefined ? null : Number(values.every);
await benchAccuracy({
  every: wanted ?? (values.accuracy ? null : GLANCE),
  jobs: Number(values.jobs),
  only: values.only?.split(',') ?? null,
});
