import { shadowRootOf } from '../sites/read.ts';

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

/** Corners in order of preference: at the upper end of the line sites put the fewest marks of their own. */
const CORNERS = [
  { atEnd: true, atTop: true },
  { atEnd: false, atTop: true },
  { atEnd: true, atTop: false },
  { atEnd: false, atTop: false },
] as const;

/** Over the edge first; where something of the page is close on every side, within the avatar. */
function placesOn(box: DOMRectReadOnly, isRtl: boolean): Place[] {
  const size = Math.round(Math.min(MAX_SIZE, Math.max(MIN_SIZE, box.width * SIZE_SHARE)));
  return [OVERHANG, 0].flatMap((over) =>
    CORNERS.map(({ atEnd, atTop }) => ({
      x: atEnd === isRtl ? box.left - over : box.right - size + over,
      y: atTop ? box.top - over : box.bottom - size + over,
      size,
    })),
  );
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
    at = shadowRootOf(at)?.host ?? null;
  }
  return false;
}

/** The topmost element of the page at a point, our own left out. */
function topAt(element: Element, ours: Element, x: number, y: number): Element | null {
  const tree = shadowRootOf(element) ?? element.ownerDocument;
  const top = tree.elementFromPoint(x, y);
  return top === ours ? (tree.elementsFromPoint(x, y).find((hit) => hit !== ours) ?? null) : top;
}

/**
 * Where a badge goes on an avatar that a person sees; null when it is scrolled away, or under a bar or a dialog. It goes
 * with its preferred corner, and to another one only where the page has a control of its own.
 */
export function seenPlace(element: Element, ours: Element): Place | null {
  const box = element.getBoundingClientRect();
  if (box.width < 1 || box.height < 1 || !isInWindow(element, box)) return null;
  if (!element.checkVisibility({ visibilityProperty: true })) return null;
  const centre = topAt(element, ours, box.left + box.width / 2, box.top + box.height / 2);
  const frame = frameOf(element, box);
  if (!isHit(element, frame, centre)) return null;
  const style = element.ownerDocument.defaultView?.getComputedStyle(element);
  const row = rowOf(frame, box);
  const place = placesOn(box, style?.direction === 'rtl').find(
    (one) => !takesControl(element, ours, row, box, one),
  );
  if (!place) return null;
  const half = place.size / 2;
  const corner = topAt(element, ours, place.x + half, place.y + half);
  return corner !== null && (holds(frame, corner) || holds(corner, frame)) ? place : null;
}

/** Where a round picture still reaches to from its centre, near the edges of its box; in shares of its side. */
const RIM = 0.42;

/** Whether all of an element's box is in the window, with nothing of the page over it; `ours` does not count. */
export function isUncovered(element: Element, ours: Element): boolean {
  const box = element.getBoundingClientRect();
  const { innerWidth, innerHeight } = element.ownerDocument.defaultView ?? window;
  const isWhole = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  if (box.width < 1 || box.height < 1 || !isWhole) return false;
  const frame = frameOf(element, box);
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const [dx, dy] = [box.width * RIM, box.height * RIM];
  const points = [
    [x, y],
    [x - dx, y],
    [x + dx, y],
    [x, y - dy],
    [x, y + dy],
  ] as const;
  return points.every(([atX, atY]) => isHit(element, frame, topAt(element, ours, atX, atY)));
}

/** A picture that takes no clicks is not hit itself: then what holds it is. */
function isHit(element: Element, frame: Element, hit: Element | null): boolean {
  if (hit === null) return false;
  const style = element.ownerDocument.defaultView?.getComputedStyle(element);
  return holds(frame, hit) || (style?.pointerEvents === 'none' && holds(hit, frame));
}

function isInWindow(element: Element, box: DOMRectReadOnly): boolean {
  const { innerWidth, innerHeight } = element.ownerDocument.defaultView ?? window;
  return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
}

const CONTROLS =
  'a[href], button, input, select, summary, textarea, [role="button"], [role="link"], [tabindex]';
/** A row is about this much higher than its avatar, at most. */
const ROW_RATIO = 3;

/** What stands beside the avatar, as a bar over the page does not. */
function rowOf(frame: Element, box: DOMRectReadOnly): Element {
  let row = frame;
  for (let step = 0; step < FRAME_STEPS; step++) {
    const parent = row.parentElement;
    if (!parent || parent.getBoundingClientRect().height > box.height * ROW_RATIO) return row;
    row = parent;
  }
  return row;
}

/** Whether a badge here would lie on a control of the row that is not the avatar's own link. */
function takesControl(
  element: Element,
  ours: Element,
  row: Element,
  box: DOMRectReadOnly,
  { x, y, size }: Place,
): boolean {
  const [left, top, right, bottom] = [x + 1, y + 1, x + size - 1, y + size - 1];
  const points = [
    [x + size / 2, y + size / 2],
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ] as const;
  return points.some(([atX, atY]) => {
    const control = topAt(element, ours, atX, atY)?.closest(CONTROLS);
    return control && row.contains(control) && !holds(control, element) && !covers(control, box);
  });
}

/** Some sites lay one link over the whole of a row. */
function covers(control: Element, box: DOMRectReadOnly): boolean {
  const own = control.getBoundingClientRect();
  return (
    own.left <= box.left + 1 &&
    own.top <= box.top + 1 &&
    own.right >= box.right - 1 &&
    own.bottom >= box.bottom - 1
  );
}
