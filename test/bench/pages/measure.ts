/** Expressions that run in the bench's pages, and in the content script's own world beside it. */
import type { CDPSession, Page } from 'playwright-core';

/** Scrolls from end to end and back for so long, at an even speed, a pass a minute. */
export const scrollFor = (seconds: number, passSeconds: number): string => `new Promise((resolve) => {
  const started = performance.now();
  const step = (now) => {
    const passed = (now - started) / 1000;
    if (passed > ${seconds}) return resolve();
    const pass = passed / ${passSeconds};
    const share = pass % 2 < 1 ? pass % 1 : 1 - pass % 1;
    // As far as a list will be long: one that grows is followed at the same speed.
    const end = Math.max(document.documentElement.scrollHeight, window.listHeight) - innerHeight;
    scrollTo(0, share * end);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

/** Total layout shift so far, those that a person caused left in. */
export const WATCH_SHIFTS = `window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });`;

/** Bytes in use of the heap that page and content script share, after a collection. */
export async function heapBytes(session: CDPSession): Promise<number> {
  // What finalisers free is gone only with the second.
  for (let round = 0; round < 2; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Notes in the content script's world when an avatar comes into view and when its badge is drawn. */
const NOTE_DELAYS = `(() => {
  const root = chrome.dom.openOrClosedShadowRoot(document.documentElement.lastElementChild);
  const seen = new Map();
  globalThis.delays = [];
  const views = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, time } of entries) {
      if (isIntersecting) seen.set(target, time);
      else seen.delete(target);
    }
  });
  const watch = () => {
    for (const avatar of document.querySelectorAll('[role=listitem] svg')) views.observe(avatar);
  };
  watch();
  new MutationObserver(watch).observe(document.querySelector('[role=list]'), { childList: true });
  const drawn = (button) => {
    const now = performance.now();
    const badge = button.getBoundingClientRect();
    for (const [avatar, time] of seen) {
      const box = avatar.getBoundingClientRect();
      const isOn = Math.abs(badge.right - box.right) < 8 && Math.abs(badge.top - box.top) < 8;
      if (isOn) globalThis.delays.push(now - time);
    }
  };
  new MutationObserver((records) => {
    for (const { target } of records) if (target.matches('button.badge') && !target.hidden) drawn(target);
  }).observe(root, { subtree: true, attributes: true, attributeFilter: ['hidden'] });
})()`;

export interface DelayNotes {
  delays(): Promise<number[]>;
}

export async function noteDelays(page: Page): Promise<DelayNotes> {
  const session = await page.context().newCDPSession(page);
  const world = new Promise<number>((resolve) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.origin.startsWith('chrome-extension://')) resolve(context.id);
    });
  });
  await session.send('Runtime.enable');
  const contextId = await world;
  const run = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await run(NOTE_DELAYS);
  return { delays: async () => (await run('globalThis.delays.splice(0)')) as number[] };
}
