import { text } from '../shared/text.ts';
import type { Overlay } from './overlay.ts';
import { HOST_WIDTH } from './overlay-css.ts';
import { type Place, seenPlace } from './placement.ts';

export type Strength = 'strong' | 'some';

export interface Badges {
  /** Draws a badge on an element, or changes it. */
  show(element: Element, strength: Strength): void;
  hide(element: Element): void;
  /** Something may have moved: all are placed again in the next frame. */
  place(): void;
  /** The element whose badge is at a point of the window, if any. */
  at(x: number, y: number): Element | null;
  button(element: Element): HTMLElement | null;
  stop(): void;
}

interface Badge {
  readonly button: HTMLButtonElement;
  strength: Strength;
  /** null while it cannot be seen. */
  place: Place | null;
}

/** Some pages move things without any event: a look now and then, only while there is a badge. */
const TICK_MS = 500;

const SVG = 'http://www.w3.org/2000/svg';
/** A warning triangle, and a plain lozenge for weaker signs: told apart without colour. */
const SHAPES: Readonly<Record<Strength, string>> = {
  strong: 'M8 1.2 15.2 14.2H.8Z',
  some: 'M8 .8 15.2 8 8 15.2.8 8Z',
};
const SIGN = 'M7.2 5.4h1.6l-.25 4.4h-1.1zM8 10.6a.95.95 0 1 1 0 1.9.95.95 0 0 1 0-1.9z';

export function createBadges(overlay: Overlay, page: Document, onOpen: (element: Element) => void): Badges {
  const badges = new Map<Element, Badge>();
  const sizes = new ResizeObserver(() => place());
  let frame = 0;
  let tick: ReturnType<typeof setInterval> | null = null;
  let listening: AbortController | null = null;

  function place(): void {
    if (badges.size === 0 || frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      layOut();
    });
  }

  /** Reads everything, then writes everything: one layout a frame. */
  function layOut(): void {
    const origin = overlay.host.getBoundingClientRect();
    // The page may zoom or scale its root element, and us with it.
    const scale = origin.width / HOST_WIDTH || 1;
    const places = [...badges].map(([element, badge]) => ({
      badge,
      place: seenPlace(element, overlay.host),
    }));
    for (const { badge, place: seen } of places) {
      badge.place = seen;
      badge.button.hidden = seen === null;
      if (!seen) continue;
      const { style } = badge.button;
      style.width = `${seen.size / scale}px`;
      style.height = `${seen.size / scale}px`;
      style.transform = `translate(${(seen.x - origin.left) / scale}px, ${(seen.y - origin.top) / scale}px)`;
    }
  }

  function listen(): void {
    const view = page.defaultView;
    if (listening || !view) return;
    listening = new AbortController();
    const options = { capture: true, passive: true, signal: listening.signal };
    for (const name of ['scroll', 'resize', 'transitionend', 'animationend', 'load', 'fullscreenchange'])
      view.addEventListener(name, place, options);
    view.addEventListener('pointermove', follow, options);
    tick = setInterval(() => {
      if (page.visibilityState === 'visible') place();
    }, TICK_MS);
  }

  function unlisten(): void {
    listening?.abort();
    listening = null;
    if (tick) clearInterval(tick);
    tick = null;
    cancelAnimationFrame(frame);
    frame = 0;
  }

  /**
   * A badge can be hit only while the pointer is on it: otherwise a page could learn by `elementFromPoint` which of its
   * pictures have one.
   */
  function follow(event: PointerEvent): void {
    const hit = event.isTrusted ? at(event.clientX, event.clientY) : null;
    for (const [element, { button }] of badges) button.classList.toggle('near', element === hit);
  }

  function at(x: number, y: number): Element | null {
    for (const [element, { place: seen }] of badges) {
      if (!seen) continue;
      if (x >= seen.x && x < seen.x + seen.size && y >= seen.y && y < seen.y + seen.size) return element;
    }
    return null;
  }

  function draw(button: HTMLButtonElement, strength: Strength): void {
    const name = text(`badge_${strength}`);
    button.className = `badge ${strength}`;
    button.ariaLabel = name;
    button.title = name;
    button.replaceChildren(icon(page, strength));
  }

  function create(element: Element, strength: Strength): Badge {
    const button = page.createElement('button');
    button.type = 'button';
    button.ariaHasPopup = 'dialog';
    button.hidden = true;
    button.addEventListener('click', () => onOpen(element));
    draw(button, strength);
    overlay.root.append(button);
    sizes.observe(element);
    return { button, strength, place: null };
  }

  return {
    show(element, strength) {
      const badge = badges.get(element);
      if (!badge) badges.set(element, create(element, strength));
      else if (badge.strength !== strength) {
        badge.strength = strength;
        draw(badge.button, strength);
      }
      listen();
      place();
    },
    hide(element) {
      const badge = badges.get(element);
      if (!badge) return;
      badges.delete(element);
      badge.button.remove();
      sizes.unobserve(element);
      if (badges.size === 0) unlisten();
    },
    place,
    at,
    button: (element) => badges.get(element)?.button ?? null,
    stop() {
      unlisten();
      sizes.disconnect();
      for (const { button } of badges.values()) button.remove();
      badges.clear();
    },
  };
}

function icon(page: Document, strength: Strength): SVGElement {
  const svg = page.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, path] of [
    ['shape', SHAPES[strength]],
    ['sign', SIGN],
  ] as const) {
    const shape = page.createElementNS(SVG, 'path');
    shape.setAttribute('class', name);
    shape.setAttribute('d', path);
    svg.append(shape);
  }
  return svg;
}
