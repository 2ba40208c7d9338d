import type { OnScreen, PictureSource } from '../shared/messages.ts';
import type { Avatar } from '../sites/site.ts';

/** The page's picture could not be read. */
export class UnreadablePicture extends Error {
  override readonly name = 'UnreadablePicture';
}

/** An avatar is far smaller; a page must not make us carry more. */
const MAX_BYTES = 3_000_000;

/** What the background needs to judge an avatar; `blob:` and `data:` pictures are read here, where they can be. */
export async function pictureSource(avatar: Avatar, signal: AbortSignal): Promise<PictureSource> {
  const { url, larger } = avatar;
  if (url.startsWith('data:')) return { kind: 'data', dataUrl: url };
  if (!url.startsWith('blob:')) return { kind: 'url', url, larger };
  return { kind: 'data', dataUrl: await readBlob(avatar, signal) };
}

/**
 * What is left where the background may not load a picture: the page's own copy, if its origin lets us read it, else
 * what the screen shows. Nothing is requested for it.
 */
export async function shownSource(avatar: Avatar, signal: AbortSignal): Promise<PictureSource | OnScreen> {
  const dataUrl = await cached(avatar, signal).catch(() => drawnOrNull(avatar.picture));
  signal.throwIfAborted();
  return dataUrl === null ? { kind: 'screen' } : { kind: 'data', dataUrl };
}

async function cached({ url }: Avatar, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal, mode: 'same-origin', cache: 'only-if-cached' });
  if (!response.ok) throw new UnreadablePicture('No longer there');
  return asDataUrl(await response.blob());
}

/** Fails where another origin keeps its picture to itself. */
function drawnOrNull(picture: Element): string | null {
  try {
    return drawn(picture);
  } catch {
    return null;
  }
}

async function readBlob({ url, picture }: Avatar, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, { signal });
    return await asDataUrl(await response.blob());
  } catch (error) {
    if (signal.aborted || error instanceof UnreadablePicture) throw error;
    // Firefox applies the page's own policy to our fetch, but lets us draw what is already shown.
    return drawn(picture);
  }
}

function asDataUrl(blob: Blob): Promise<string> {
  if (blob.size === 0 || blob.size > MAX_BYTES) throw new UnreadablePicture('Size out of bounds');
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new UnreadablePicture('Not readable'));
    reader.readAsDataURL(blob);
  });
}

function drawn(picture: Element): string {
  const image = picture as HTMLImageElement;
  if (picture.localName !== 'img' || image.naturalWidth === 0) throw new UnreadablePicture('Nothing to draw');
  const canvas = picture.ownerDocument.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d');
  if (!context) throw new UnreadablePicture('No canvas');
  context.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png');
}
