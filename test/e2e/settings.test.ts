import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { X_URL } from '../../scripts/demo/sites.ts';
import { type Tab, until } from '../../scripts/drive/driver.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { FAMILIES, isSkipped, type Started, settled, start } from './start.ts';

/** X keeps larger variants under this name; its page shows only small ones. */
const LARGER = '_400x400';

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`settings in ${family}`, () => {
    let started: Started;
    beforeAll(async () => {
      started = await start(family);
    });
    afterAll(() => started?.close());

    const text = (tab: Tab) => tab.evaluate<string>('document.body.innerText');
    const askedForLarger = () => started.server.asked.filter(({ url }) => url.includes(LARGER)).length;
    const change = async (changed: Partial<Settings>) => {
      const settings = await started.driver.ask('settings', undefined);
      await started.driver.ask('saveSettings', { ...settings, ...changed });
    };

    async function browse(): Promise<void> {
      const page = await started.driver.open(X_URL);
      await page.fit();
      await settled(started.driver, X_URL);
      await page.close();
    }

    it('keeps verdicts: a page seen before loads no photo again', async () => {
      await browse();
      expect(askedForLarger()).toBeGreaterThan(0);
      expect((await started.driver.ask('about', undefined)).stored).toBeGreaterThan(0);
      started.server.forget();
      await browse();
      // One picture of the page is missing: what cannot be loaded is not kept.
      expect(askedForLarger()).toBeLessThanOrEqual(1);
    });

    it('clears them when asked to, on the options page', async () => {
      const options = await started.driver.openExtension('src/options/options.html');
      await until('the sites', async () => (await text(options)).includes('facebook.com'));
      await options.evaluate(
        `[...document.querySelectorAll('button')].find((button) => /Clear/.test(button.textContent)).click()`,
      );
      await until('an empty store', async () => (await started.driver.ask('about', undefined)).stored === 0);
      await until('a word on it', async () => /removed/.test(await text(options)));
      await options.close();
    });

    it('loads no larger variants when they are switched off', async () => {
      await change({ fetchLarger: false });
      started.server.forget();
      await browse();
      expect(askedForLarger()).toBe(0);
      await change({ fetchLarger: true });
    });

    it('leaves a site alone that was taken off the list', async () => {
      const { sitesOn } = await started.driver.ask('settings', undefined);
      await change({ sitesOn: sitesOn.filter((site) => site !== 'x.com') });
      const page = await started.driver.open(X_URL);
      await page.fit();
      const tabId = await started.driver.tabId(X_URL);
      const { on, summary } = await started.driver.ask('tabState', tabId);
      expect(on).toBe(false);
      expect(summary?.found ?? 0).toBe(0);
      expect(await page.badges()).toEqual([]);
      await change({ sitesOn });
      await page.close();
    });
  });
}
