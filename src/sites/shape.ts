import type { ShapeRule } from './site.ts';

/** How far up a frame that rounds the picture is looked for. */
const FRAME_STEPS = 4;
/** A frame is about the picture's size: a rounded card around a row does not make its picture round. */
const FRAME_RATIO = 1.35;
/** Share of the side that a corner radius must reach; 50 % is a full circle. */
const ROUND_SHARE = 0.42;

export type Fit = 'fits' | 'differs' | 'not_laid_out';

function isRound(style: CSSStyleDeclaration, side: number): boolean {
  if (style.clipPath.startsWith('circle') || style.clipPath.startsWith('ellipse')) return true;
  const radius = style.borderTopLeftRadius;
  const amount = Number.parseFloat(radius);
  return radius.includes('%') ? amount >= ROUND_SHARE * 100 : amount >= ROUND_SHARE * side;
}

function isMasked(picture: Element): boolean {
  return picture.closest('svg [mask], svg [clip-path]') !== null;
}

function isRounded(element: Element, side: number): boolean {
  const view = element.ownerDocument.defaultView;
  if (!view) return false;
  let frame: Element | null = element;
  for (let step = 0; frame && step <= FRAME_STEPS; step++) {
    const box = frame.getBoundingClientRect();
    if (Math.max(box.width, box.height) > side * FRAME_RATIO) return false;
    if (isRound(view.getComputedStyle(frame), side)) return true;
    frame = frame.parentElement;
  }
  return false;
}

/** Measures the box that a person sees, and looks for what rounds the picture in it. */
export function shapeFit(picture: Element, box: Element, rule: ShapeRule): Fit {
  const { width, height } = box.getBoundingClientRect();
  const shorter = Math.min(width, height);
  const longer = Math.max(width, height);
  if (longer === 0) return 'not_laid_out';
  // Half a pixel of slack: zoom and fractional layout move the edges.
  if (shorter < rule.minSide - 0.5 || longer > rule.maxSide + 0.5) return 'differs';
  if (longer > shorter * rule.maxAspect) return 'differs';
  return rule.round && !isMasked(picture) && !isRounded(box, longer) ? 'differs' : 'fits';
}
