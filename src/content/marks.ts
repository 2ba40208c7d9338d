import type { CheckResult } from '../shared/messages.ts';
import { type Badges, createBadges, type Strength } from './badges.ts';
import { type Card, createCard } from './card.tsx';
import { createOverlay, type Overlay } from './overlay.ts';
import { isUncovered } from './placement.ts';

/** All that is drawn over a page: badges, and the card of the one that was opened. */
export interface Marks {
  show(element: Element, strength: Strength, result: CheckResult, pictureUrl: string): void;
  hide(element: Element): void;
  /** Things on the page may have moved. */
  place(): void;
  /** Out of sight for a moment: a picture of the page is taken. */
  setHidden(isHidden: boolean): void;
  /** Whether an element is in the window as a whole, with nothing of the page over it. */
  isUncovered(element: Element): boolean;
  /** Takes every trace away. */
  stop(): void;
}

interface Shown {
  readonly result: CheckResult;
  readonly pictureUrl: string;
}

/** Presses and clicks on a badge are ours: the page, and the link below, must not get them. */
const PRESSES = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'dblclick',
  'auxclick',
  'touchstart',
  'touchend',
];
/** Where the default would follow a link, drag a picture or move the focus. A touch's default is its click. */
const PREVENTED: ReadonlySet<string> = new Set(['mousedown', 'click', 'dblclick', 'auxclick']);

export function createMarks(page: Document): Marks {
  const shown = new Map<Element, Shown>();
  const listening = new AbortController();
  const overlay: Overlay = createOverlay(page, stop);
  const badges: Badges = createBadges(overlay, page, open);
  const card: Card = createCard(overlay, page, ({ element }) => badges.button(element)?.focus());

  function open(element: Element): void {
    const known = shown.get(element);
    if (!known) return;
    if (card.subject?.element === element) card.close();
    else card.open({ element, ...known });
  }

  /** By place and not by target: the page hears nothing of a press on a badge, on touch screens too. */
  function onPress(event: Event): void {
    const point = pointOf(event);
    if (!event.isTrusted || !point || card.holds(point.x, point.y)) return;
    const element = badges.at(point.x, point.y);
    if (!element) return;
    event.stopImmediatePropagation();
    if (PREVENTED.has(event.type)) event.preventDefault();
    if (event.type === 'click') open(element);
  }

  function stop(): void {
    listening.abort();
    card.stop();
    badges.stop();
    shown.clear();
    overlay.remove();
  }

  for (const name of PRESSES) {
    const passive = !PREVENTED.has(name);
    page.defaultView?.addEventListener(name, onPress, { capture: true, passive, signal: listening.signal });
  }

  return {
    show(element, strength, result, pictureUrl) {
      if (listening.signal.aborted) return;
      shown.set(element, { result, pictureUrl });
      badges.show(element, strength);
    },
    hide(element) {
      if (!shown.delete(element)) return;
      if (card.subject?.element === element) card.close();
      badges.hide(element);
    },
    place: badges.place,
    setHidden(isHidden) {
      overlay.setHidden(isHidden);
      badges.place();
    },
    isUncovered: (element) => isUncovered(element, overlay.host),
    stop,
  };
}

/** null for keys and assistive technology, whose clicks have no place. */
function pointOf(event: Event): { readonly x: number; readonly y: number } | null {
  // By shape, not by class: the events of frames have classes of their own.
  if ('clientX' in event) {
    const { type, detail, clientX, clientY } = event as MouseEvent;
    return type.includes('click') && detail === 0 ? null : { x: clientX, y: clientY };
  }
  // Firefox on the desktop has no `TouchEvent` to compare with.
  const touch = 'changedTouches' in event ? (event as TouchEvent).changedTouches[0] : undefined;
  return touch ? { x: touch.clientX, y: touch.clientY } : null;
}
