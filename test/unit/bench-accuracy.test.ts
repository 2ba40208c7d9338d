import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Face } from '../../src/detection/face/face.ts';
import type { Pixels } from '../../src/detection/image/pixels.ts';
import type { Verdict } from '../../src/shared/verdict.ts';
import { conditionKey, distinct, RECROPPED, STABILITY_GRID, WHOLE } from '../bench/accuracy/conditions.ts';
import { deliver, deliveryKey, openOriginal, recrop } from '../bench/accuracy/deliver.ts';
import { generatorOf, type Picture, spread } from '../bench/accuracy/pictures.ts';
import { judgedOf, type PictureRecord } from '../bench/accuracy/records.ts';
import { SECTIONS } from '../bench/accuracy/sections.ts';
import { labOf, skinTone, typologyAngle } from '../bench/accuracy/skin-tone.ts';
import { printed } from '../bench/accuracy/table.ts';
import { share } from '../bench/metrics.ts';

const [LARGE] = WHOLE;
const [LARGE_RECROPPED] = RECROPPED;

async function original(width: number, height: number) {
  const png = await sharp({ create: { width, height, channels: 3, background: '#87a' } })
    .png()
    .toBuffer();
  return openOriginal('some.png', new Uint8Array(png));
}

describe('a new crop', () => {
  test('is the same for a file each time, and another for another file', () => {
    const picture = { file: 'a.jpg', width: 400, height: 300 };
    expect(recrop(picture)).toEqual(recrop(picture));
    expect(recrop(picture)).not.toEqual(recrop({ ...picture, file: 'b.jpg' }));
  });

  test('keeps 72 to 92 % of both sides, inside the picture', () => {
    for (let i = 0; i < 500; i++) {
      const { left, top, width, height } = recrop({ file: `${i}.jpg`, width: 400, height: 300 });
      expect(width / 400).toBeGreaterThanOrEqual(0.71);
      expect(width / 400).toBeLessThanOrEqual(0.93);
      expect(Math.abs(width / 400 - height / 300)).toBeLessThan(0.01);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(400);
      expect(top + height).toBeLessThanOrEqual(300);
    }
  });
});

describe('delivery', () => {
  test('fits the picture into the side and never enlarges it', async () => {
    const sizeOf = async (width: number, height: number, condition = LARGE) => {
      if (condition === undefined) throw new Error('no condition');
      const metadata = await sharp(await deliver(await original(width, height), condition)).metadata();
      return [metadata.width, metadata.height];
    };
    expect(await sizeOf(800, 600)).toEqual([400, 300]);
    expect(await sizeOf(80, 60)).toEqual([80, 60]);
    const { width, height } = recrop(await original(80, 60));
    expect(await sizeOf(80, 60, LARGE_RECROPPED)).toEqual([width, height]);
  });

  test('has one key for equal bytes only', async () => {
    const small = await original(256, 256);
    const key = (side: number, quality: number) => deliveryKey(small, { side, quality, crop: 'whole' });
    expect(key(400, 85)).toBe(key(256, 85));
    expect(key(400, 85)).not.toBe(key(200, 85));
    expect(key(400, 85)).not.toBe(key(400, 75));
    expect(key(400, 85)).not.toBe(deliveryKey(small, { side: 400, quality: 85, crop: 'recropped' }));
  });
});

test('conditions are named apart and taken once', () => {
  expect(new Set(STABILITY_GRID.map(conditionKey)).size).toBe(16);
  expect(distinct([...WHOLE, ...WHOLE, ...RECROPPED])).toHaveLength(8);
});

test('a spread takes about as many as asked, from all over', () => {
  const items = Array.from({ length: 1000 }, (_, i) => i);
  const taken = spread(items, 300);
  expect(taken).toHaveLength(300);
  expect(taken[0]).toBe(0);
  expect(taken.at(-1)).toBeGreaterThan(990);
  expect(spread(items, 5000)).toEqual(items);
  expect(spread([], 5)).toEqual([]);
});

test('generators are told by the manifest, the most specific first', () => {
  expect(generatorOf('StyleGAN1/2 (boredhumans.com)')).toBe('StyleGAN 1 or 2');
  expect(generatorOf('StyleGAN1')).toBe('StyleGAN 1');
  expect(generatorOf('StyleGAN2 inversion of real people')).toBe('StyleGAN 2');
  expect(generatorOf('another')).toBe('another');
});

