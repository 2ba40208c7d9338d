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
    const hasSources = image.srcset !== '' || image.parentElement?.localName === 'picture';
    const chosen = hasSources ? image.currentSrc : '';
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

const DOCUMENT_FRAGMENT_NODE = 11;

/** `closest` that leaves open shadow roots and same-origin frames through their hosts. */
export function climb(element: Element, selector: string): Element | null {
  let at: Element | null = element;
  while (at) {
    const found: Element | null = at.closest(selector);
    if (found) return found;
    at = outerHost(at);
  }
  return null;
}

/** The tree that an element lies in, if it is an open shadow root. By shape, not by class: frames have their own. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  const root = element.getRootNode();
  return root.nodeType === DOCUMENT_FRAGMENT_NODE && 'host' in root ? (root as ShadowRoot) : null;
}

/** What holds the shadow tree or the frame that an element lies in. */
function outerHost(element: Element): Element | null {
  return shadowRootOf(element)?.host ?? element.ownerDocument.defaultView?.frameElement ?? null;
}

export function readAttribute(element: Element, attribute: string | null): string {
  if (attribute === null) return (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  const value = element.getAttribute(attribute);
  return (attribute === 'href' || attribute === 'src' ? absolute(value, element) : value) ?? '';
}
