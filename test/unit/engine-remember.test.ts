import { expect, test } from 'vitest';
import { rememberByContent } from '../../src/engine/remember.ts';
import type { Verdict } from '../../src/shared/verdict.ts';

const bytes = (value: number) => new Uint8Array([value]);
const signal = new AbortController().signal;
const quick = { thorough: false };
const thorough = { thorough: true };

function counting() {
  let judged = 0;
  const verdict = (): Verdict => ({
    band: 'none',
    reason: null,
    score: 0.1,
    evidence: [],
    image: { width: 1, height: 1, sha256: '' },
    modelsVersion: 'test',
    ms: ++judged,
  });
  return { judge: async () => verdict(), count: () => judged };
}

test('the same bytes are judged once', async () => {
  const { judge, count } = counting();
  const remembered = rememberByContent(judge);
  const first = await remembered(bytes(1), signal, quick);
  expect(await remembered(bytes(1), signal, quick)).toBe(first);
  await remembered(bytes(2), signal, quick);
  expect(count()).toBe(2);
});

test('memory stays bounded: the oldest is judged again', async () => {
  const { judge, count } = counting();
  const remembered = rememberByContent(judge, 2);
  for (const value of [1, 2, 3, 1]) await remembered(bytes(value), signal, quick);
  expect(count()).toBe(4);
});

test('a check that failed is not remembered', async () => {
  let fails = true;
  const { judge } = counting();
  const remembered = rememberByContent(async () => {
    if (fails) throw new Error('aborted');
    return judge();
  });
  await expect(remembered(bytes(1), signal, quick)).rejects.toThrow('aborted');
  fails = false;
  expect((await remembered(bytes(1), signal, quick)).band).toBe('none');
});

test('a picture that could not be decoded gets another try', async () => {
  let judged = 0;
  const remembered = rememberByContent(async () => {
    judged += 1;
    return {
      band: 'unjudged',
      reason: 'unreadable',
      score: null,
      evidence: [],
      image: { width: 1, height: 1, sha256: '' },
      modelsVersion: 'test',
      ms: 1,
    };
  });
  await remembered(bytes(1), signal, quick);
  await remembered(bytes(1), signal, quick);
  expect(judged).toBe(2);
});

test('a person who asks gets the checks that were left out, and then nobody waits for them again', async () => {
  let judged = 0;
  const remembered = rememberByContent(async (_bytes, _signal, { thorough: isAsked }) => {
    judged += 1;
    const left = { status: 'abstained', reason: 'not_needed', value: null, percentile: null } as const;
    return {
      band: 'none',
      reason: null,
      score: 0.1,
      evidence: isAsked ? [] : [{ ...left, check: 'eyes', counts: false, marks: [] }],
      image: { width: 1, height: 1, sha256: '' },
      modelsVersion: 'test',
      ms: 1,
    };
  });
  await remembered(bytes(1), signal, quick);
  expect((await remembered(bytes(1), signal, thorough)).evidence).toEqual([]);
  expect((await remembered(bytes(1), signal, quick)).evidence).toEqual([]);
  await remembered(bytes(1), signal, thorough);
  expect(judged).toBe(2);
});
