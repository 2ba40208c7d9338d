import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckParts, createChecks } from '../../src/content/checks.ts';
import type { CheckRequest, CheckResult } from '../../src/shared/messages.ts';
import type { UnjudgedReason } from '../../src/shared/verdict.ts';
import type { Avatar } from '../../src/sites/site.ts';

/** Checks never touch the element: any object stands for it. */
const nowhere = {} as Element;

const avatar = (key: string): Avatar => ({
  site: 'x',
  picture: nowhere,
  element: nowhere,
  url: `https://pbs.twimg.com/${key}`,
  larger: null,
  account: null,
  handle: null,
  name: null,
  link: null,
  key,
  kind: 'img',
});

const base = { image: { width: 96, height: 96, sha256: '' }, evidence: [], modelsVersion: 't', ms: 1 };
const judged: CheckResult = {
  variant: 'shown',
  verdict: { ...base, band: 'none', reason: null, score: 0.1 },
};
const unjudged = (reason: UnjudgedReason): CheckResult => ({
  variant: 'shown',
  verdict: { ...base, band: 'unjudged', reason, score: null },
});

interface Asked {
  readonly request: CheckRequest;
  readonly signal: AbortSignal;
  answer(result: CheckResult): void;
  lose(): void;
}

function setUp(over: Partial<CheckParts> = {}) {
  const asked: Asked[] = [];
  const settled: string[] = [];
  const onDead = vi.fn();
  const checks = createChecks({
    ask: (request, signal) =>
      new Promise((resolve, reject) => {
        const lose = () => reject(new Error('The message port closed before a response was received.'));
        asked.push({ request, signal, answer: resolve, lose });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    readSource: async ({ url }) => ({ kind: 'url', url, larger: null }),
    readShown: async () => ({ kind: 'screen' }),
    isAlive: () => true,
    onDead,
    onSettled: (key) => settled.push(key),
    ...over,
  });
  return { checks, asked, settled, onDead };
}

const soon = () => vi.advanceTimersByTimeAsync(1);
const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index];
  if (item === undefined) throw new Error(`Nothing at ${index}`);
  return item;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a picture that appears many times', () => {
  it('is asked about once, and settles once', async () => {
    const { checks, asked, settled } = setUp();
    for (let time = 0; time < 5; time++) checks.want(avatar('a'), 'visible');
    await soon();
    expect(asked).toHaveLength(1);
    at(asked, 0).answer(judged);
    await soon();
    expect(checks.state('a')).toEqual({ status: 'settled', result: judged });
    checks.want(avatar('a'), 'asked');
    await soon();
    expect(asked).toHaveLength(1);
    expect(settled).toEqual(['a']);
  });

  it('is asked about again with a higher priority only, and the first answer holds', async () => {
    const { checks, asked, settled } = setUp();
    checks.want(avatar('a'), 'near');
    checks.want(avatar('a'), 'visible');
    checks.want(avatar('a'), 'near');
    await soon();
    expect(asked.map(({ request }) => request.priority)).toEqual(['near', 'visible']);
    expect(new Set(asked.map(({ request }) => request.id)).size).toBe(2);
    at(asked, 1).answer(judged);
    await soon();
    at(asked, 0).answer(unjudged('timed_out'));
    await soon();
    expect(checks.state('a')).toEqual({ status: 'settled', result: judged });
    expect(settled).toEqual(['a']);
  });
});

describe('a picture that may not be loaded', () => {
  it('is read from the screen when a person asked', async () => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'asked');
    await soon();
    at(asked, 0).answer(unjudged('no_permission'));
    await soon();
    expect(asked.map(({ request }) => request.source.kind)).toEqual(['url', 'screen']);
    at(asked, 1).answer({ ...judged, variant: 'screen' });
    await soon();
    expect(checks.state('a')).toEqual({ status: 'settled', result: { ...judged, variant: 'screen' } });
  });

  it('is left at that while browsing, and asked about again once it is in view', async () => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'visible');
    await soon();
    at(asked, 0).answer(unjudged('no_permission'));
    await soon();
    expect(asked).toHaveLength(1);
    checks.want(avatar('a'), 'asked');
    await soon();
    expect(asked).toHaveLength(2);
  });
});

