/**
 * `npm run bench:audit-page`: how soon the audit page shows a long list, how smoothly it scrolls, and what memory it
 * takes, in Chromium. Photos are drawn patterns: none is judged here.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { startServer } from '../../scripts/demo/server.ts';
import { needBrowser } from '../../scripts/drive/browsers.ts';
import { buildIfChanged } from '../../scripts/drive/build.ts';
import { launchChromium } from '../../scripts/drive/chromium.ts';
import { builtExtension } from '../../scripts/drive/extension.ts';
import { quantile } from './metrics.ts';
import { heapBytes } from './pages/measure.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '50000' },
    /** The table is scrolled for so long at each speed. */
    seconds: { type: 'string', default: '10' },
    opens: { type: 'string', default: '5' },
    /** File for a picture of the page. */
    screenshot: { type: 'string' },
  },
});
const ROWS = Number(values.rows);
const SESSION = 'bench';
const PAGE = 'src/audit/audit.html';
const FRAME_MS = 50;
const PATTERNS = 40;

/** Fills the store that the page has opened, as recordings do: a picture a row, every hundredth with strong signs. */
const SEED = `(async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await asked(indexedDB.open('audits'));
  const canvas = new OffscreenCanvas(160, 160);
  const context = canvas.getContext('2d');
  const pictures = [];
  for (let at = 0; at < ${PATTERNS}; at++) {
    for (let y = 0; y < 160; y += 8) for (let x = 0; x < 160; x += 8) {
      context.fillStyle = 'hsl(' + ((at * 37 + x * y / 9) % 360) + ' 50% ' + (30 + (x + y) % 50) + '%)';
      context.fillRect(x, y, 8, 8);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    pictures.push(new Uint8Array(await blob.arrayBuffer()));
  }
  const hex = (bits) => (bits >>> 0).toString(16).padStart(8, '0');
  // Every hundredth lies where generators put it.
  const stray = (at) => at % 100 < 3 ? 0 : (at * 7919 % 1000) / 4000 - 0.125;
  const now = Date.now();
  const visit = { startedAt: now, endedAt: now, toolVersion: '0', modelsVersion: '0', largerVariants: true };
  const lists = ['one', 'two', 'three'].map((id) => (
    { id, origin: 'page', site: 'x', title: 'List ' + id, url: 'https://x.com/' + id }
  ));
  const write = async (stores, fill) => {
    const transaction = database.transaction(stores, 'readwrite', { durability: 'relaxed' });
    fill(...stores.map((store) => transaction.objectStore(store)));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  await write(['sessions'], (sessions) => sessions.put(
    { id: '${SESSION}', title: 'A long list', createdAt: now, visits: [visit, visit], lists },
  ));
  for (let from = 0; from < ${ROWS}; from += 2000) {
    await write(['members', 'photos', 'reviews'], (members, photos, reviews) => {
      for (let at = from; at < Math.min(from + 2000, ${ROWS}); at++) {
        const sha256 = at.toString(16).padStart(64, '0');
        const band = at % 100 === 0 ? 'strong' : at % 100 < 3 ? 'some' : 'none';
        const score = band === 'strong' ? 0.98 : (at * 7919 % 1000) / 1100;
        const key = { session: '${SESSION}', list: lists[at % 3].id, account: 'account' + at };
        members.put({
          ...key, handle: 'handle_' + at, name: 'Member ' + (at * 7919 % ${ROWS}), link: 'https://x.com/account' + at,
          joined: at % 4 ? { text: 'Joined 2019', at: now - at * 1e6 } : null, firstSeen: now - at * 1000, visit: at % 20 ? 0 : 1,
          photo: {
            status: 'judged', url: 'https://pictures.example/' + sha256 + '.jpg', variant: 'larger', band, reason: null, score,
            facts: {
              sha256, perceptualHash: hex(Math.imul(at, 2654435761)) + hex(Math.imul(at ^ 0x9e3779b9, 2246822519)), width: 400, height: 400,
              eyes: [{ x: 0.38 + stray(at), y: 0.48 + stray(at + 1) }, { x: 0.62 + stray(at), y: 0.48 + stray(at + 2) }],
            },
          },
        });
        photos.put({
          session: '${SESSION}', sha256, thumbnail: { type: 'image/jpeg', bytes: pictures[at % ${PATTERNS}] },
          verdict: { band, reason: null, score, image: { width: 400, height: 400, sha256 }, evidence: [], modelsVersion: '0', ms: 1 },
        });
        if (at % 10 === 0) reviews.put({ ...key, label: 'agree', note: '', by: 'Reviewer', at: now });
      }
    });
  }
  database.close();
})()`;

/** Milliseconds from the start of the navigation until a frame with rows was shown. */
const OPENED = `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('tbody tr') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  };
  look();
})`;

