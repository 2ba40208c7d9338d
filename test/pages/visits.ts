import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type LabPage, type OpenOptions, openLab, type PageLab } from './browser.ts';
import type { Plan } from './harness.ts';

/** Visits to fixture pages, for a file of tests: one browser, and every page closed after its test. */
export function useVisits() {
  let lab: PageLab;
  let open: LabPage[] = [];
  beforeAll(async () => {
    lab = await openLab();
  }, 120_000);
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    open = [];
  });
  afterAll(() => lab?.close());

  async function visit(name: string, options: OpenOptions = {}): Promise<LabPage> {
    const visited = await lab.open(name, options);
    open.push(visited);
    return visited;
  }

  async function browsed(name: string, options: OpenOptions = {}): Promise<LabPage> {
    const visited = await visit(name, options);
    await browse(visited);
    return visited;
  }

  return { visit, browsed };
}

/** Verdicts for the avatars of the followers page. */
export const X: Plan = [
  ['AAAAaaaa', 'strong'],
  ['BBBB', 'some'],
  ['EEEEeeee', 'strong'],
  ['FFFFffff', 'unjudged'],
];
export const STRONG = 'badge_strong';

export const browse = (visited: LabPage, on = true) =>
  visited.page.evaluate((to) => window.harness.watch.browse(to), on);

export const untilBadges = (visited: LabPage, count: number) =>
  expect.poll(() => visited.badges(), { timeout: 4_000 }).toHaveLength(count);

/** A while in which nothing should happen. */
export const still = (visited: LabPage) => visited.page.waitForTimeout(900);
