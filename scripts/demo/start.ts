/**
 * `npm start`: opens Chromium with the extension on a local demo and prints the verdict of every avatar as it comes.
 * Without a display, with `--headless` or in CI it saves screenshots to `dist/demo` and exits 1 when a GAN face that
 * can be judged got no badge, or anything else got one.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { needBrowser } from '../drive/browsers.ts';
import { launchChromium } from '../drive/chromium.ts';
import { chromiumDriver } from '../drive/chromium-driver.ts';
import { type Driver, type Tab, until } from '../drive/driver.ts';
import { builtExtension, DIST, withAllHosts } from '../drive/extension.ts';
import { badgedAccounts } from './avatars.ts';
import { checkedMembers, DEMO_SITES, type DemoSite, fault, HEADER, type Row, rowText } from './rows.ts';
import { startServer } from './server.ts';
import { demoSites } from './sites.ts';

/** As many as are seen at once; the extension keeps its own order. */
const ASKED_AT_ONCE = 4;

async function main(): Promise<number> {
  const headless = isHeadless();
  const { folder, popup } = await builtExtension('chromium');
  const extension = await withAllHosts(folder);
  const program = needBrowser('chromium');
  const server = await startServer([demoSites]);
  const chromium = await launchChromium({
    program,
    extension: extension.folder,
    port: server.port,
    headless,
  });
  const closed = new Promise((resolve) => chromium.context.once('close', resolve));
  try {
    const driver = await chromiumDriver(chromium, popup);
    const faults = await showSites(driver, headless);
    if (!headless) {
      console.log('\nThe browser stays open: close it to end the demo.');
      await closed;
    }
    return faults.length === 0 ? 0 : 1;
  } finally {
    await chromium.close();
    await server.close();
    await extension.remove();
  }
}

function isHeadless(): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const noDisplay = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
  return process.argv.includes('--headless') || Boolean(CI) || noDisplay;
}

async function showSites(driver: Driver, headless: boolean): Promise<string[]> {
  console.log(HEADER);
  const faults: string[] = [];
  for (const site of DEMO_SITES) {
    const tab = await driver.open(site.url);
    await switchOn(driver, site.url);
    if (headless) await tab.fit();
    const rows = await verdicts(driver, site);
    // With a display a person sees the badges, and only those of avatars in view are drawn.
    faults.push(...faultsOf(site, rows, headless ? await badgedWhenSettled(tab, site, rows) : flagged(rows)));
    if (headless) await save(tab, site);
  }
  console.log(
    `\n${faults.length === 0 ? 'Every GAN face that can be judged has its badge, and nothing else has one.' : `Not as it should be:\n${faults.join('\n')}`}`,
  );
  return faults;
}

async function switchOn(driver: Driver, url: string): Promise<void> {
  const tabId = await driver.tabId(url);
  const state = await driver.ask('switchSite', { tabId, on: true });
  if (!state.on)
    throw new Error(`${url} could not be switched on: ${state.missing.join(', ')} is not allowed`);
}

/** Prints each row as its verdict comes. */
async function verdicts(driver: Driver, site: DemoSite): Promise<Row[]> {
  const rows: Row[] = [];
  const waiting = checkedMembers(site);
  const work = async () => {
    for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
      const result = await driver.ask('checkPicture', site.source(member));
      const row: Row = { site: site.name, member, result };
      rows.push(row);
      console.log(rowText(row));
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, work));
  return rows;
}

const flagged = (rows: readonly Row[]): Set<string> =>
  new Set(rows.filter(({ result }) => result.verdict.band === 'strong').map(({ member }) => member.account));

/** Waits for as many badges as there should be; what is still missing then is told row by row. */
async function badgedWhenSettled(tab: Tab, site: DemoSite, rows: readonly Row[]): Promise<Set<string>> {
  const expected = flagged(rows).size;
  await until('badges', async () => (await tab.badges()).length === expected, 15_000).catch(() => undefined);
  return badgedAccounts(tab, site.avatarRects);
}

function faultsOf(site: DemoSite, rows: readonly Row[], badged: ReadonlySet<string>): string[] {
  const onDefaultPictures = site.members
    .filter(({ portrait, account }) => portrait.kind === 'silhouette' && badged.has(account))
    .map(({ account }) => `${site.name} ${account}: a badge on a default picture`);
  const wrong = rows.flatMap((row) => {
    const why = fault(row, badged.has(row.member.account));
    return why === null ? [] : [`${rowText(row)}  ← ${why}`];
  });
  return [...wrong, ...onDefaultPictures];
}

async function save(tab: Tab, site: DemoSite): Promise<void> {
  const folder = path.join(DIST, 'demo');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${site.name.toLowerCase()}.png`);
  await tab.screenshot(file);
  console.log(`Screenshot: ${path.relative(process.cwd(), file)}`);
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
