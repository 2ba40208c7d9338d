import { OVERLAY_CSS } from './overlay-css.ts';

/**
 * The one element that we add to a page. All that we draw lies in its closed shadow root, so that the page can neither
 * read nor restyle it. It stands there whether or not there is a badge: its presence says nothing.
 */
export interface Overlay {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  /** Out of sight for a moment: a picture of the page is taken. */
  setHidden(isHidden: boolean): void;
  /** Takes the element away for good. */
  remove(): void;
}

/** How often a page may throw us out before we stay out. */
const MAX_RETURNS = 5;

/** Events that a page must not get from within. */
const OWN_EVENTS = [
  ...['click', 'dblclick', 'auxclick', 'contextmenu', 'mousedown', 'mouseup', 'mousemove', 'mouseover'],
  ...['mouseout', 'pointerdown', 'pointerup', 'pointermove', 'pointerover', 'pointerout', 'touchstart'],
  ...['touchend', 'touchmove', 'keydown', 'keyup', 'keypress', 'focusin', 'focusout', 'wheel', 'input'],
];

export function createOverlay(page: Document, onGivenUp: () => void): Overlay {
  const host = page.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  addStyles(root, page);
  for (const name of OWN_EVENTS)
    host.addEventListener(name, (event) => event.stopPropagation(), { passive: true });

  let returns = 0;
  const guard = new MutationObserver(() => {
    if (host.isConnected) return;
    if (returns++ < MAX_RETURNS) mount();
    else {
      guard.disconnect();
      onGivenUp();
    }
  });

  function mount(): void {
    page.documentElement.append(host);
    // Where the page swaps its whole root element, the new one has to be watched.
    guard.disconnect();
    guard.observe(page, { childList: true });
    guard.observe(page.documentElement, { childList: true });
  }

  mount();
  return {
    host,
    root,
    setHidden: (isHidden) => host.toggleAttribute('hidden', isHidden),
    remove() {
      guard.disconnect();
      host.remove();
    },
  };
}

/** Constructed sheets pass any style policy of the page; where a content script may not adopt one, an element does. */
function addStyles(root: ShadowRoot, page: Document): void {
  try {
    // A document takes none but of its own window's.
    const Sheet = page.defaultView?.CSSStyleSheet ?? CSSStyleSheet;
    const sheet = new Sheet();
    sheet.replaceSync(OVERLAY_CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = page.createElement('style');
    style.textContent = OVERLAY_CSS;
    root.append(style);
  }
}
