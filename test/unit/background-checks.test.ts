import { describe, expect, test, vi } from 'vitest';
import { createChecks } from '../../src/background/checks.ts';
import type { VerdictStore } from '../../src/background/store.ts';
import { unjudged } from '../../src/engine/unjudged.ts';
import type { CheckResult, JudgeJob } from '../../src/shared/messages.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';

const SHOWN = 'https://pictures.example/a_small.jpg';

const result = (sha256: string): CheckResult => ({
  variant: 'shown',
  verdict: {
    band: 'none',
    reason: null,
    score: 0.1,
    evidence: [],
    image: { width: 96, height: 96, sha256 },
    modelsVersion: 'test',
    ms: 1,
  },
});

function memoryStore(): VerdictStore {
  const kept = new Map<string, CheckResult>();
  return {
    find: async (key) => kept.get(key) ?? null,
    keep: async (key, value) => {
      kept.set(key, value);
    },
    removeOlderThan: async () => 0,
    clear: async () => 0,
    count: async () => kept.size,
  };
}

function setUp(answer: (job: JudgeJob) => CheckResult, store = memoryStore(), mayRead = true) {
  const judge = vi.fn(async (job: JudgeJob) => answer(job));
  const { check } = createChecks({
    engine: { judge },
    store,
    loadSettings: async () => DEFAULT_SETTINGS,
    mayRead: async () => mayRead,
  });
  const ask = (
    { key = 'a', larger = null }: { key?: string; larger?: string | null } = {},
    priority: 'visible' | 'asked' = 'visible',
    isPrivate = false,
  ) =>
    check(
      { key, priority, isPrivate, source: { kind: 'url', url: SHOWN, larger } },
      new AbortController().signal,
    );
  return { ask, check, judge };
}

describe('checks', () => {
  test('a known picture is not judged again', async () => {
    const { ask, judge } = setUp(() => result('1'));
    await ask();
    expect(await ask()).toEqual(result('1'));
    expect(judge).toHaveBeenCalledTimes(1);
  });

  test('without permission nothing is loaded', async () => {
    const { ask, judge } = setUp(() => result('1'), memoryStore(), false);
    expect((await ask()).verdict.reason).toBe('no_permission');
    expect(judge).not.toHaveBeenCalled();
  });

  test('a picture that could not be loaded is not asked for at every scroll, but when a person asks', async () => {
    const store = memoryStore();
    const { ask, judge } = setUp(() => unjudged('not_loadable', 'shown'), store);
    await ask();
    await ask();
    expect(judge).toHaveBeenCalledTimes(1);
    await ask({}, 'asked');
    expect(judge).toHaveBeenCalledTimes(2);
    expect(await store.count()).toBe(0);
  });

  test('a larger variant is taken from the same host only', async () => {
    const { ask, judge } = setUp(() => result('1'));
    await ask({ key: 'a', larger: 'https://pictures.example/a.jpg' });
    await ask({ key: 'b', larger: 'https://elsewhere.example/a.jpg' });
    const larger = judge.mock.calls.map(([{ source }]) => (source.kind === 'url' ? source.larger : null));
    expect(larger).toEqual(['https://pictures.example/a.jpg', null]);
  });

  test('pictures without an address are told apart by their content, whatever the page calls them', async () => {
    const { check, judge } = setUp(({ source }) => result(source.kind === 'data' ? source.dataUrl : ''));
    const ask = (key: string, dataUrl: string) =>
      check(
        { key, priority: 'asked', isPrivate: false, source: { kind: 'data', dataUrl } },
        new AbortController().signal,
      );
    await ask('same', 'data:image/png;base64,AAAA');
    const other = await ask('same', 'data:image/png;base64,BBBB');
    expect(other.verdict.image.sha256).toBe('data:image/png;base64,BBBB');
    await ask('another', 'data:image/png;base64,AAAA');
    expect(judge).toHaveBeenCalledTimes(2);
  });

  test('nothing of a private window is kept', async () => {
    const store = memoryStore();
    const { ask } = setUp(() => result('1'), store);
    await ask({}, 'visible', true);
    expect(await store.count()).toBe(0);
  });

  test('works on when nothing can be stored', async () => {
    const broken = async () => {
      throw new DOMException('The disk is full', 'QuotaExceededError');
    };
    const { ask } = setUp(() => result('1'), { ...memoryStore(), find: broken, keep: broken });
    expect(await ask()).toEqual(result('1'));
  });
});
