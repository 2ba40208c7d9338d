/** `npm run --silent inspect -- --url https://host/path --html FILE [--picture FILE] [--json]`: what a site's rules find. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { PageInspection } from '../src/shared/messages.ts';
import { original } from './demo/pictures.ts';
import { startServer } from './demo/server.ts';
import { needBrowser } from './drive/browsers.ts';
import { buildIfChanged } from './drive/build.ts';
import { launchChromium } from './drive/chromium.ts';
import { chromiumDriver } from './drive/chromium-driver.ts';
import { builtExtension, withAllHosts } from './drive/extension.ts';
import { type Options, readOptions, USAGE } from './inspect/options.ts';
import { jsonLine, remarks, TABLE_HEAD, tableRow } from './inspect/report.ts';
import { type SavedPage, savedPage } from './inspect/saved-page.ts';
import { visit } from './inspect/visit.ts';

const EXIT = { ok: 0, noBrowser: 1, usage: 64, noInput: 66 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n${USAGE}`);
    return EXIT.usage;
  }
  let page: SavedPage;
  try {
    page = await readPage(options);
  } catch (error) {
    console.error(messageOf(error));
    return EXIT.noInput;
  }
  try {
    report(await inspect(page), options);
    return EXIT.ok;
  } catch (error) {
    const [what] = messageOf(error).split('\n');
    console.error(`${what}\nAnother Chromium can be named by TELLTALE_CHROMIUM.`);
    return EXIT.noBrowser;
  }
}

async function readPage({ url, html, picture }: Options): Promise<SavedPage> {
  const portrait =
    picture === null
      ? await original({ kind: 'drawing', style: 'personas', seed: 'portrait' })
      : await sharp(await readFile(picture))
          .png()
          .toBuffer();
  return { url, html: await readFile(html), picture: portrait };
}

async function inspect(page: SavedPage): Promise<PageInspection> {
  const program = needBrowser('chromium');
  buildIfChanged('chrome');
  const { folder, popup } = await builtExtension('chromium');
  const extension = await withAllHosts(folder);
  const server = await startServer([savedPage(page)]);
  try {
    const options = { program, extension: extension.folder, port: server.port, headless: true };
    const driver = await chromiumDriver(await launchChromium(options), popup);
    try {
      return await visit(driver, page.url);
    } finally {
      await driver.close();
    }
  } finally {
    await server.close();
    await extension.remove();
  }
}

function report(inspection: PageInspection, { json }: Options): void {
  const { avatars } = inspection;
  const lines = json ? avatars.map(jsonLine) : [TABLE_HEAD, ...avatars.map(tableRow)];
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  for (const remark of remarks(inspection)) console.error(remark);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
