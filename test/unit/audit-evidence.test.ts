import { describe, expect, test } from 'vitest';
import { type Eyes, eyeSpread, TEMPLATE } from '../../src/audit/evidence/eye-spread.ts';
import { lookAlikes } from '../../src/audit/evidence/look-alikes.ts';
import { atLeast, prevalence } from '../../src/audit/evidence/prevalence.ts';
import { seededRandom } from '../../src/audit/evidence/random.ts';
import type { AuditMember } from '../../src/shared/audit.ts';

function member(account: string, band: 'strong' | 'none', hash = '0000000000000000'): AuditMember {
  return {
    session: 's',
    list: 'l',
    account,
    handle: null,
    name: null,
    link: null,
    joined: null,
    firstSeen: 0,
    visit: 0,
    photo: {
      status: 'judged',
      url: '',
      variant: 'shown',
      band,
      reason: null,
      score: 0.5,
      facts: { sha256: account, perceptualHash: hash, width: 400, height: 400, eyes: null },
    },
  };
}

const list = (strong: number, of: number) =>
  Array.from({ length: of }, (_, at) => member(String(at), at < strong ? 'strong' : 'none'));

describe('how many of a list are generated', () => {
  test('is more than have strong signs, since some are missed, with an interval around it', () => {
    const found = prevalence(list(4, 100), 'seed');
    expect(found?.share).toBeGreaterThan(0.04);
    expect(found?.share).toBeLessThan(0.1);
    expect(found?.low).toBeGreaterThan(0);
    expect(found?.low).toBeLessThan(found?.share ?? 0);
    expect(found?.high).toBeGreaterThan(found?.share ?? 1);
    // Four of a hundred would not happen by false alarms.
    expect(found?.chanceIfNone).toBeLessThan(1e-6);
  });

  test('may be none where none has strong signs, and says up to how many there may be', () => {
    const found = prevalence(list(0, 100), 'seed');
    expect(found).toMatchObject({ share: 0, low: 0, chanceIfNone: 1 });
    expect(found?.high).toBeGreaterThan(0.005);
    expect(found?.high).toBeLessThan(0.06);
  });

  test('is the same each time, and nothing of a list without a verdict', () => {
    expect(prevalence(list(2, 50), 'a')).toEqual(prevalence(list(2, 50), 'a'));
    expect(prevalence([], 'a')).toBeNull();
  });

  test('the chance of so many alarms is that of a Poisson variable', () => {
    expect(atLeast(0, 0.3)).toBe(1);
    expect(atLeast(1, 0.3)).toBeCloseTo(1 - Math.exp(-0.3), 12);
    expect(atLeast(2, 0.3)).toBeCloseTo(1 - Math.exp(-0.3) * 1.3, 12);
  });
});

describe('eyes of several photos', () => {
  const random = seededRandom('photos');
  const jitter = (by: number) => (random() - 0.5) * by;
  const placed = (by: number): Eyes => [
    { x: TEMPLATE[0].x + jitter(by), y: TEMPLATE[0].y + jitter(by) },
    { x: TEMPLATE[1].x + jitter(by), y: TEMPLATE[1].y + jitter(by) },
  ];

  test('that coincide stand out', () => {
    const found = eyeSpread(
      Array.from({ length: 5 }, () => placed(0.02)),
      'seed',
    );
    expect(found?.spread).toBeLessThan(0.015);
    expect(found?.usual).toBeGreaterThan(0.05);
    expect(found?.chance).toBeLessThan(0.01);
  });

  test('that lie as those of people do not', () => {
    const found = eyeSpread(
      Array.from({ length: 20 }, () => placed(0.4)),
      'seed',
    );
    expect(found?.chance).toBeGreaterThan(0.05);
  });

  test('say nothing of fewer than three', () => {
    expect(eyeSpread([placed(0), placed(0)], 'seed')).toBeNull();
  });
});

describe('one photo used by several accounts', () => {
  test('is found though its copies differ in a few bits, wherever these are', () => {
    const groups = lookAlikes([
      member('ann', 'none', '0123456789abcdef'),
      member('ben', 'none', '8122456789abcdef'),
      member('cem', 'none', '0123456789abcd00'),
      member('dina', 'none', 'ffffffff00000000'),
    ]);
    expect(groups.map((group) => group.map(({ account }) => account))).toEqual([['ann', 'ben']]);
  });

  test('is quick in long lists', () => {
    const random = seededRandom('hashes');
    const digits = () => Math.floor(random() * 16).toString(16);
    const many = Array.from({ length: 20_000 }, (_, at) =>
      member(String(at), 'none', Array.from({ length: 16 }, digits).join('')),
    );
    const twin = { ...member('twin', 'none'), photo: (many[17] as AuditMember).photo };
    expect(lookAlikes([...many, twin]).map((group) => group.map(({ account }) => account))).toEqual([
      ['17', 'twin'],
    ]);
  });
});
