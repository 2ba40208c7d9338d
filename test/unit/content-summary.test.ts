import { expect, test } from 'vitest';
import { seenOf, summarise } from '../../src/content/summary.ts';
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

test.each([
  [{ account: '900000000000001', handle: null, name: 'Ada Berg' }, 'Ada Berg'],
  [{ account: 'did:plc:aaaa', handle: 'ada.example', name: 'Ada Berg' }, 'ada.example'],
  [{ account: '1001', handle: null, name: null }, '1001'],
])('%j is listed as %s', (person, listed) => {
  const element = {} as Element;
  const url = 'https://pictures.example/a.jpg';
  const avatar = {
    ...person,
    site: 'x',
    picture: element,
    element,
    url,
    larger: null,
    link: null,
    key: url,
  } as const;
  expect(seenOf({ ...avatar, kind: 'img' }).account).toBe(listed);
});