describe('skin tone', () => {
  test('is measured in CIE Lab under D65', () => {
    expect(labOf(255, 255, 255).lightness).toBeCloseTo(100, 1);
    const red = labOf(255, 0, 0);
    for (const [value, expected] of [
      [red.lightness, 53.24],
      [red.a, 80.09],
      [red.b, 67.2],
    ] as const) {
      expect(value).toBeCloseTo(expected, 1);
    }
  });

  test('has the usual bins', () => {
    const tones = [60, 50, 30, 20, 0, -40].map(skinTone);
    expect(tones).toEqual(['very light', 'light', 'intermediate', 'tan', 'brown', 'dark']);
  });

  const face = {
    points: { leftEye: { x: 30, y: 40 }, rightEye: { x: 70, y: 40 }, mouth: { x: 50, y: 80 } },
    landmarks: { points: Array(468).fill({ x: 50, y: 50 }), depths: [], presence: 1 },
  } as unknown as Face;
  const plain = (red: number, green: number, blue: number): Pixels => ({
    width: 100,
    height: 100,
    data: Uint8ClampedArray.from({ length: 40_000 }, (_, i) => [red, green, blue, 255][i % 4] ?? 0),
  });

  test('reads the angle off the skin, and none off grey', () => {
    const { lightness, b } = labOf(224, 172, 140);
    expect(typologyAngle(plain(224, 172, 140), face)).toBeCloseTo(
      (Math.atan((lightness - 50) / b) * 180) / Math.PI,
      9,
    );
    expect(typologyAngle(plain(128, 128, 128), face)).toBeNull();
  });
});

const verdict = (band: 'strong' | 'none' | 'unjudged'): Verdict => {
  const common = { image: { width: 1, height: 1, sha256: '' }, modelsVersion: '', ms: 0 };
  if (band === 'unjudged') return { ...common, band, reason: 'no_face', score: null, evidence: [] };
  const sign = { status: 'ok', percentile: 50, counts: true, marks: [] } as const;
  const evidence = [
    { check: 'classifier', value: 2, ...sign },
    { check: 'alignment', value: 4, ...sign },
  ] as const;
  return { ...common, band, reason: null, score: 0.9, evidence };
};

test('an abstention scores lowest', () => {
  const lowest = Number.NEGATIVE_INFINITY;
  expect(judgedOf(verdict('strong'), null)).toMatchObject({ classifier: 2, alignment: -4, fused: 0.9 });
  expect(judgedOf(verdict('unjudged'), null)).toMatchObject({
    classifier: lowest,
    alignment: lowest,
    fused: lowest,
  });
});

describe('sections', () => {
  const picture = (label: Picture['label'], aligned = false): Picture => ({
    file: label,
    path: label,
    label,
    source: 'fairface',
    aligned,
    generator: label === 'gan' ? 'StyleGAN 2' : null,
    note: 'Black; Female; 20-29',
    glasses: null,
    headCovering: null,
  });
  const conditions = distinct(SECTIONS.flatMap((section) => section.conditions));
  const record = (of: Picture, band: 'strong' | 'none' | 'unjudged'): PictureRecord => ({
    picture: of,
    skinTone: null,
    judged: new Map(conditions.map((condition) => [conditionKey(condition), judgedOf(verdict(band), null)])),
  });
  const records = [
    record(picture('gan', true), 'strong'),
    record(picture('real', true), 'none'),
    record(picture('real'), 'unjudged'),
  ];

  test.each(SECTIONS.map(({ id, tables }) => ({ id, tables })))(
    '$id makes tables, even of nothing',
    ({ tables }) => {
      for (const table of [...tables(records), ...tables([])]) {
        expect(printed(table)).toContain(table.title);
        const keys = table.columns.map(({ key }) => key);
        for (const row of table.rows) expect(Object.keys(row).length, String(keys)).toBeGreaterThan(0);
      }
    },
  );

  test('a flip is counted where one photo is strong in one delivery and none in another', () => {
    const [first, ...others] = STABILITY_GRID.map(conditionKey);
    const flipping: PictureRecord = {
      picture: picture('gan'),
      skinTone: null,
      judged: new Map([
        [first ?? '', judgedOf(verdict('strong'), null)],
        ...others.map((key) => [key, judgedOf(verdict('none'), null)] as const),
      ]),
    };
    const [table] = SECTIONS.find(({ id }) => id === 'stability')?.tables([flipping, ...records]) ?? [];
    expect(table?.rows[0]).toMatchObject({ kind: 'GAN', flips: { count: 1, n: 2 }, changes: { count: 1 } });
  });
});

test('a table prints intervals, says nothing of nothing and leaves out what repeats', () => {
  const text = printed({
    title: 'Title',
    notes: ['a note'],
    columns: [
      { key: 'condition', title: 'condition', format: 'text' },
      { key: 'share', title: 'share', format: 'share' },
      { key: 'auc', title: 'AUC', format: 'auc' },
    ],
    rows: [
      { condition: 'here', share: share(5, 10), auc: { value: 0.5, low: 0.25, high: 0.75 } },
      { condition: 'here', share: share(0, 0) },
    ],
  });
  const [title, note, , first, second] = text.split('\n');
  expect([title, note]).toEqual(['Title', '  a note']);
  expect(first).toBe('here       5/10 50.00 % [18.71, 81.29]  0.5000 [0.2500, 0.7500]');
  expect(second?.trim()).toBe(`0/0 -${' '.repeat(24)}-`);
});
