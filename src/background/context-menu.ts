import browser from 'webextension-polyfill';
import type { PictureSource } from '../shared/messages.ts';
import { rememberAsked } from './session.ts';

const CHECK_PHOTO = 'check-photo';

/** Browsers keep menu items of event pages and service workers: made once, at installation. */
export async function createMenu(): Promise<void> {
  await browser.contextMenus.removeAll();
  browser.contextMenus.create({
    id: CHECK_PHOTO,
    title: browser.i18n.getMessage('menu_check_photo'),
    contexts: ['image'],
  });
}

export function listenToMenu(): void {
  browser.contextMenus.onClicked.addListener(async ({ menuItemId, srcUrl, frameId }, tab) => {
    if (menuItemId !== CHECK_PHOTO || srcUrl === undefined) return;
    const source = await sourceOf(srcUrl, tab?.id, frameId);
    // A whole picture may be more than the browser keeps for us.
    const id = await rememberAsked(source).catch(() => rememberAsked(null));
    await openPicturePage(`src/popup/picture.html?asked=${id}`);
  });
}

async function sourceOf(
  url: string,
  tabId: number | undefined,
  frameId: number | undefined,
): Promise<PictureSource | null> {
  if (/^https?:/.test(url)) return { kind: 'url', url, larger: null };
  if (url.startsWith('data:')) return { kind: 'data', dataUrl: url };
  if (tabId === undefined) return null;
  try {
    const target = { tabId, frameIds: [frameId ?? 0] };
    const [read] = await browser.scripting.executeScript({ target, func: readInPage, args: [url] });
    return typeof read?.result === 'string' ? { kind: 'data', dataUrl: read.result } : null;
  } catch {
    return null;
  }
}

/** Runs in the page's content world: only there can a `blob:` picture be read. */
async function readInPage(url: string): Promise<string | null> {
  try {
    const blob = await (await fetch(url)).blob();
    return await new Promise<string>((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  } catch {
    const shown = [...document.images].find(({ currentSrc }) => currentSrc === url);
    if (shown === undefined) return null;
    const canvas = document.createElement('canvas');
    canvas.width = shown.naturalWidth;
    canvas.height = shown.naturalHeight;
    canvas.getContext('2d')?.drawImage(shown, 0, 0);
    return canvas.toDataURL('image/png');
  }
}

async function openPicturePage(path: string): Promise<void> {
  const url = browser.runtime.getURL(path);
  try {
    await browser.windows.create({ url, type: 'popup', width: 440, height: 680 });
  } catch {
    await browser.tabs.create({ url });
  }
}
