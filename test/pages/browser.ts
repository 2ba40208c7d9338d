import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { needBrowser } from '../../scripts/drive/browsers.ts';
import { type ExpectedPage, expectedOf, fixture } from './expected.ts';
import type { Plan } from './harness.ts';

/** Fixture pages in a real Chromium under their real addresses, with the harness in them; nothing is fetched outside. */
export interface PageLab {
  open(name: string, options?: OpenOptions): Promise<LabPage>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly plan?: Plan;
  readonly policy?: string;
  readonly html?: (html: string) => string;
  readonly context?: Parameters<Browser['newContext']>[0];
}

export interface LabPage {
  readonly page: Page;
  readonly expected: ExpectedPage;
  /** What we drew and a person can see, read from outside the page. */
  badges(): Promise<readonly ShownBadge[]>;
  close(): Promise<void>;
}

export interface ShownBadge {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A module of this folder with all it imports, as a classic script. */
export async function bundle(file: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      lib: {
        entry: path.join(import.meta.dirname, file),
        formats: ['iife'],
        name: 'harnessBundle',
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error(`${file} was not built`);
  return chunk.code;
}

/** Closed shadow roots are closed to tests too: the one that opens first is kept at hand. */
const KEEP_ROOT = `
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    if (init.mode === 'closed') window.closedRoot = root;
    return root;
  };`;

const DRAWN = `[...(window.closedRoot?.querySelectorAll('button.badge') ?? [])]
  .filter((button) => button.isConnected && button.checkVisibility())
  .map((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return { name: button.ariaLabel, x, y, width, height };
  })`;

const unchanged = (html: string): string => html;

export async function openLab(): Promise<PageLab> {
  const program = needBrowser('chromium');
  const code = await bundle('harness.ts');
  const picture = await sharp({ create: { width: 96, height: 96, channels: 3, background: '#7a8fa6' } })
    .png()
    .toBuffer();
  const browser = await chromium.launch({
    executablePath: program.executable,
    args: ['--no-sandbox', '--disable-gpu'],
  });

  async function serve(context: BrowserContext, expected: ExpectedPage, html: string, policy?: string) {
    await context.route('**/*', (route) => {
      const request = route.request();
      if (request.resourceType() !== 'document')
        return route.fulfill({ contentType: 'image/png', body: picture });
      const headers = policy ? { 'content-security-policy': policy } : {};
      return route.fulfill({ contentType: 'text/html', headers, body: html });
    });
    const page = await context.newPage();
    await page.addInitScript(KEEP_ROOT);
    await page.goto(expected.address);
    return page;
  }

  return {
    async open(name, { plan = [], policy, html = unchanged, context: contextOptions } = {}) {
      const expected = await expectedOf(name);
      const context = await browser.newContext({
        viewport: { width: 900, height: 700 },
        ...contextOptions,
      });
      const page = await serve(context, expected, html(await fixture(name)), policy);
      // Evaluated and not added as an element, which a strict policy would refuse.
      await page.evaluate(code);
      await page.evaluate((given) => {
        window.harness.plan = given;
      }, plan);
      return {
        page,
        expected,
        badges: async () => {
          const drawn = page.frames().map((frame) => frame.evaluate<ShownBadge[]>(DRAWN));
          return (await Promise.all(drawn)).flat();
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}
