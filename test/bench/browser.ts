/** Milliseconds an avatar in Chromium: the same engine, in a worker, one WebAssembly thread. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { needBrowser } from '../../scripts/drive/browsers.ts';
import type { Timings } from './browser.worker.ts';
import { avatars, printStages, SIDES, subjects } from './speed.ts';

const PAGE = fileURLToPath(new URL('./browser.html', import.meta.url));

/** Set by the bench page. */
declare const bench: (pictures: readonly string[]) => Promise<Timings>;

export async function benchBrowser(): Promise<void> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'telltale-bench-'));
  const shared = { root: path.dirname(PAGE), configFile: false, logLevel: 'error' } as const;
  await build({
    ...shared,
    build: { outDir, emptyOutDir: true, target: 'es2022', rollupOptions: { input: PAGE } },
    worker: { format: 'es' },
  });
  const server = await preview({ ...shared, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await chromium.launch({
    executablePath: needBrowser('chromium').executable,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    await page.goto(new URL('browser.html', server.resolvedUrls?.local[0]).href);
    let first: number | undefined;
    for (const subject of subjects) {
      for (const side of SIDES) {
        const pictures = (await avatars(subject, side)).map((bytes) => Buffer.from(bytes).toString('base64'));
        const timings = await page.evaluate((given) => bench(given), pictures);
        printStages(`Chromium worker, ${subject}, ${side} px`, new Map(timings.stages));
        first ??= timings.firstVerdict;
      }
    }
    console.log(`Chromium, from worker start to the first verdict: ${first?.toFixed(0)} ms`);
  } finally {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true });
  }
}
