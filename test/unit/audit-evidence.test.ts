import { describe, expect, test } from 'vitest';
import { type Eyes, eyeSpread, TEMPLATE } from '../../src/audit/evidence/eye-spread.ts';
import { groupOf } from '../../src/audit/evidence/group.ts';
import { joinBins } from '../../src/audit/evidence/joins.ts';
import { byPhoto, isShared, SAME_WITHIN } from '../../src/audit/evidence/look-alikes.ts';
import { atLeast, prevalence } from '../../src/audit/evidence/prevalence.ts';
import { drawnCount, seededRandom } from '../../src/audit/evidence/random.ts';
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
    expect(found?.ifNone.chance).toBeLessThan(1e-4);
  });

  test('may be none where none has strong signs, and says up to how many there may be', () => {
    const found = prevalence(list(0, 100), 'seed');
    expect(found).toMatchObject({ share: 0, low: 0, ifNone: { low: 0 } });
    expect(found?.ifNone.chance).toBeCloseTo(1, 12);
    expect(found?.high).toBeGreaterThan(0.005);
    expect(found?.high).toBeLessThan(0.06);
  });

  test('tells what a list without any would show, as far as photos of people were counted', () => {
    const { ifNone } = prevalence(list(0, 20_000), 'seed') ?? {};
    expect(ifNone?.expected).toBeCloseTo(0.5, 1);
    expect(ifNone?.low).toBe(0);
    // None of 1,954 had strong signs, which leaves open what one in a thousand would come to.
    expect(ifNone?.high).toBeGreaterThan(5);
    expect(ifNone?.high).toBeLessThan(60);
    // So few of so many may all be false alarms.
    const few = prevalence(list(2, 20_000), 'seed');
    expect(few?.low).toBe(0);
    expect(few?.ifNone.chance).toBeGreaterThan(0.1);
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

  test('stand out even of two photos, and say nothing of one', () => {
    expect(eyeSpread([placed(0.01), placed(0.01)], 'seed')?.chance).toBeLessThan(0.01);
    expect(eyeSpread([placed(0.4), placed(0.4)], 'seed')?.chance).toBeGreaterThan(0.01);
    expect(eyeSpread([placed(0)], 'seed')).toBeNull();
  });
});

describe('one photo used by several accounts', () => {
  const accountsOf = (members: readonly AuditMember[]) =>
    byPhoto(members)
      .filter(isShared)
      .map((group) => group.map(({ account }) => account));

  test('is found though its copies differ in a few bits, wherever these are', () => {
    const rows = [
      member('ann', 'none', '0123456789abcdef'),
      member('ben', 'none', '8122456789abcdef'),
      member('cem', 'none', '0123456789abcd00'),
      member('dina', 'none', 'ffffffff00000000'),
    ];
    expect(accountsOf(rows)).toEqual([['ann', 'ben']]);
    expect(accountsOf([...rows].reverse())).toEqual([['ann', 'ben']]);
  });

  test('is found at each distance that counts, and at none beyond', () => {
    const random = seededRandom('bits');
    for (let bits = 0; bits <= SAME_WITHIN + 2; bits++) {
      for (let round = 0; round < 50; round++) {
        const hash = BigInt(Math.floor(random() * 2 ** 52)) * 4096n;
        const places = new Set<bigint>();
        while (places.size < bits) places.add(BigInt(Math.floor(random() * 64)));
        const near = [...places].reduce((value, place) => value ^ (1n << place), hash);
        const [one, other] = [hash, near].map((value) => value.toString(16).padStart(16, '0'));
        expect(accountsOf([member('a', 'none', one), member('b', 'none', other)])).toHaveLength(
          bits <= SAME_WITHIN ? 1 : 0,
        );
      }
    }
  });

  test('is none where one account stands in two lists, or nothing shows a face', () => {
    const twice = member('ann', 'none');
    expect(accountsOf([twice, { ...twice, list: 'other' }])).toEqual([]);
    const letter = (account: string): AuditMember => {
      const { photo, ...row } = member(account, 'none');
      if (photo.status !== 'judged') throw new Error('It is judged');
      return { ...row, photo: { ...photo, band: 'unjudged', reason: 'no_face', score: null } };
    };
    expect(accountsOf([letter('ann'), letter('ben')])).toEqual([]);
  });

  test('is quick in long lists, of different photos and of one', () => {
    const random = seededRandom('hashes');
    const digits = () => Math.floor(random() * 16).toString(16);
    const many = Array.from({ length: 30_000 }, (_, at) =>
      member(String(at), 'none', Array.from({ length: 16 }, digits).join('')),
    );
    const same = Array.from({ length: 20_000 }, (_, at) => member(`same${at}`, 'none', 'ffff0000ffff0000'));
    const twin = { ...member('twin', 'none'), photo: (many[17] as AuditMember).photo };
    const found = accountsOf([...many, ...same, twin]);
    expect(found.map(({ length }) => length)).toEqual([20_000, 2]);
    expect(found[1]).toEqual(['17', 'twin']);
  }, 5_000);
});

