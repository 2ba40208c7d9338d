import { expect, test } from 'vitest';
import { summarise } from '../../src/content/summary.ts';
import type { CheckResult } from '../../src/shared/messages.ts';

const result: CheckResult = {
  variant: 'shown',
  verdict: {
    band: 'strong',
    reason: null,
    score: 0.99,
    evidence: [],
    image: { width: 96, height: 96, sha256: 'ab' },
    modelsVersion: 'test',
    ms: 1,
  },
};

const named = (account: string | null, url = 'https://pictures.example/a.jpg') =>
  summarise('forum.example', [{ account, url, key: url }], () => ({ status: 'settled', result })).signs[0]
    ?.account;

test.each([
  ['زينب', 'زينب'],
  ['evil\u202egpj', 'evilgpj'],
  ['\u2066\u2067', '–'],
  ['one\ntwo', 'onetwo'],
])('the name %j is shown as %j', (account, shown) => {
  expect(named(account)).toBe(shown);
});

test('a long name is cut', () => {
  expect(named('x'.repeat(5_000))).toHaveLength(200);
  expect(named(null, `https://pictures.example/${'x'.repeat(5_000)}`)).toHaveLength(200);
});
