/** Starts Chromium with the built extension, with every host name mapped to a local server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Worker } from 'playwright-core';
import type { BrowserProgram } from './browsers.ts';

export interface ChromiumOptions {
  readonly program: BrowserProgram;
  /** Folder of the unpacked extension; null starts without it. */
  readonly extension: string | null;
  /** Port of the local server that answers for every host. */
  readonly port: number;
  readonly headless: boolean;
  /** Load over the protocol even where the command line would do: the way that branded Chrome needs. */
  readonly overProtocol?: boolean;
  /** Folder of a profile that stays; otherwise a new one that goes with the browser. */
  readonly profile?: string;
}

export interface RunningChromium {
  readonly context: BrowserContext;
  /** Empty when started without the extension. */
  readonly extensionId: string;
  close(): Promise<void>;
}

export async function launchChromium(options: ChromiumOptions): Promise<RunningChromium> {
  const { program, extension, port, headless } = options;
  const overProtocol = extension !== null && (options.overProtocol ?? program.branded);
  const profile = options.profile ?? (await mkdtemp(path.join(tmpdir(), 'telltale-chromium-')));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program.executable,
    headless: false,
    ignoreHTTPSErrors: true,
    viewport: headless ? { width: 1100, height: 1400 } : null,
    // Playwright's own list holds `--disable-extensions`, under which nothing loads over the protocol.
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      ...(headless ? ['--headless=new', '--disable-gpu'] : []),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
      ...(overProtocol ? ['--enable-unsafe-extension-debugging'] : commandLineLoad(extension)),
    ],
  });
  const close = async () => {
    await context.close();
    if (options.profile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const extensionId = await loadExtension(context, extension, overProtocol);
    return { context, extensionId, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function commandLineLoad(extension: string | null): string[] {
  return extension === null
    ? []
    : [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`];
}

async function loadExtension(
  context: BrowserContext,
  extension: string | null,
  overProtocol: boolean,
): Promise<string> {
  if (extension === null) return '';
  if (!overProtocol) return new URL((await serviceWorker(context)).url()).host;
  const browser = context.browser();
  if (browser === null) throw new Error('This browser gives no session to load an extension through.');
  const session = await browser.newBrowserCDPSession();
  const started = serviceWorker(context);
  const loaded = (async (): Promise<{ id: string }> =>
    session.send('Extensions.loadUnpacked', { path: path.resolve(extension) }))();
  const [{ id }] = await Promise.all([loaded, started]);
  return id;
}

export async function serviceWorker(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker', { timeout: 60_000 });
}
