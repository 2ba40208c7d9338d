/**
 * `npm run bench:pages`: what the extension costs a page and how soon it says what it found, in Chromium, on lists of
 * 5,000 people; each list also without the extension.
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Member } from '../../../scripts/demo/cast.ts';
import { row } from '../../../scripts/demo/facebook-page.ts';
import { type LocalServer, type Route, startServer } from '../../../scripts/demo/server.ts';
import { needBrowser } from '../../../scripts/drive/browsers.ts';
import { buildIfChanged } from '../../../scripts/drive/build.ts';
import { launchChromium, type RunningChromium } from '../../../scripts/drive/chromium.ts';
import { chromiumDriver } from '../../../scripts/drive/chromium-driver.ts';
import { type Driver, until } from '../../../scripts/drive/driver.ts';
import { builtExtension, withAllHosts } from '../../../scripts/drive/extension.ts';
import { openDetector } from '../../../src/engine/node/detector.ts';
import { ganFace, person } from '../../pictures.ts';
import { quantile } from '../metrics.ts';
import { APPENDED_URL, appendedList, listPictures, people, VIRTUAL_URL, virtualList } from './lists.ts';
import { heapBytes, noteDelays, scrollFor, WATCH_SHIFTS } from './measure.ts';
import { type ThreadUse, traced } from './trace.ts';

const { values } = parseArgs({
  options: {
    /** How long each list is scrolled. */
    minutes: { type: 'string', default: '1' },
    /** `lists`, `throughput`, `delay`, with commas between. */
    only: { type: 'string', default: 'lists,throughput,delay' },
    /** Lists our functions by the time they took. */
    functions: { type: 'boolean', default: false },
  },
});
const SECONDS = Number(values.minutes) * 60;
const ROWS = 5_000;
/** A list is scrolled from end to end in so long; the first pass is traced. */
const PASS_SECONDS = 60;
const TRACED_SECONDS = Math.min(PASS_SECONDS, SECONDS);
/** Far more than among profile photos, so that badges cost what they can. */
const STRONG_EVERY = 50;
const NEW_PICTURES = 150;
const SITES = ['facebook.com', 'x.com'];

/** Faces that the model is sure of at this size, and photos of people, as a platform serves them. */
async function pictures(side: number) {
  const detector = await openDetector();
  const strong: Uint8Array[] = [];
  for (let at = 0; strong.length < 3; at++) {
    const bytes = await deliver(await ganFace(at), side, 0);
    const { band } = await detector.judge(bytes, AbortSignal.timeout(60_000));
    if (band === 'strong') strong.push(bytes);
  }
  return { strong, people: await peoplePictures(side, 24), strongEvery: STRONG_EVERY };
}

/** Each differs from the others in every byte that counts: nothing can be known from another. */
const peoplePictures = (side: number, count: number) =>
  Promise.all(Array.from({ length: count }, async (_, at) => deliver(await person(at), side, at)));

async function deliver(original: Uint8Array, side: number, turn: number) {
  const bytes = await sharp(original)
    .modulate({ brightness: 1 + (turn % 40) / 400 })
    .resize(side)
    .jpeg({ quality: 80 + (turn % 9) })
    .toBuffer();
  return new Uint8Array(bytes);
}

interface Running {
  readonly chromium: RunningChromium;
  readonly server: LocalServer;
  readonly driver: Driver | null;
}

async function running<T>(
  routes: readonly Route[],
  withExtension: boolean,
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const server = await startServer(routes);
  const { folder, popup } = await builtExtension('chromium');
  const granted = await withAllHosts(folder);
  const chromium = await launchChromium({
    program: needBrowser('chromium'),
    extension: withExtension ? granted.folder : null,
    port: server.port,
    headless: true,
  });
  try {
    const driver = withExtension ? await chromiumDriver(chromium, popup) : null;
    if (driver) {
      const settings = await driver.ask('settings', undefined);
      await driver.ask('saveSettings', { ...settings, sitesOn: SITES });
    }
    return await work({ chromium, server, driver });
  } finally {
    await chromium.close();
    await server.close();
    await granted.remove();
  }
}

const milli = (ms: number) => `${ms.toFixed(1)} ms`;
const mega = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

interface ListUse {
  readonly use: ThreadUse;
  readonly shift: number;
  /** At the end of each pass. */
  readonly heaps: readonly number[];
}

/** Scrolls one list end to end. The first pass is traced, the others only counted. */
function scrolled(
  url: string,
  height: number,
  routes: readonly Route[],
  withExtension: boolean,
): Promise<ListUse> {
  return running(routes, withExtension, async ({ chromium }) => {
    const page = await chromium.context.newPage();
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.addInitScript(`window.listHeight = ${height}; ${WATCH_SHIFTS}`);
    const session = await page.context().newCDPSession(page);
    const browser = page.context().browser();
    if (browser === null) throw new Error('This browser gives no trace');
    const use = await traced(browser, url, async () => {
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      await page.evaluate(scrollFor(TRACED_SECONDS, PASS_SECONDS));
    });
    const heaps = [await heapBytes(session)];
    for (let left = SECONDS - PASS_SECONDS; left >= PASS_SECONDS; left -= PASS_SECONDS) {
      await page.evaluate(scrollFor(PASS_SECONDS, PASS_SECONDS));
      heaps.push(await heapBytes(session));
    }
    return { use, shift: await page.evaluate<number>('window.shift'), heaps };
  });
}