describe('what photos show together', () => {
  const facing = (account: string, band: 'strong' | 'none', hash: string, eyes: Eyes): AuditMember => {
    const { photo, ...row } = member(account, band, hash);
    if (photo.status !== 'judged' || photo.facts === null) throw new Error('It is judged');
    return { ...row, photo: { ...photo, facts: { ...photo.facts, eyes } } as AuditMember['photo'] };
  };
  const session = { id: 's', title: '', createdAt: 0, visits: [], lists: [] };
  const hashOf = (at: number) => (at * 0x9e3779b1).toString(16).padStart(16, '0').slice(-16);
  const group = (members: readonly AuditMember[]) =>
    groupOf({ session, members, selected: new Set(), readPhoto: async () => null });
  const members = Array.from({ length: 40 }, (_, at) =>
    facing(`m${at}`, at < 5 ? 'strong' : 'none', hashOf(at ** 3 + 7), TEMPLATE),
  );

  test('sets as many others beside the flagged ones, the same in whatever order the rows come', async () => {
    const one = await group(members);
    expect(one.flagged.members).toHaveLength(5);
    expect(one.others.members).toHaveLength(5);
    const other = await group([...members].reverse());
    expect(other.flagged.members).toEqual(one.flagged.members);
    expect(other.others.members).toEqual(one.others.members);
    expect(other.prevalence).toEqual(one.prevalence);
  });

  test('sets nobody beside nobody', async () => {
    const { flagged, others } = await group(members.slice(5));
    expect(flagged.members).toEqual([]);
    expect(others.members).toEqual([]);
  });

  test('counts a photo once, however many accounts use it', async () => {
    const copies = Array.from({ length: 6 }, (_, at) => facing(`c${at}`, 'strong', hashOf(3), TEMPLATE));
    const { flagged, prevalence: found, lookAlikes } = await group([...copies, ...members.slice(5)]);
    expect(flagged.members).toHaveLength(1);
    // Eyes of copies coincide whoever made the photo.
    expect(flagged.spread).toBeNull();
    expect(found).toMatchObject({ strong: 1, judged: 36 });
    expect(lookAlikes.map(({ length }) => length)).toEqual([6]);
  });
});

describe('when members joined', () => {
  const DAY = 86_400_000;

  test('is counted in equal spans of whole days, nobody lost at the ends', () => {
    const joined = Array.from({ length: 500 }, (_, at) => ({
      at: 1_500_000_000_000 + at * DAY,
      isFlagged: at % 5 === 0,
    }));
    const bins = joinBins(joined);
    expect(bins.length).toBeLessThanOrEqual(24);
    expect(bins.reduce((sum, { all }) => sum + all, 0)).toBe(500);
    expect(bins.reduce((sum, { flagged }) => sum + flagged, 0)).toBe(100);
    for (const { from, to } of bins) expect([from % DAY, (to - from) % DAY]).toEqual([0, 0]);
  });

  test('is one span where all joined on a day, and none where nobody is known to', () => {
    expect(joinBins([{ at: 5 * DAY + 7, isFlagged: true }])).toEqual([
      { from: 5 * DAY, to: 6 * DAY, all: 1, flagged: 1 },
    ]);
    expect(joinBins([])).toEqual([]);
  });
});

test('counts drawn by chance have the mean they are drawn with', () => {
  const random = seededRandom('counts');
  const drawn = Array.from({ length: 20_000 }, () => drawnCount(2.5, random));
  expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeCloseTo(2.5, 1);
  expect(drawnCount(0, random)).toBe(0);
});