describe('a request that gets lost', () => {
  it('is made again, a few times', async () => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'visible');
    await soon();
    at(asked, 0).lose();
    await vi.advanceTimersByTimeAsync(300);
    expect(asked).toHaveLength(2);
    at(asked, 1).answer(judged);
    await soon();
    expect(checks.state('a')?.status).toBe('settled');
  });

  it('is given up in the end, and taken up when the picture is seen again', async () => {
    const { checks, asked, settled } = setUp({ retryDelaysMs: [10, 10] });
    checks.want(avatar('a'), 'visible');
    for (let time = 0; time < 3; time++) {
      await vi.advanceTimersByTimeAsync(20);
      at(asked, time).lose();
    }
    await soon();
    expect(checks.state('a')).toEqual({ status: 'failed' });
    expect(settled).toEqual(['a']);
    checks.want(avatar('a'), 'near');
    await soon();
    expect(asked).toHaveLength(3);
    checks.want(avatar('a'), 'visible');
    await soon();
    expect(asked).toHaveLength(4);
  });

  it('ends everything when the extension is gone', async () => {
    const { checks, asked, onDead } = setUp({ isAlive: () => false });
    checks.want(avatar('a'), 'visible');
    await soon();
    at(asked, 0).lose();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onDead).toHaveBeenCalledOnce();
    expect(asked).toHaveLength(1);
  });
});

describe('a picture that leaves', () => {
  it('has its request taken back, and may come again', async () => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'visible');
    await soon();
    checks.drop('a');
    expect(at(asked, 0).signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(1);
    expect(checks.state('a')).toBeNull();
    checks.want(avatar('a'), 'visible');
    await soon();
    expect(asked).toHaveLength(2);
  });

  it('keeps a verdict it already has', async () => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'visible');
    await soon();
    at(asked, 0).answer(judged);
    await soon();
    checks.drop('a');
    expect(checks.state('a')?.status).toBe('settled');
  });
});

describe('idle pictures', () => {
  it('are asked about a few at a time, and at once when they come into view', async () => {
    const { checks, asked } = setUp();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) checks.want(avatar(key), 'idle');
    await soon();
    expect(asked).toHaveLength(3);
    checks.want(avatar('f'), 'visible');
    await soon();
    expect(asked.map(({ request }) => request.key)).toEqual(['a', 'b', 'c', 'f']);
    at(asked, 0).answer(judged);
    await soon();
    expect(asked.map(({ request }) => request.key)).toEqual(['a', 'b', 'c', 'f', 'd']);
  });
});

describe('a person who asks again', () => {
  it.each(['timed_out', 'not_loadable', 'no_permission'] as const)(
    'gets a new try after %s',
    async (reason) => {
      const { checks, asked } = setUp();
      checks.want(avatar('a'), 'visible');
      await soon();
      at(asked, 0).answer(unjudged(reason));
      await soon();
      checks.want(avatar('a'), 'visible');
      await soon();
      expect(asked).toHaveLength(1);
      checks.want(avatar('a'), 'asked');
      await soon();
      expect(asked).toHaveLength(2);
    },
  );

  it('gets the same answer where nothing can have changed', async () => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'visible');
    await soon();
    at(asked, 0).answer(unjudged('no_face'));
    await soon();
    checks.want(avatar('a'), 'asked');
    await soon();
    expect(asked).toHaveLength(1);
  });
});

describe('a picture that could not be loaded', () => {
  const answered = async (reason: UnjudgedReason) => {
    const { checks, asked } = setUp();
    checks.want(avatar('a'), 'visible');
    await soon();
    at(asked, 0).answer(unjudged(reason));
    await soon();
    return { checks, asked };
  };

  it('is asked about again when it is seen a while later, as the network may be back', async () => {
    const { checks, asked } = await answered('not_loadable');
    await vi.advanceTimersByTimeAsync(61_000);
    checks.want(avatar('a'), 'near');
    await soon();
    expect(asked).toHaveLength(1);
    checks.want(avatar('a'), 'visible');
    await soon();
    expect(asked).toHaveLength(2);
  });

  it('is left alone where nothing can have changed', async () => {
    const { checks, asked } = await answered('no_face');
    await vi.advanceTimersByTimeAsync(61_000);
    checks.want(avatar('a'), 'visible');
    await soon();
    expect(asked).toHaveLength(1);
  });
});

describe('pictures that only the page can read', () => {
  const drawn = (key: string): Avatar => ({ ...avatar(key), url: `data:image/png;base64,${key}` });

  it('are carried a few at a time', async () => {
    const { checks, asked } = setUp();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) checks.want(drawn(key), 'visible');
    await soon();
    expect(asked.map(({ request }) => request.key)).toEqual(['a', 'b', 'c', 'd']);
    at(asked, 0).answer(judged);
    checks.drop('b');
    await soon();
    expect(asked.map(({ request }) => request.key)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('are not carried again when settled while they waited', async () => {
    const { checks, asked } = setUp();
    for (const key of ['a', 'b', 'c', 'd']) checks.want(drawn(key), 'near');
    await soon();
    checks.want(drawn('a'), 'visible');
    at(asked, 0).answer(judged);
    await soon();
    expect(asked).toHaveLength(4);
    expect(checks.state('a')?.status).toBe('settled');
  });
});
