/** Starts a browser with the built extension on the demo's local server, for one test file. */
import { type LocalServer, type Route, startServer } from '../../scripts/demo/server.ts';
import { demoSites } from '../../scripts/demo/sites.ts';
import { type Family, needBrowser } from '../../scripts/drive/browsers.ts';
import { launchChromium } from '../../scripts/drive/chromium.ts';
import { chromiumDriver } from '../../scripts/drive/chromium-driver.ts';
import { type Driver, until } from '../../scripts/drive/driver.ts';
import { builtExtension, withAllHosts } from '../../scripts/drive/extension.ts';
import { launchFirefox } from '../../scripts/drive/firefox.ts';
import { firefoxDriver } from '../../scripts/drive/firefox-driver.ts';
import type { PageSummary } from '../../src/shared/messages.ts';

/** What a person asked to leave out, as in `TELLTALE_SKIP=firefox`: everything else must run. */
const skipped = (process.env.TELLTALE_SKIP ?? '').split(',').map((name) => name.trim());

export const FAMILIES: readonly Family[] = ['chromium', 'firefox'];
export const isSkipped = (family: Family): boolean => skipped.includes(family);

export interface Started {
  readonly driver: Driver;
  readonly server: LocalServer;
  /** File of the popup. */
  readonly popup: string;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly routes?: readonly Route[];
  /** As a person gets it: nothing granted, no site on. Otherwise every host is granted, and the demo's sites are on. */
  readonly fresh?: boolean;
}

const SITES_ON = ['facebook.com', 'x.com'];

export async function start(
  family: Family,
  { routes = [], fresh = false }: StartOptions = {},
): Promise<Started> {
  const server = await startServer([...routes, demoSites]);
  const extension = await builtExtension(family);
  const copy = fresh ? null : await withAllHosts(extension.folder);
  const undo = async () => {
    await server.close();
    await copy?.remove();
  };
  try {
    // Only then can the toolbar button be pressed.
    const overProtocol = fresh;
    const options = {
      program: needBrowser(family),
      extension: copy?.folder ?? extension.folder,
      port: server.port,
      headless: true,
    };
    const driver =
      family === 'chromium'
        ? await chromiumDriver(await launchChromium({ ...options, overProtocol }), extension.popup)
        : await firefoxDriver(await launchFirefox(options), extension.popup);
    if (!fresh) await switchOn(driver, SITES_ON);
    return {
      driver,
      server,
      popup: extension.popup,
      close: async () => {
        await driver.close();
        await undo();
      },
    };
  } catch (error) {
    await undo();
    throw error;
  }
}

/** Switches sites on, by hand of no person, where their hosts are granted. */
export async function switchOn(driver: Driver, sites: readonly string[]): Promise<void> {
  const settings = await driver.ask('settings', undefined);
  await driver.ask('saveSettings', { ...settings, sitesOn: [...sites] });
}

/** A machine may be busy with more than this, and the models are loaded first. */
const SETTLED_MS = 60_000;

/** What the extension says of a page once nothing waits any more. */
export async function settled(driver: Driver, url: string): Promise<PageSummary> {
  const tabId = await driver.tabId(url);
  return until(
    `every avatar of ${url} checked`,
    async () => {
      const { summary } = await driver.ask('tabState', tabId);
      if (summary === null || summary.found === 0) return null;
      // What was found a moment ago is not asked about yet, and does not wait.
      const judged = Object.values(summary.bands).reduce((sum, count) => sum + count, 0);
      return judged === summary.found ? summary : null;
    },
    SETTLED_MS,
  );
}
