import { afterEach, describe, it } from 'vitest';
import { badgedAccounts, X_AVATARS } from '../../scripts/demo/avatars.ts';
import { type LocalServer, startServer } from '../../scripts/demo/server.ts';
import { demoSites, X_URL, xPictures } from '../../scripts/demo/sites.ts';
import { needBrowser } from '../../scripts/drive/browsers.ts';
import { launchChromium, type RunningChromium } from '../../scripts/drive/chromium.ts';
import { chromiumDriver } from '../../scripts/drive/chromium-driver.ts';
import { type Driver, until } from '../../scripts/drive/driver.ts';
import { builtExtension, type GrantedExtension, withAllHosts } from '../../scripts/drive/extension.ts';
import { append, at, GAN_NEWCOMERS } from './members.ts';
import { stopServiceWorker } from './service-worker.ts';
import { isSkipped, settled, switchOn } from './start.ts';

describe.skipIf(isSkipped('chromium'))('Chromium only', () => {
  let server: LocalServer;
  let running: RunningChromium | null = null;
  let extension: GrantedExtension;

  async function launch(overProtocol: boolean): Promise<{ driver: Driver; chromium: RunningChromium }> {
    const { folder, popup } = await builtExtension('chromium');
    extension = await withAllHosts(folder);
    server = await startServer([xPictures(GAN_NEWCOMERS), demoSites]);
    const chromium = await launchChromium({
      program: needBrowser('chromium'),
      extension: extension.folder,
      port: server.port,
      headless: true,
      overProtocol,
    });
    running = chromium;
    const driver = await chromiumDriver(chromium, popup);
    await switchOn(driver, ['x.com']);
    return { driver, chromium };
  }

  afterEach(async () => {
    await running?.close();
    running = null;
    await server?.close();
    await extension?.remove();
  });

  it('loads the extension over the protocol, as branded Chrome needs', async () => {
    const { driver } = await launch(true);
    const tab = await driver.open(X_URL);
    await tab.fit();
    const newcomer = at(GAN_NEWCOMERS, 0);
    await append(tab, newcomer);
    await until('a badge', async () => (await badgedAccounts(tab, X_AVATARS)).has(newcomer.account));
  });

  it('goes on after the browser stopped its service worker', async () => {
    const { driver, chromium } = await launch(false);
    const tab = await driver.open(X_URL);
    await tab.fit();
    await settled(driver, X_URL);

    await stopServiceWorker(chromium);
    const first = at(GAN_NEWCOMERS, 0);
    await append(tab, first);
    await until('a badge', async () => (await badgedAccounts(tab, X_AVATARS)).has(first.account));

    // Now in the middle of its work.
    const second = at(GAN_NEWCOMERS, 1);
    await append(tab, second);
    await stopServiceWorker(chromium);
    await until('a badge', async () => (await badgedAccounts(tab, X_AVATARS)).has(second.account));
  });
});
