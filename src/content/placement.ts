import { shadowHost } from '../sites/read.ts';

/** Where a badge stands over its avatar, and whether the avatar can be seen there. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const MIN_SIZE = 14;
const MAX_SIZE = 18;
/** Share of the avatar's side that the badge may cover. */
const SIZE_SHARE = 0.42;
/** How far it stands over the avatar's corner. */
const OVERHANG = 3;

/** The upper corner at the end of the line, where sites put no marks of their own. */
export function placeOn(box: DOMRectReadOnly, isRtl: boolean): Place {
  const size = Math.round(Math.min(MAX_SIZE, Math.max(MIN_SIZE, box.width * SIZE_SHARE)));
  const x = isRtl ? box.left - OVERHANG : box.right - size + OVERHANG;
  return { x, y: box.top - OVERHANG, size };
}

/** Steps up to the frame of an avatar: the link and layers that belong to it and lie over it. */
const FRAME_STEPS = 8;
const FRAME_RATIO = 1.6;

function frameOf(element: Element, box: DOMRectReadOnly): Element {
  let frame = element;
  for (let step = 0; step < FRAME_STEPS; step++) {
    const parent = frame.parentElement;
    if (!parent) return frame;
    const outer = parent.getBoundingClientRect();
    if (outer.width > box.width * FRAME_RATIO || outer.height > box.height * FRAME_RATIO) return frame;
    frame = parent;
  }
  return frame;
}

/** `contains` that sees into open shadow roots. */
function holds(outer: Element, inner: Element): boolean {
  let at: Element | null = inner;
  while (at) {
    if (outer.contains(at)) return true;
    at = shadowHost(at);
  }
  return false;
}

/** The topmost element of the page at a point, our own left out. */
function topAt(element: Element, ours: Element, x: number, y: number): Element | null {
  const root = element.getRootNode();
  const tree = root instanceof ShadowRoot ? root : element.ownerDocument;
  return tree.elementsFromPoint(x, y).find((hit) => hit !== ours) ?? null;
}

/** Whether a person sees the avatar and would see a badge on it: not scrolled away, not under a bar or a dialog. */
export function isSeen(element: Element, ours: Element, place: Place): boolean {
  const box = element.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return false;
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  const centre = topAt(element, ours, box.left + box.width / 2, box.top + box.height / 2);
  if (!centre) return false;
  const frame = frameOf(element, box);
  // A picture that takes no clicks is not hit itself: then what holds it is.
  const isHit = holds(frame, centre) || (takesNoClicks(element) && holds(centre, frame));
  if (!isHit) return false;
  const half = place.size / 2;
  const corner = topAt(element, ours, place.x + half, place.y + half);
  return corner !== null && (holds(frame, corner) || holds(corner, frame));
}

function takesNoClicks(element: Element): boolean {
  return element.ownerDocument.defaultView?.getComputedStyle(element).pointerEvents === 'none';
}
