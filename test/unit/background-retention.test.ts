import { expect, test, vi } from 'vitest';
import { prune, pruneAudits, pruneWhileOpen } from '../../src/background/retention.ts';

const DAY_MS = 86_400_000;
const NOW = 400 * DAY_MS;

function setUp() {
  vi.setSystemTime(NOW);
  return {
    find: vi.fn(async () => null),
    keep: vi.fn(async () => undefined),
    removeOlderThan: vi.fn(async (_: number) => 0),
    clear: vi.fn(async () => 0),
    count: vi.fn(async () => 0),
  };
}

test('at the start of the browser, and when a person chooses, what is too old goes', async () => {
  const store = setUp();
  await prune(store, { keepVerdictsDays: 7 });
  expect(store.removeOlderThan).toHaveBeenCalledWith(NOW - 7 * DAY_MS);
  expect(store.clear).not.toHaveBeenCalled();
  await prune(store, { keepVerdictsDays: 0 });
  expect(store.clear).toHaveBeenCalledOnce();
});

test.each([
  [0, 1],
  [30, 30],
])('in a browser that stays open, what is kept for %i days goes after %i', async (keepVerdictsDays, days) => {
  const store = setUp();
  await pruneWhileOpen(store, { keepVerdictsDays });
  expect(store.removeOlderThan).toHaveBeenCalledWith(NOW - days * DAY_MS);
  expect(store.clear).not.toHaveBeenCalled();
});

test('audits go so long after they were last recorded, and never where a person keeps them', async () => {
  vi.setSystemTime(NOW);
  const visit = { endedAt: null, toolVersion: '', modelsVersion: '', largerVariants: true };
  const session = (id: string, ...starts: number[]) => ({
    id,
    title: '',
    createdAt: starts[0] ?? 0,
    visits: starts.map((startedAt) => ({ ...visit, startedAt })),
    lists: [],
  });
  const sessions = [session('old', DAY_MS), session('continued', DAY_MS, NOW - DAY_MS)];
  const store = { sessions: async () => sessions, deleteSession: vi.fn(async (_: string) => undefined) };
  await pruneAudits(store, { keepAuditsDays: 0 });
  expect(store.deleteSession).not.toHaveBeenCalled();
  await pruneAudits(store, { keepAuditsDays: 30 });
  expect(store.deleteSession.mock.calls).toEqual([['old']]);
});
