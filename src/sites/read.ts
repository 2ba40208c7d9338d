import type { PictureKind } from './site.ts';

export interface ShownPicture {
  readonly url: string;
  readonly kind: PictureKind;
}

const XLINK = 'http://www.w3.org/1999/xlink';
const BACKGROUND_URL = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^'")]*?))\s*\)/;

/** The document's own base, so that relative addresses are read as the page reads them. */
function absolute(value: string | null, element: Element): string | null {
  const text = value?.trim();
  if (!text) return null;
  try {
    return new URL(text, element.ownerDocument.baseURI).href;
  } catch {
    return null;
  }
}

function backgroundOf(element: HTMLElement | SVGElement): string | null {
  const inline = element.style.backgroundImage;
  const image = inline || element.ownerDocument.defaultView?.getComputedStyle(element).backgroundImage || '';
  const match = BACKGROUND_URL.exec(image);
  return absolute(match?.[1] ?? match?.[2] ?? match?.[3] ?? null, element);
}

/** What picture an element shows, however it shows it; null when none. */
export function shownPicture(element: Element): ShownPicture | null {
  const name = element.localName;
  if (name === 'img') {
    // Before the first layout `currentSrc` is empty, and after a change of `src` it still names the old picture.
    const image = element as HTMLImageElement;
    const chosen = image.srcset ? image.currentSrc : '';
    const url = absolute(chosen || image.getAttribute('src'), element);
    return url ? { url, kind: 'img' } : null;
  }
  if (name === 'image') {
    const url = absolute(
      element.getAttribute('href') ??
        element.getAttributeNS(XLINK, 'href') ??
        element.getAttribute('xlink:href'),
      element,
    );
    return url ? { url, kind: 'svg' } : null;
  }
  const url = backgroundOf(element as HTMLElement);
  return url ? { url, kind: 'background' } : null;
}

/** `closest` that leaves open shadow roots through their hosts. */
export function climb(element: Element, selector: string): Element | null {
  let at: Element | null = element;
  while (at) {
    const found: Element | null = at.closest(selector);
    if (found) return found;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}

export function readAttribute(element: Element, attribute: string): string | null {
  const value = element.getAttribute(attribute);
  return attribute === 'href' ? absolute(value, element) : value;
}
