import { readFileSync } from 'node:fs';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type Plugin } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

type Browser = 'chrome' | 'firefox';

/** One build a browser: `vite build --mode firefox`, or `BROWSER=firefox vite build`. */
const browserOf = (mode: string): Browser =>
  (process.env.BROWSER ?? mode) === 'firefox' ? 'firefox' : 'chrome';

/**
 * The content script is built as one that the manifest names, and not named there in the end: the background injects it
 * where a site was switched on. (Imported as a script file it would become readable to every page.)
 */
const CONTENT_SCRIPTS = [{ matches: ['https://*/*'], js: ['src/content/content.iife.ts'] }];

const withoutContentScripts: Plugin = {
  name: 'without-content-scripts',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const asset = bundle['manifest.json'];
      if (asset?.type !== 'asset') throw new Error('The build made no manifest');
      const { content_scripts: _, ...rest } = JSON.parse(String(asset.source)) as Record<string, unknown>;
      asset.source = JSON.stringify(rest, null, 2);
    },
  },
};

/** Firefox has no offscreen documents, and an event page where Chrome has a service worker. */
function forFirefox() {
  const { minimum_chrome_version: _, ...common } = manifest;
  return {
    ...common,
    background: { scripts: ['src/background/firefox.ts'], type: 'module' as const },
    permissions: manifest.permissions.filter((permission) => permission !== 'offscreen'),
    browser_specific_settings: {
      gecko: {
        id: 'telltale@telltale.invalid',
        strict_min_version: '142.0',
        data_collection_permissions: { required: ['none'] },
      },
    },
  };
}

const pages = {
  popup: 'src/popup/popup.html',
  picture: 'src/popup/picture.html',
  options: 'src/options/options.html',
  welcome: 'src/options/welcome.html',
  audit: 'src/audit/audit.html',
};

/** Licences travel with what they cover: the models and the WebAssembly runtime are no modules that the build lists. */
const notices: Plugin = {
  name: 'notices',
  generateBundle() {
    for (const fileName of ['LICENSE', 'THIRD_PARTY_NOTICES.md']) {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(fileName) });
    }
  },
};

export default defineConfig(({ mode }) => {
  const browser = browserOf(mode);
  const isFirefox = browser === 'firefox';
  return {
    plugins: [
      crx({
        manifest: {
          ...(isFirefox ? forFirefox() : manifest),
          content_scripts: CONTENT_SCRIPTS,
        } as ManifestV3Export,
        browser,
      }),
      notices,
      withoutContentScripts,
    ],
    worker: { format: 'es' },
    build: {
      outDir: `dist/${browser}`,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: { fileName: 'third-party-licences.md' },
      rolldownOptions: {
        input: isFirefox ? pages : { ...pages, offscreen: 'src/engine/offscreen.html' },
      },
    },
  };
});
