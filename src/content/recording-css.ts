/** Of the counter that stands on the page while its lists are recorded. */
export const RECORDING_CSS = `
.recording {
  position: fixed;
  inset: auto 16px 16px auto;
  pointer-events: auto;
  box-sizing: border-box;
  width: min(20rem, calc(100vw - 32px));
  padding: 12px 14px;
  border: 1px solid var(--tt-line);
  border-radius: 10px;
  background: var(--tt-ground);
  color: var(--tt-ink);
  font: 14px/1.4 system-ui, sans-serif;
  box-shadow: 0 6px 28px rgb(0 0 0 / 30%);
}
.recording h2 { margin: 0; font-size: 14px; font-weight: 650; }
.recording p { margin: 4px 0 0; }
.recording .soft { color: var(--tt-soft); font-size: 12px; }
.recording .full { color: var(--tt-strong); }
.recording .buttons { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 10px; }
.recording button {
  padding: 4px 10px;
  border: 1px solid var(--tt-line);
  border-radius: 6px;
  background: transparent;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.recording button:hover { background: var(--tt-line); }
.recording :is(button, input):focus-visible { outline: 2px solid var(--tt-focus); outline-offset: 1px; }
.recording label { display: flex; gap: 8px; align-items: start; margin-top: 10px; }
@media (forced-colors: active) { .recording { border: 2px solid CanvasText; } }
`;
