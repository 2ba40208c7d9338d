/** Starts Firefox with the built extension, with every host name mapped to a local server. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import type { BrowserProgram } from './browsers.ts';

export interface FirefoxOptions {
  readonly program: BrowserProgram;
  /** Folder of the unpacked extension. */
  readonly extension: string;
  /** Port of the local server that answers for every host. */
  readonly port: number;
  readonly headless: boolean;
}

export interface RunningFirefox {
  readonly browser: Browser;
  readonly extensionId: string;
  /** Sends one WebDriver BiDi command: some of what tests need has no Puppeteer method. */
  bidi<T>(method: string, parameters: object): Promise<T>;
  /** Opens a page of the extension in a tab; its BiDi context. */
  openExtensionPage(file: string): Promise<string>;
  close(): Promise<void>;
}

/** Firefox gives each extension a random host; this one is known. */
const EXTENSION_HOST = '6c1f4b5e-5d0e-4f43-9a52-1d6f3b2a7c90';

export async function launchFirefox(options: FirefoxOptions): Promise<RunningFirefox> {
  const id = await extensionId(options.extension);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: options.program.executable,
    headless: options.headless,
    acceptInsecureCerts: true,
    defaultViewport: null,
    // Extension pages are privileged: automation may look into them only with this.
    args: ['--remote-allow-system-access', '--width=1100', '--height=1400'],
    extraPrefsFirefox: {
      'network.dns.forceResolve': '127.0.0.1',
      'network.socket.forcePort': `443=${options.port};80=${options.port}`,
      'network.dns.disableIPv6': true,
      'network.trr.mode': 5,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      // Permissions that are asked for in a click are given: a prompt of the browser is out of reach.
      'extensions.webextOptionalPermissionPrompts': false,
      'extensions.webextensions.uuids': JSON.stringify({ [id]: EXTENSION_HOST }),
    },
  });
  const bidi = bidiOf(browser);
  try {
    await browser.installExtension(path.resolve(options.extension));
  } catch (error) {
    await browser.close();
    throw error;
  }
  return {
    browser,
    extensionId: id,
    bidi,
    openExtensionPage: (file) => openPage(bidi, `moz-extension://${EXTENSION_HOST}/${file}`),
    close: () => browser.close(),
  };
}

async function extensionId(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'));
  const { browser_specific_settings: settings } = manifest as {
    browser_specific_settings?: { gecko?: { id?: string } };
  };
  const id = settings?.gecko?.id;
  if (id === undefined)
    throw new Error(`The manifest in ${folder} has no Firefox id: is it built for Firefox?`);
  return id;
}

/** Puppeteer keeps its BiDi connection to itself, and has no other way to send a raw command. */
function bidiOf(browser: Browser): RunningFirefox['bidi'] {
  const { connection } = browser as unknown as {
    connection: { send(method: string, parameters: object): Promise<{ result: unknown }> };
  };
  return async <T>(method: string, parameters: object) =>
    (await connection.send(method, parameters)).result as T;
}

interface Tree {
  readonly contexts: readonly { readonly context: string; readonly url: string }[];
}

/** The tab changes its process on the way to an extension page, and with that its context id. */
async function openPage(bidi: RunningFirefox['bidi'], url: string): Promise<string> {
  const { context } = await bidi<{ context: string }>('browsingContext.create', { type: 'tab' });
  await bidi('browsingContext.navigate', { context, url, wait: 'none' });
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const { contexts } = await bidi<Tree>('browsingContext.getTree', { maxDepth: 0 });
    const opened = contexts.find((one) => one.url === url);
    if (opened !== undefined && (await isReady(bidi, opened.context))) return opened.context;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not open`);
}

async function isReady(bidi: RunningFirefox['bidi'], context: string): Promise<boolean> {
  try {
    const state = await bidi<{ result?: { value?: unknown } }>('script.evaluate', {
      expression: 'document.readyState',
      target: { context },
      awaitPromise: false,
    });
    return state.result?.value === 'complete';
  } catch {
    return false;
  }
}
