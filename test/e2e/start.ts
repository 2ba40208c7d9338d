/** Starts a browser with the built extension on the demo's local server, for one test file. */
import { type LocalServer, type Route, startServer } from '../../scripts/demo/server.ts';
import { demoSites } from '../../scripts/demo/sites.ts';
import { type Family, needBrowser } from '../../scripts/drive/browsers.ts';
import { launchChromium, type RunningChromium } from '../../scripts/drive/chromium.ts';
import { chromiumDriver } from '../../scripts/drive/chromium-driver.ts';
import { type Driver, until } from '../../scripts/drive/driver.ts';
import { builtExtension } from '../../scripts/drive/extension.ts';
import { launchFirefox } from '../../scripts/drive/firefox.ts';
import { firefoxDriver } from '../../scripts/drive/firefox-driver.ts';
import type { PageSummary } from '../../src/shared/messages.ts';

/** What a person asked to leave out, as in `TELLTALE_SKIP=firefox`: everything else must run. */
const skipped = (process.env.TELLTALE_SKIP ?? '').split(',').map((name) => name.trim());

export const isSkipped = (family: Family): boolean => skipped.includes(family);

/** The browsers to test in: a missing one fails, unless it was asked to be left out. */
export const BROWSERS: readonly Family[] = (['chromium', 'firefox'] as const).filter(
  (family) => !isSkipped(family),
);

export interface Started {
  readonly driver: Driver;
  readonly server: LocalServer;
  close(): Promise<void>;
}

export async function start(family: Family, routes: readonly Route[] = []): Promise<Started> {
  const server = await startServer([...routes, demoSites]);
  try {
    const driver = await (family === 'chromium' ? startChromium(server) : startFirefox(server));
    return {
      driver,
      server,
      close: async () => {
        await driver.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startFirefox(server: LocalServer): Promise<Driver> {
  const { folder, popup } = await builtExtension('firefox');
  const program = needBrowser('firefox');
  return firefoxDriver(
    await launchFirefox({ program, extension: folder, port: server.port, headless: true }),
    popup,
  );
}

async function startChromium(server: LocalServer): Promise<Driver> {
  const { popup } = await builtExtension('chromium');
  return chromiumDriver(await runChromium(server), popup);
}

export async function runChromium(server: LocalServer, overProtocol = false): Promise<RunningChromium> {
  const { folder } = await builtExtension('chromium');
  const program = needBrowser('chromium');
  return launchChromium({ program, extension: folder, port: server.port, headless: true, overProtocol });
}

/** What the extension says of a page once nothing waits any more. */
export async function settled(driver: Driver, url: string): Promise<PageSummary> {
  const tabId = await driver.tabId(url);
  return until(`every avatar of ${url} checked`, async () => {
    const { summary } = await driver.ask('tabState', tabId);
    return summary !== null && summary.found > 0 && summary.waiting === 0 ? summary : null;
  });
}