function report(name: string, bare: ListUse, ours: ListUse): void {
  const { use } = ours;
  const heap = (ours.heaps.at(-1) ?? 0) - (bare.heaps.at(-1) ?? 0);
  const grown =
    (ours.heaps.at(-1) ?? 0) - (ours.heaps[0] ?? 0) - ((bare.heaps.at(-1) ?? 0) - (bare.heaps[0] ?? 0));
  console.log(`${name}, ${use.seconds.toFixed(0)} s traced, ${SECONDS} s in all`);
  console.log(
    `  our part of one task: longest ${milli(use.longest)} (processor ${milli(use.longestCpu)}), ${use.overFrame} over 16 ms`,
  );
  console.log(
    `  longest task of the page: ${milli(use.longestTask)}, without the extension ${milli(bare.use.longestTask)}`,
  );
  console.log(`  share of the main thread: ${(use.share * 100).toFixed(2)} %`);
  console.log(`  heap more than without: ${mega(heap)}; grown since the first pass: ${mega(grown)}`);
  console.log(`  layout shift: ${ours.shift.toFixed(4)}, without the extension ${bare.shift.toFixed(4)}`);
  if (values.functions)
    for (const [fn, ms] of use.functions) console.log(`    ${ms.toFixed(0).padStart(6)} ms ${fn}`);
}

async function benchLists(): Promise<void> {
  const small = await pictures(100);
  const members = people(ROWS, 'm');
  const served = listPictures(members, small);
  const lists: readonly (readonly [name: string, url: string, height: number, route: Route])[] = [
    ['append-only list that grows', APPENDED_URL, ROWS * 76, appendedList(members, 100)],
    ['append-only list, all rows at once', APPENDED_URL, ROWS * 76, appendedList(members, ROWS)],
    ['virtualised list', VIRTUAL_URL, ROWS * 88, virtualList(members)],
  ];
  for (const [name, url, height, route] of lists) {
    const [bare, ours] = [
      await scrolled(url, height, [route, served], false),
      await scrolled(url, height, [route, served], true),
    ];
    report(name, bare, ours);
  }
}

/** From the first verdict to the last, with every avatar of the page in view and none known. */
async function benchThroughput(): Promise<void> {
  for (const [side, url] of [
    [100, APPENDED_URL],
    [400, VIRTUAL_URL],
  ] as const) {
    const members = people(NEW_PICTURES, `t${side}`);
    const all = await peoplePictures(side, NEW_PICTURES);
    const served = listPictures(members, { people: all, strong: all, strongEvery: 1 });
    const route =
      url === APPENDED_URL ? appendedList(members, NEW_PICTURES) : virtualList(members, members.length);
    await running([route, served], true, async ({ driver, chromium }) => {
      if (!driver) return;
      const page = await chromium.context.newPage();
      await page.setViewportSize({ width: 1100, height: NEW_PICTURES * 90 });
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      const tab = await driver.tabId(url);
      const judged = async () => {
        const { summary } = await driver.ask('tabState', tab);
        const count = summary ? Object.values(summary.bands).reduce((sum, one) => sum + one, 0) : 0;
        return { at: performance.now(), count };
      };
      const first = await until(
        'the first verdicts',
        async () => {
          const now = await judged();
          return now.count > 0 && now;
        },
        60_000,
      );
      const last = await until(
        'all verdicts',
        async () => {
          const now = await judged();
          return now.count >= NEW_PICTURES && now;
        },
        120_000,
      );
      const rate = ((last.count - first.count) / (last.at - first.at)) * 1_000;
      console.log(`new avatars through the whole pipeline at ${side} px: ${rate.toFixed(1)} a second`);
    });
  }
}

/** Every verdict known from a visit before; the page itself remembers nothing. */
async function benchDelay(): Promise<void> {
  const members = people(600, 'd');
  const small = await pictures(100);
  const served = listPictures(members, { ...small, strongEvery: 6 });
  await running([appendedList(members, members.length), served], true, async ({ chromium, driver }) => {
    if (!driver) return;
    const page = await chromium.context.newPage();
    await page.setViewportSize({ width: 1100, height: 600 });
    await page.goto(APPENDED_URL);
    const tab = await driver.tabId(APPENDED_URL);
    await until(
      'all verdicts',
      async () => {
        const { summary } = await driver.ask('tabState', tab);
        return (
          summary !== null &&
          summary.found > 500 &&
          summary.waiting === 0 &&
          settledCount(summary.bands) === summary.found
        );
      },
      120_000,
    );
    await page.goto('about:blank');
    await page.goto(APPENDED_URL);
    await page.waitForTimeout(1_000);
    const notes = await noteDelays(page);
    await jump(page, 30);
    printDelays('scrolled into view', await notes.delays());
    await insert(page, members.filter((_, at) => at % 6 === 0).slice(-20));
    printDelays('added in view', await notes.delays());
  });
}

const settledCount = (bands: Readonly<Record<string, number>>) =>
  Object.values(bands).reduce((sum, one) => sum + one, 0);

/** From screen to screen, each farther from the last than what is checked ahead. */
async function jump(page: Page, times: number): Promise<void> {
  for (let at = 1; at <= times; at++) {
    await page.evaluate(`scrollTo(0, ${((at * 7) % times) * 1_400})`);
    await page.waitForTimeout(250);
  }
}

async function insert(page: Page, members: readonly Member[]): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await page.waitForTimeout(500);
  for (const member of members) {
    await page.evaluate(
      `document.querySelector('[role=list]').insertAdjacentHTML('afterbegin', ${JSON.stringify(row(member, 0))})`,
    );
    await page.waitForTimeout(300);
  }
}

function printDelays(name: string, delays: readonly number[]): void {
  const at = (share: number) => milli(quantile(delays, share));
  console.log(
    `known verdict, ${name}, to its badge: median ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)} (${delays.length} badges)`,
  );
}

buildIfChanged('chrome');
const parts = { lists: benchLists, throughput: benchThroughput, delay: benchDelay } as const;
for (const [name, part] of Object.entries(parts)) if (values.only.split(',').includes(name)) await part();