/** Scrolls the table down from where it stands, and gives the milliseconds between frames. */
const scrolled = (seconds: number, screensPerSecond: number): string => `new Promise((resolve) => {
  const table = document.querySelector('tbody').closest('.grid');
  const from = table.scrollTop;
  const speed = table.clientHeight * ${screensPerSecond} / 1000;
  const frames = [];
  let started = null;
  let last = null;
  const step = (now) => {
    started ??= now;
    if (last !== null) frames.push(now - last);
    last = now;
    if (now - started >= ${seconds * 1000}) return resolve(frames);
    table.scrollTop = from + (now - started) * speed;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

/** Milliseconds until what the photos show together is worked out and drawn. */
const TOGETHER = `new Promise((resolve) => {
  const started = performance.now();
  [...document.querySelectorAll('summary')].find((one) => one.textContent.includes('show together')).click();
  const look = () => {
    if (document.querySelector('.blend img') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now() - started));
  };
  look();
})`;

/** Bytes that only this process holds; null where the system does not say. */
function ownBytes(pid: number): number | null {
  try {
    const kilobytes = [
      ...readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^Private_\w+:\s+(\d+) kB/gm),
    ];
    return kilobytes.reduce((sum, [, size]) => sum + Number(size) * 1024, 0);
  } catch {
    return null;
  }
}

/** The extension's pages share one process, by far the largest of those that draw pages. */
async function rendererBytes(page: Page): Promise<number | null> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (session === undefined) return null;
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => ownBytes(id))
    .filter((size) => size !== null);
  return sizes.length === 0 ? null : Math.max(...sizes);
}

/** Seconds of processor time that the page's main thread has used: a busy machine makes frames late, not dear. */
async function threadSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0;
}

const milli = (ms: number) => `${ms.toFixed(0)} ms`;
const mega = (bytes: number | null) => (bytes === null ? 'unknown' : `${(bytes / 1e6).toFixed(0)} MB`);

function reportFrames(name: string, frames: readonly number[]): void {
  const over = frames.filter((ms) => ms > FRAME_MS).length;
  const at = (share: number) => milli(quantile(frames, share));
  console.log(
    `${name}: longest frame ${at(1)}, p99 ${at(0.99)}, median ${at(0.5)}; ${over} of ${frames.length} over ${FRAME_MS} ms`,
  );
}

buildIfChanged('chrome');
const server = await startServer([]);
const { folder } = await builtExtension('chromium');
const { context, extensionId, close } = await launchChromium({
  program: needBrowser('chromium'),
  extension: folder,
  port: server.port,
  headless: true,
});
try {
  const address = `chrome-extension://${extensionId}/${PAGE}`;
  const first = await context.newPage();
  await first.setViewportSize({ width: 1280, height: 900 });
  await first.goto(address);
  await first.waitForSelector('input[type=file]', { state: 'attached' });
  await first.evaluate(SEED);
  await first.close();

  const times: number[] = [];
  for (let turn = 0; turn < Number(values.opens); turn++) {
    const page = await context.newPage();
    await page.goto(`${address}#${SESSION}`, { waitUntil: 'commit' });
    times.push(await page.evaluate<number>(OPENED));
    await page.close();
  }
  console.log(
    `${ROWS} rows, open until drawn: median ${milli(quantile(times, 0.5))}, longest ${milli(quantile(times, 1))} (${times.length} times)`,
  );

  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 900 });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.goto(`${address}#${SESSION}`);
  await page.evaluate(OPENED);
  console.log(`processor time of the page until then: ${milli((await threadSeconds(session)) * 1000)}`);
  if (values.screenshot) await page.screenshot({ path: values.screenshot });
  reportFrames('at rest', await page.evaluate<number[]>(scrolled(3, 0)));
  for (const screens of [2, 20, 200]) {
    const before = await threadSeconds(session);
    const frames = await page.evaluate<number[]>(scrolled(Number(values.seconds), screens));
    const used = (await threadSeconds(session)) - before;
    reportFrames(`${screens} screens a second`, frames);
    console.log(`  processor time a frame, on average: ${milli((used / frames.length) * 1000)}`);
  }
  const heap = await heapBytes(session);
  await page.waitForTimeout(5_000);
  console.log(`memory after scrolling: heap ${mega(heap)}, process ${mega(await rendererBytes(page))}`);

  const together = await page.evaluate<number>(TOGETHER);
  const blended = await page.locator('.blend img').count();
  console.log(
    `what the photos show together, ${blended} blends of up to 200 photos each: ${milli(together)}`,
  );
  await page.locator('summary', { hasText: /^Export$/ }).click();
  for (const kind of ['Table (CSV)', 'Everything (JSON Lines)', 'Report (HTML)']) {
    const started = performance.now();
    const download = page.waitForEvent('download', { timeout: 300_000 });
    await page.getByRole('button', { name: kind }).click();
    await (await download).path();
    const took = milli(performance.now() - started);
    console.log(`${kind}: ${took}, memory of the process after it ${mega(await rendererBytes(page))}`);
  }
} finally {
  await close();
  await server.close();
}
