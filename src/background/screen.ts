import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { PhotosInView } from '../shared/messages.ts';
import { tellTab } from '../shared/messaging.ts';
import { photosInViewSchema } from '../shared/schemas.ts';
import { mayRead } from './permissions.ts';

/**
 * What photos look like on the screen, where they may not be loaded: a click on our button lets us take a picture of the
 * tab (`activeTab`). By tab and by the key of the photo, as data URLs; for the check that follows only.
 */
const crops = new Map<number, ReadonlyMap<string, string>>();

export const cropOf = (tabId: number, key: string): string | null => crops.get(tabId)?.get(key) ?? null;

export function forgetScreen(tabId: number): void {
  crops.delete(tabId);
}

/** One picture of the window, cut into those photos that may not be loaded and that it shows as a whole. */
export async function readScreen(tabId: number): Promise<void> {
  forgetScreen(tabId);
  const { windowId } = await browser.tabs.get(tabId);
  const look = async (marks: 'hidden' | 'shown'): Promise<PhotosInView> =>
    v.parse(photosInViewSchema, await tellTab('photosInView', marks, tabId));
  const before = await look('hidden');
  const unreadable = await unreadableOf(before);
  let picture: string | null = null;
  try {
    // The browser takes the tab in front, whichever that is.
    if (unreadable.length > 0 && windowId !== undefined && (await isInFront(tabId)))
      picture = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
  } finally {
    const after = await look('shown');
    if (picture !== null && (await isInFront(tabId)))
      crops.set(tabId, await cut(picture, before.width, unmoved(unreadable, after)));
  }
}

type Photos = PhotosInView['photos'];

async function unreadableOf({ photos }: PhotosInView): Promise<Photos> {
  const pages = photos.filter(({ url }) => /^https?:/.test(url));
  const answers = await Promise.all(pages.map(({ url }) => mayRead(url)));
  return pages.filter((_, index) => !answers[index]);
}

async function isInFront(tabId: number): Promise<boolean> {
  return (await browser.tabs.get(tabId)).active;
}

/** The page may have scrolled meanwhile, or shown something over a photo. */
function unmoved(photos: Photos, after: PhotosInView): Photos {
  const places = new Set(after.photos.map(({ key, box }) => `${box} ${key}`));
  return photos.filter(({ key, box }) => places.has(`${box} ${key}`));
}

/** @param width of the window in CSS pixels, which is the picture's in pixels of the screen */
async function cut(picture: string, width: number, photos: Photos): Promise<Map<string, string>> {
  const bitmap = await createImageBitmap(await (await fetch(picture)).blob());
  const scale = bitmap.width / width;
  const cuts = new Map<string, string>();
  for (const { key, box } of photos) {
    const [x, y, w, h] = box.map((length) => Math.round(length * scale)) as [number, number, number, number];
    const canvas = new OffscreenCanvas(w, h);
    canvas.getContext('2d')?.drawImage(bitmap, -x, -y);
    cuts.set(key, await asDataUrl(await canvas.convertToBlob({ type: 'image/png' })));
  }
  bitmap.close();
  return cuts;
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
