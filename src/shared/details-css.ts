/** For a page's own style sheet and for the shadow root of a badge alike: nothing outside `.tt-details` is touched. */
export const DETAILS_CSS = `
.tt-details, .tt-frame {
  --tt-ground: #ffffff;
  --tt-ink: #1b1f24;
  --tt-soft: #57606a;
  --tt-line: #d0d7de;
  --tt-strong: #a11d16;
  --tt-focus: #1a5fb4;
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
.tt-details h2, .tt-details h3, .tt-details p, .tt-details dl, .tt-details dd, .tt-details ul { margin: 0; padding: 0; }
.tt-details h2 { font-size: 16px; font-weight: 650; line-height: 1.3; }
.tt-details summary { cursor: pointer; font-weight: 600; }
.tt-details h2.strong { color: var(--tt-strong); }
.tt-details h3 { margin-top: 12px; font-size: 14px; font-weight: 600; }
.tt-details p { margin-top: 4px; }
.tt-details .soft { color: var(--tt-soft); }
.tt-details .picture { display: flex; gap: 12px; align-items: end; margin-top: 10px; }
.tt-details .photo { position: relative; flex: none; width: 128px; max-width: 50%; }
.tt-details .photo img { display: block; width: 100%; height: auto; border-radius: 4px; }
.tt-details .photo svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.tt-details .marks * { fill: none; vector-effect: non-scaling-stroke; }
.tt-details .marks .halo { stroke: #000; stroke-opacity: .75; stroke-width: 4; }
.tt-details .marks .found { stroke: #ffd33d; stroke-width: 2; }
.tt-details .marks .expected { stroke: #7ee0ff; stroke-width: 2; stroke-dasharray: 5 3; }
.tt-details ul.legend { display: grid; gap: 4px; list-style: none; font-size: 12px; color: var(--tt-soft); }
.tt-details dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin-top: 4px; font-size: 12px; }
.tt-details dt { color: var(--tt-soft); }
.tt-details dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.tt-details .caveat { font-size: 13px; color: var(--tt-soft); }
.tt-details details { margin-top: 12px; }
.tt-details summary:focus-visible { outline: 2px solid var(--tt-focus); outline-offset: 2px; }
@media (forced-colors: active) {
  .tt-details h2.strong { color: CanvasText; }
  .tt-details .marks .halo, .tt-details .marks .found, .tt-details .marks .expected { forced-color-adjust: none; }
}
`;
