/** For a page's own style sheet and for the shadow root of a badge alike: nothing outside `.tt-details` is touched. */
export const DETAILS_CSS = `
.tt-details, .tt-frame {
  --tt-ground: #ffffff;
  --tt-ink: #1b1f24;
  --tt-soft: #57606a;
  --tt-line: #d0d7de;
  --tt-strong: #a11d16;
  --tt-focus: #1a5fb4;
  --tt-stage-height: 40vh;
  color-scheme: light dark;
  color: var(--tt-ink);
  font: 14px/1.45 system-ui, sans-serif;
  text-align: start;
}
@media (prefers-color-scheme: dark) {
  .tt-details, .tt-frame {
    --tt-ground: #1c2128;
    --tt-ink: #e6edf3;
    --tt-soft: #9da7b3;
    --tt-line: #444c56;
    --tt-strong: #ff9a8f;
    --tt-focus: #79b8ff;
  }
}
.tt-details h2, .tt-details h3, .tt-details h4, .tt-details p, .tt-details dl, .tt-details dd, .tt-details ul { margin: 0; padding: 0; }
.tt-details h2 { font-size: 16px; font-weight: 650; line-height: 1.3; }
.tt-details summary { cursor: pointer; font-weight: 600; }
.tt-details h2.strong { color: var(--tt-strong); }
.tt-details h3 { margin-top: 12px; font-size: 14px; font-weight: 600; }
.tt-details h4 { font-size: 14px; font-weight: 600; }
.tt-details p { margin-top: 4px; }
.tt-details .soft { color: var(--tt-soft); }
.tt-details .inspection { display: flex; flex-wrap: wrap; align-items: start; gap: 8px 20px; margin-top: 14px; }
.tt-details .stage {
  position: sticky;
  top: 0;
  z-index: 1;
  flex: 1 1 240px;
  padding-bottom: 6px;
  background: var(--tt-ground);
  /* Covers what is scrolled away in the padding of a card. */
  box-shadow: 0 -14px var(--tt-ground);
}
.tt-details .checks { flex: 2 1 260px; min-width: 0; }
.tt-details .crop { position: relative; overflow: hidden; aspect-ratio: var(--tt-ratio); border-radius: 4px; }
.tt-details .crop img { position: absolute; max-width: none; }
.tt-details .crop.mirrored { transform: scaleX(-1); }
.tt-details .stage > .crop { width: min(100%, 320px, var(--tt-stage-height) * var(--tt-ratio)); margin: 0 auto; }
.tt-details .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 4px; max-width: 320px; margin-top: 6px; direction: ltr; }
.tt-details fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
.tt-details legend { padding: 0; }
.tt-details .stage .sides { display: flex; justify-content: center; max-width: none; margin-top: 0; }
.tt-details .stage .sides .crop { width: min(158px, var(--tt-stage-height) * var(--tt-ratio)); max-width: 100%; }
.tt-details figure { min-width: 0; margin: 0; }
.tt-details figcaption { width: 0; min-width: 100%; font-size: 12px; color: var(--tt-soft); text-align: center; unicode-bidi: plaintext; }
.tt-details .marks { position: absolute; inset: 0; width: 100%; height: 100%; }
.tt-details .marks path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.tt-details .marks .halo { stroke: #000; stroke-opacity: .75; stroke-width: 4; }
.tt-details .marks .found { stroke: #ffd33d; stroke-width: 2; }
.tt-details .marks .expected { stroke: #7ee0ff; stroke-width: 2; }
.tt-details .marks .unequal { stroke: #ffb02e; stroke-width: 3; stroke-dasharray: 2 3; }
.tt-details .marks .quad.expected { stroke-dasharray: 5 3; }
.tt-details .marks .cell { fill: #1f4bff; shape-rendering: crispEdges; }
.tt-details ul { list-style: none; }
.tt-details .legend { display: grid; gap: 4px; margin-top: 6px; font-size: 12px; color: var(--tt-soft); }
.tt-details .legend li { display: flex; gap: 8px; }
.tt-details .sample { position: relative; flex: none; width: 18px; height: 18px; }
.tt-details .check { padding: 8px 10px; margin-top: 6px; border: 1px solid var(--tt-line); border-radius: 8px; }
.tt-details .check, .tt-details .check input { scroll-margin-block: calc(var(--tt-stage-height) + 24px) 12px; }
.tt-details .check.chosen { border-color: var(--tt-focus); box-shadow: inset 3px 0 var(--tt-focus); }
.tt-details .check.chosen:dir(rtl) { box-shadow: inset -3px 0 var(--tt-focus); }
.tt-details .check label { display: flex; gap: 8px; align-items: center; cursor: pointer; }
.tt-details .check input {
  flex: none;
  width: 16px;
  height: 16px;
  margin: 0;
  accent-color: var(--tt-focus);
}
.tt-details button {
  min-height: 32px;
  padding: 4px 10px;
  border: 1px solid var(--tt-line);
  border-radius: 8px;
  background: var(--tt-ground);
  color: inherit;
  font: inherit;
  font-weight: 600;
  text-align: start;
  cursor: pointer;
}
.tt-details button:hover { border-color: var(--tt-focus); }
.tt-details button[aria-pressed="true"] { border-color: var(--tt-focus); box-shadow: inset 0 0 0 1px var(--tt-focus); }
.tt-details .unchecked { font-size: 13px; color: var(--tt-soft); }
.tt-details .unchecked li { margin-top: 4px; }
.tt-details dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin-top: 4px; font-size: 12px; }
.tt-details dt { color: var(--tt-soft); }
.tt-details dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.tt-details .caveat { font-size: 13px; color: var(--tt-soft); }
.tt-details details { margin-top: 12px; }
.tt-details summary:focus-visible, .tt-details button:focus-visible, .tt-details input:focus-visible {
  outline: 2px solid var(--tt-focus);
  outline-offset: 2px;
}
@media (forced-colors: active) {
  .tt-details h2.strong { color: CanvasText; }
  .tt-details .marks { forced-color-adjust: none; }
  .tt-details .check.chosen { border: 3px solid Highlight; }
  .tt-details button[aria-pressed="true"] { background: Highlight; color: HighlightText; forced-color-adjust: none; }
}
`;
