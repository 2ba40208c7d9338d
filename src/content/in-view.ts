import type { PhotosInView } from '../shared/messages.ts';
import type { Avatar } from '../sites/site.ts';

/** The photos that can be read from the screen as they stand, each once; none of frames, or of a page zoomed by fingers. */
export function photosInView(
  page: Document,
  avatars: Iterable<Avatar>,
  isUncovered: (element: Element) => boolean,
): PhotosInView {
  const view = page.defaultView ?? window;
  const photos = new Map<string, PhotosInView['photos'][number]>();
  if (view.visualViewport?.scale !== 1) return { width: view.innerWidth, photos: [] };
  for (const { key, url, element } of avatars) {
    if (photos.has(key) || element.ownerDocument !== page || !isUncovered(element)) continue;
    const { x, y, width, height } = element.getBoundingClientRect();
    photos.set(key, { key, url, box: [x, y, width, height] });
  }
  return { width: view.innerWidth, photos: [...photos.values()] };
}

/** Until what was changed is on the screen. */
export function painted(view: Window): Promise<void> {
  return new Promise((resolve) => {
    view.requestAnimationFrame(() => view.requestAnimationFrame(() => resolve()));
    // A tab that is not shown paints nothing.
    view.setTimeout(resolve, PAINT_MS);
  });
}

const PAINT_MS = 250;
