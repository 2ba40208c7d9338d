import { DETAILS_CSS } from '../shared/details-css.ts';
import { RECORDING_CSS } from './recording-css.ts';

/** In CSS pixels, of the element that all lies in: how wide it turns out tells what the page scales it by. */
export const HOST_WIDTH = 100;

/** Important rules of a shadow tree win over anything the page says of its host. */
export const OVERLAY_CSS = `
:host {
  all: initial !important;
  display: block !important;
  position: absolute !important;
  inset: 0 auto auto 0 !important;
  width: ${HOST_WIDTH}px !important;
  height: 0 !important;
  overflow: visible !important;
  pointer-events: none !important;
  z-index: 2147483647 !important;
}
:host([hidden]) { display: none !important; }
.badge {
  all: initial;
  position: absolute;
  left: 0;
  top: 0;
  display: block;
  pointer-events: none;
  border-radius: 4px;
  cursor: pointer;
}
.badge.near { pointer-events: auto; }
.badge[hidden] { display: none; }
.badge:focus-visible { outline: 2px solid #fff; box-shadow: 0 0 0 4px #1a5fb4; }
.badge svg { display: block; width: 100%; height: 100%; overflow: visible; }
.badge .shape { stroke: #fff; stroke-width: 1.5; stroke-linejoin: round; paint-order: stroke; }
.badge.strong .shape { fill: #b3261e; }
.badge.some .shape { fill: #5b6470; }
.badge .sign { fill: #fff; }
.card {
  position: fixed;
  pointer-events: auto;
  box-sizing: border-box;
  width: min(22rem, calc(100vw - 16px));
  max-height: min(42rem, calc(100vh - 16px));
  overflow: auto;
  overscroll-behavior: contain;
  padding: 14px 16px;
  border: 1px solid var(--tt-line);
  border-radius: 10px;
  background: var(--tt-ground);
  box-shadow: 0 6px 28px rgb(0 0 0 / 30%);
}
.card:focus { outline: none; }
.close {
  all: unset;
  float: inline-end;
  box-sizing: border-box;
  width: 28px;
  height: 28px;
  margin: -6px -8px 4px 8px;
  border-radius: 6px;
  text-align: center;
  font: 18px/28px system-ui, sans-serif;
  color: var(--tt-ink);
  cursor: pointer;
}
.close:hover { background: var(--tt-line); }
.close:focus-visible { outline: 2px solid var(--tt-focus); }
@media (prefers-reduced-motion: no-preference) {
  .card { animation: appear 120ms ease-out; }
  @keyframes appear { from { opacity: 0; translate: 0 4px; } }
}
@media (forced-colors: active) {
  .badge.strong .shape, .badge.some .shape { fill: Canvas; stroke: CanvasText; forced-color-adjust: none; }
  .badge .sign { fill: CanvasText; forced-color-adjust: none; }
  .badge:focus-visible { outline-color: Highlight; box-shadow: none; }
  .card { border: 2px solid CanvasText; }
}
${RECORDING_CSS}${DETAILS_CSS}`;
