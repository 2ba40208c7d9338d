import type { PageInspection } from '../../src/shared/messages.ts';
import type { Driver } from '../drive/driver.ts';

const LOOK_MS = 500;
/** So long nothing new may come: longer than the extension leaves what is out of view waiting. */
const QUIET_MS = 2_000;
/** Then what there is has to do. */
const DEADLINE_MS = 300_000;

/** Scrolls the page, and every list in it that scrolls by itself, to the end and back. */
const SCROLL_THROUGH = `(async () => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
  const MAX_STEPS = 200;
  const through = async (element) => {
    for (let step = 0; step < MAX_STEPS; step++) {
      const before = element.scrollTop;
      element.scrollTop += Math.max(100, element.clientHeight * 0.8);
      await pause();
      if (element.scrollTop === before) break;
    }
    element.scrollTop = 0;
  };
  const scrolls = (element) =>
    element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY);
  for (const element of document.body.querySelectorAll('*')) if (scrolls(element)) await through(element);
  await through(document.scrollingElement);
})()`;

/** Opens an address with its site switched on, and tells what is found once nothing new comes any more. */
export async function visit(driver: Driver, url: string): Promise<PageInspection> {
  const tab = await driver.open(url);
  const tabId = await driver.tabId(url);
  await driver.ask('switchSite', { tabId, on: true });
  await tab.evaluate(SCROLL_THROUGH);
  return settled(driver, tabId);
}

async function settled(driver: Driver, tabId: number): Promise<PageInspection> {
  const deadline = Date.now() + DEADLINE_MS;
  let before = '';
  let changedAt = 0;
  let asked = 0;
  for (;;) {
    const now = await driver.ask('inspectPage', tabId);
    const { avatars } = now;
    if (avatars.length !== asked) {
      asked = avatars.length;
      // What scrolled past before its turn came waits for a person who asks.
      await driver.ask('checkPage', tabId);
    }
    const state = avatars.map(({ src, band }) => `${src} ${band}`).join();
    if (state !== before || avatars.some(({ band }) => band === null)) changedAt = Date.now();
    before = state;
    if (Date.now() - changedAt > QUIET_MS || Date.now() > deadline) return now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
