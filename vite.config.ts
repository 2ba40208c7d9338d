import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

/** One build a browser: `BROWSER=firefox vite build`. */
const browser = process.env.BROWSER === 'firefox' ? 'firefox' : 'chrome';

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

export default defineConfig({
  plugins: [
    crx({ manifest: (browser === 'firefox' ? forFirefox() : manifest) as ManifestV3Export, browser }),
  ],
  worker: { format: 'es' },
  build: {
    outDir: `dist/${browser}`,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: browser === 'chrome' ? { ...pages, offscreen: 'src/engine/offscreen.html' } : pages,
    },
  },
});
