import { describe, expect, test, vi } from 'vitest';
import { type Check, createChecks } from '../../src/background/checks.ts';
import type { VerdictStore } from '../../src/background/store.ts';
import { unjudged } from '../../src/engine/unjudged.ts';
import type { CheckResult, JudgeJob, PictureSource } from '../../src/shared/messages.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';

const PAGE = 'https://forum.example/members';
const SHOWN = 'https://pictures.example/a_small.jpg';
const LARGER = 'https://pictures.example/a.jpg';

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

interface Answers {
  readonly store?: VerdictStore;
  readonly mayRead?: boolean;
  readonly fetchLarger?: boolean;
}

function setUp(answer: (job: JudgeJob) => CheckResult, answers: Answers = {}) {
  const { store = memoryStore(), mayRead = true, fetchLarger = true } = answers;
  const judge = vi.fn(async (job: JudgeJob) => ({ result: answer(job), photo: null }));
  const checks = createChecks({
    engine: { judge },
    store,
    loadSettings: async () => ({ ...DEFAULT_SETTINGS, fetchLarger }),
    mayRead: async () => mayRead,
  });
  const check = (source: PictureSource, over: Partial<Check> = {}) =>
    checks.check(
      { key: '', priority: 'visible', isPrivate: false, tabId: 1, pageUrl: PAGE, source, ...over },
      new AbortController().signal,
    );
  const ask = (url = SHOWN, over: Partial<Check> = {}) =>
    check({ kind: 'url', url, larger: null }, { key: url, ...over });
  const askLarger = (larger = LARGER) => check({ kind: 'url', url: SHOWN, larger }, { key: SHOWN });
  return { ask, askLarger, check, judge };
}

