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
    every: { type: 'string', default: '1' },
  },
});
const [cpu] = cpus();
console.log(`${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
if (!values.accuracy) {
  await benchNode();
  await benchBrowser();
  await benchPackageSize();
}
await benchAccuracy(Number(values.every));
