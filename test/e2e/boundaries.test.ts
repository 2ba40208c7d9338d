import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalServer, startServer } from '../../scripts/demo/server.ts';
import { demoSites, X_URL } from '../../scripts/demo/sites.ts';
import { needBrowser } from '../../scripts/drive/browsers.ts';
import { launchChromium, type RunningChromium } from '../../scripts/drive/chromium.ts';
import { chromiumDriver } from '../../scripts/drive/chromium-driver.ts';
import { builtExtension, type GrantedExtension, withAllHosts } from '../../scripts/drive/extension.ts';
import { isSkipped } from './start.ts';

/** What no content script may ask for, though its code might be turned against us by a page. */
const OUR_PAGES_ONLY = [
  { type: 'clearVerdicts' },
  { type: 'inspectPage', data: 1 },
  { type: 'saveSettings', data: {} },
  { type: 'switchSite', data: { tabId: 1, on: true } },
  { type: 'checkPicture', data: { kind: 'url', url: 'https://pbs.twimg.com/a', larger: null } },
  { type: 'judge', data: { id: 'a', source: { kind: 'data', dataUrl: 'data:,' }, allowLarger: false } },
];

const check = (source: object) => ({ type: 'check', data: { id: 'a', key: 'a', priority: 'asked', source } });
const MALFORMED = [
  { type: 'check', data: { id: 1 } },
  check({ kind: 'url', url: 'file:///etc/passwd', larger: null }),
  check({ kind: 'url', url: 'chrome://version', larger: null }),
  check({ kind: 'data', dataUrl: 'https://example.org/' }),
  { type: 'pageChanged', data: { host: 'x.com', found: -1 } },
];

describe.skipIf(isSkipped('chromium'))('messages of content scripts', () => {
  let server: LocalServer;
  let chromium: RunningChromium;
  let tabId: number;
  let extension: GrantedExtension;

  beforeAll(async () => {
    server = await startServer([demoSites]);
    const { folder, popup } = await builtExtension('chromium');
    extension = await withAllHosts(folder);
    chromium = await launchChromium({
      program: needBrowser('chromium'),
      extension: extension.folder,
      port: server.port,
      headless: true,
    });
    const driver = await chromiumDriver(chromium, popup);
    // Only with work to do is there a document where detection runs.
    await driver.ask('checkPicture', { kind: 'url', url: 'https://pbs.twimg.com/a', larger: null });
    await driver.open(X_URL);
    tabId = await driver.tabId(X_URL);
  });
  afterAll(async () => {
    await chromium?.close();
    await server?.close();
    await extension?.remove();
  });

  /** The error that the message is answered with; null when it was obeyed. */
  async function sent(message: object): Promise<string | null> {
    const { context } = chromium;
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    const whole = JSON.stringify({ id: 0, timestamp: 0, ...message });
    return worker.evaluate<string | null>(
      `chrome.scripting.executeScript({
        target: { tabId: ${tabId} },
        args: [${JSON.stringify(whole)}],
        func: async (whole) => (await chrome.runtime.sendMessage(JSON.parse(whole)))?.err?.name ?? null,
      }).then(([{ result }]) => result)`,
    );
  }

  it.each(OUR_PAGES_ONLY)('$type is refused', async (message) => {
    expect(await sent(message)).toBe('RefusedSender');
  });

  it.each(MALFORMED)('a malformed $type is refused: $data', async (message) => {
    expect(await sent(message)).toBe('ValiError');
  });
});