describe('checks', () => {
  test('a known picture is not judged again', async () => {
    const { ask, judge } = setUp(() => result('1'));
    await ask();
    expect(await ask()).toEqual(result('1'));
    expect(judge).toHaveBeenCalledTimes(1);
  });

  test('a person who asks gets the checks that browsing left out, once', async () => {
    const quick = result('1');
    const left = { status: 'abstained', reason: 'not_needed', value: null, percentile: null } as const;
    const skipped = { ...left, check: 'eyes', counts: false, marks: [] } as const;
    const brief: CheckResult = { ...quick, verdict: { ...quick.verdict, evidence: [skipped] } };
    const { ask, judge } = setUp(({ thorough }) => (thorough ? quick : brief));
    expect(await ask()).toEqual(brief);
    expect(await ask(SHOWN, { priority: 'asked' })).toEqual(quick);
    expect(await ask(SHOWN, { priority: 'asked' })).toEqual(quick);
    expect(await ask()).toEqual(quick);
    expect(judge.mock.calls.map(([{ thorough }]) => thorough)).toEqual([false, true]);
  });

  test('without permission nothing is loaded', async () => {
    const { ask, judge } = setUp(() => result('1'), { mayRead: false });
    expect((await ask()).verdict.reason).toBe('no_permission');
    expect(judge).not.toHaveBeenCalled();
  });

  test('a page of the internet cannot send us into the local network; a person can', async () => {
    const { ask, judge } = setUp(() => result('1'));
    expect((await ask('http://192.168.1.1/reboot')).verdict.reason).toBe('not_loadable');
    expect(judge).not.toHaveBeenCalled();
    await ask('http://192.168.1.1/photo', { pageUrl: null });
    expect(judge).toHaveBeenCalledTimes(1);
  });

  test.each(['not_loadable', 'too_many_bytes', 'empty', 'unsupported_format', 'unreadable'] as const)(
    'a picture that was %s is not asked for at every scroll, but when a person asks',
    async (reason) => {
      const store = memoryStore();
      const { ask, judge } = setUp(() => unjudged(reason, 'shown'), { store });
      await ask();
      await ask();
      expect(judge).toHaveBeenCalledTimes(1);
      await ask(SHOWN, { priority: 'asked' });
      expect(judge).toHaveBeenCalledTimes(2);
      expect(await store.count()).toBe(0);
    },
  );

  test.each([
    [LARGER, true, LARGER],
    ['https://elsewhere.example/a.jpg', true, null],
    [LARGER, false, null],
  ])(
    'a larger variant %s, where larger ones are allowed: %s, becomes %s',
    async (larger, allowed, loaded) => {
      const { askLarger, judge } = setUp(() => result('1'), { fetchLarger: allowed });
      await askLarger(larger);
      expect(judge.mock.calls[0]?.[0].source).toEqual({ kind: 'url', url: SHOWN, larger: loaded });
    },
  );

  test('the verdict of a small variant does not stand for a larger one', async () => {
    const { ask, askLarger, judge } = setUp(({ source }) =>
      source.kind === 'url' && source.larger === null
        ? result('small')
        : { ...result('large'), variant: 'larger' },
    );
    await ask();
    expect((await askLarger()).verdict.image.sha256).toBe('large');
    expect((await ask()).verdict.image.sha256).toBe('small');
    expect(judge).toHaveBeenCalledTimes(2);
  });

  test('a larger variant that did not come once is asked for again', async () => {
    const { ask, askLarger, judge } = setUp(() => result('small'));
    await askLarger();
    await askLarger();
    expect(judge).toHaveBeenCalledTimes(2);
    await ask();
    expect(judge).toHaveBeenCalledTimes(2);
  });

  test('parameters that tell no pictures apart may change', async () => {
    const { ask, judge } = setUp(() => result('1'));
    await ask(`${SHOWN}?size=40&signature=1`, { key: `${SHOWN}?size=40` });
    await ask(`${SHOWN}?size=40&signature=2`, { key: `${SHOWN}?size=40` });
    expect(judge).toHaveBeenCalledTimes(1);
  });

  test.each([
    'a',
    'https://pictures.example/victim.jpg',
    'https://elsewhere.example/a_small.jpg',
    `${SHOWN}?user=victim`,
  ])('no page can give its verdict to another picture, by the key %s', async (key) => {
    const { ask, judge } = setUp(() => result('1'));
    await ask(SHOWN, { key });
    await ask(URL.canParse(key) ? key : 'https://pictures.example/a');
    expect(judge).toHaveBeenCalledTimes(2);
  });

  test('what is stored does not say which pictures were seen', async () => {
    const store = memoryStore();
    const keep = vi.spyOn(store, 'keep');
    const { ask } = setUp(() => result('1'), { store });
    await ask();
    expect(keep.mock.calls.map(([key]) => key)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  test('pictures without an address are told apart by their content, whatever the page calls them', async () => {
    const { check, judge } = setUp(({ source }) => result(source.kind === 'data' ? source.dataUrl : ''));
    const ask = (key: string, dataUrl: string) => check({ kind: 'data', dataUrl }, { key });
    await ask('same', 'data:image/png;base64,AAAA');
    const other = await ask('same', 'data:image/png;base64,BBBB');
    expect(other.verdict.image.sha256).toBe('data:image/png;base64,BBBB');
    await ask('another', 'data:image/png;base64,AAAA');
    expect(judge).toHaveBeenCalledTimes(2);
  });

  test('nothing of a private window is kept', async () => {
    const store = memoryStore();
    const { ask, judge } = setUp(() => result('1'), { store });
    await ask(SHOWN, { isPrivate: true });
    expect(await store.count()).toBe(0);
    expect(judge.mock.calls[0]?.[0].isPrivate).toBe(true);
  });

  test('works on when nothing can be stored', async () => {
    const broken = async () => {
      throw new DOMException('The disk is full', 'QuotaExceededError');
    };
    const { ask } = setUp(() => result('1'), { store: { ...memoryStore(), find: broken, keep: broken } });
    expect(await ask()).toEqual(result('1'));
  });
});
