import { readFileSync } from 'node:fs';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type Plugin } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

type Browser = 'chrome' | 'firefox';

/** One build a browser: `vite build --mode firefox`, or `BROWSER=firefox vite build`. */
const browserOf = (mode: string): Browser =>
  (process.env.BROWSER ?? mode) === 'firefox' ? 'firefox' : 'chrome';

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
    plugins: [crx({ manifest: (isFirefox ? forFirefox() : manifest) as ManifestV3Export, browser }), notices],
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
