import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { exportCsv } from '../../src/audit/export/csv.ts';
import { exportJsonLines, ImportError, importJsonLines } from '../../src/audit/export/json-lines.ts';
import { exportReport } from '../../src/audit/export/report.tsx';
import type { SessionData } from '../../src/audit/export/session-data.ts';
import type { AuditMember, AuditPhoto, AuditReview } from '../../src/shared/audit.ts';
import type { Verdict } from '../../src/shared/verdict.ts';

const HASH = 'ab'.repeat(32);
const NAMES = [
  '=cmd()|calc',
  '+1',
  '-2',
  '@sum',
  '\tTab',
  'Ann "Q", Doe',
  '👩‍🔬 Zoë',
  'محمد \u202eabc',
  '<script>alert(1)</script>',
  '=1+1\nsecond line',
  ' =1+1',
  '\u00a0@sum',
  '＝1+1',
  '\n=1+1',
  '\r+1',
];
/** What spreadsheets may take for a formula, passing over white space. */
const RUNS = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

const verdict: Verdict = {
  band: 'strong',
  reason: null,
  score: 0.98,
  evidence: [
    {
      check: 'classifier',
      status: 'ok',
      value: 7.5,
      percentile: 99.99,
      counts: true,
      marks: [{ kind: 'heat', from: { x: 0, y: 0 }, to: { x: 1, y: 1 }, rows: [[0.5]], role: 'found' }],
    },
  ],
  image: { width: 400, height: 400, sha256: HASH },
  modelsVersion: 'models-1',
  ms: 12,
};

const member = (name: string, at: number, photo: AuditMember['photo']): AuditMember => ({
  session: 'session-1',
  list: '/followers',
  account: `account${at.toString(36)}`,
  handle: `handle${at}`,
  name,
  link: `https://x.com/handle${at}`,
  joined: { text: 'Joined', at: 1_600_000_000_000 },
  firstSeen: 1_700_000_000_000 + at,
  visit: 0,
  photo,
});

const judged: AuditMember['photo'] = {
  status: 'judged',
  url: 'https://pbs.twimg.com/1.jpg',
  variant: 'larger',
  band: 'strong',
  reason: null,
  score: 0.98,
  facts: {
    sha256: HASH,
    perceptualHash: '0123456789abcdef',
    width: 400,
    height: 400,
    eyes: [
      { x: 0.38, y: 0.48 },
      { x: 0.62, y: 0.48 },
    ],
  },
};
const lost: AuditMember['photo'] = {
  status: 'judged',
  url: 'https://pbs.twimg.com/2.jpg',
  variant: 'shown',
  band: 'unjudged',
  reason: 'not_loadable',
  score: null,
  facts: null,
};

const review: AuditReview = {
  session: 'session-1',
  list: '/followers',
  account: 'account0',
  label: 'agree',
  note: '=1+1',
  by: 'Rev',
  at: 1_700_000_001_000,
};
const photo: AuditPhoto = {
  session: 'session-1',
  sha256: HASH,
  thumbnail: { type: 'image/webp', bytes: Uint8Array.from([1, 2, 3, 250]) },
  verdict,
};

const data: SessionData = {
  session: {
    id: 'session-1',
    title: 'Followers <b>of</b> "somebody"',
    createdAt: 1_700_000_000_000,
    visits: [
      {
        startedAt: 1_700_000_000_000,
        endedAt: 1_700_000_060_000,
        toolVersion: '0.1.0',
        modelsVersion: 'models-1',
        largerVariants: true,
      },
    ],
    lists: [
      { id: '/followers', origin: 'page', site: 'x', title: 'Followers', url: 'https://x.com/a/followers' },
    ],
  },
  members: NAMES.map((name, at) =>
    member(name, at, at === 0 ? judged : at === 1 ? lost : { status: 'none' }),
  ),
  reviews: [review],
  readPhoto: async (sha256) => (sha256 === HASH ? photo : null),
};
const ALL = { thumbnails: true, pseudonyms: false };
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer()).toString('base64');

describe('the table', () => {
  test('holds every row, and nothing that a spreadsheet would run', async () => {
    const csv = await (await exportCsv(data, ALL)).text();
    const { data: rows } = Papa.parse<string[]>(csv, { skipEmptyLines: true });
    const names = rows.slice(1, NAMES.length + 1).map((row) => row[3] ?? '');
    for (const [at, name] of NAMES.entries()) expect([name, `'${name}`]).toContain(names[at]);
    for (const cell of rows.flat()) expect(cell).not.toMatch(RUNS);
    expect(rows.find(([kind, name]) => kind === '#about' && name === 'abstentions.not_loadable')?.[2]).toBe(
      '1',
    );
    expect(rows.find(([kind, name]) => kind === '#about' && name === 'reviewed')?.[2]).toBe('1');
  });
});

describe('lines of JSON', () => {
  test('are the same bytes each time, and those of what was read back from them', async () => {
    const first = await exportJsonLines(data, ALL);
    const read = await importJsonLines(first);
    expect(read.members).toEqual(data.members);
    expect(read.reviews).toEqual(data.reviews);
    expect(read.photos).toEqual([photo]);
    const again = await exportJsonLines(
      { ...read, members: [...read.members].reverse(), readPhoto: async () => read.photos[0] ?? null },
      ALL,
    );
    expect(await bytesOf(again)).toBe(await bytesOf(first));
  });

  test('follow the published schema', async () => {
    const schema = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, '../../docs/audit.schema.json'), 'utf8'),
    );
    const isValid = new Ajv2020({ strict: true }).compile(schema);
    const lines = (await (await exportJsonLines(data, ALL)).text()).trimEnd().split('\n');
    for (const line of lines) {
      expect(isValid(JSON.parse(line)), JSON.stringify(isValid.errors)).toBe(true);
    }
    expect(isValid({ kind: 'member' })).toBe(false);
  });

  test('are the bytes of before once a view is taken back', async () => {
    const blank = { ...review, account: 'account2', label: null, note: '', by: '', at: 0 };
    const again = await exportJsonLines({ ...data, reviews: [...data.reviews, blank] }, ALL);
    expect(await bytesOf(again)).toBe(await bytesOf(await exportJsonLines(data, ALL)));
  });

  test('keep no address of a photo that waits where names are replaced', async () => {
    const waiting = { status: 'waiting', url: 'https://p.example/a', larger: 'https://p.example/b' } as const;
    const members = data.members.map((one, at) => (at === 3 ? { ...one, photo: waiting } : one));
    const written = await exportJsonLines({ ...data, members }, { ...ALL, pseudonyms: true });
    expect(await written.text()).not.toContain('p.example');
  });

  test('tell nothing of names once these are replaced, and are the same bytes each time all the same', async () => {
    const hidden = { ...ALL, pseudonyms: true };
    const written = await (await exportJsonLines(data, hidden)).text();
    for (const secret of ['session-1', 'account0', 'handle1', 'Zoë', 'pbs.twimg.com', '=1+1'])
      expect(written).not.toContain(secret);
    expect(await bytesOf(await exportJsonLines(data, hidden))).toBe(Buffer.from(written).toString('base64'));
    const { session, members } = await importJsonLines(new Blob([written]));
    expect(session.id).toMatch(/^pseudonymous-[0-9a-f]{32}$/);
    expect(new Set(members.map(({ account }) => account)).size).toBe(NAMES.length);
  });

  const damage = async (change: (lines: string[]) => string[]): Promise<ImportError> => {
    const lines = (await (await exportJsonLines(data, ALL)).text()).trimEnd().split('\n');
    try {
      await importJsonLines(new Blob([change(lines).join('\n')]));
    } catch (error) {
      if (error instanceof ImportError) return error;
      throw error;
    }
    throw new Error('The damaged file was taken');
  };

  test('are refused as a whole when damaged, with the line', async () => {
    const at = (line: number, text: string) => (lines: string[]) => lines.toSpliced(line - 1, 1, text);
    const edit = (line: number, change: (value: Record<string, unknown>) => object) => (lines: string[]) =>
      lines.with(line - 1, JSON.stringify(change(JSON.parse(lines[line - 1] ?? ''))));
    const end = NAMES.length + 3;
    const cases: [(lines: string[]) => string[], number, ImportError['refusal']][] = [
      [at(3, '{"kind":"memb'), 3, 'no_json'],
      [at(4, '{"kind":"member","list":7}'), 4, 'not_as_written'],
      [at(2, ''), 2, 'no_json'],
      [edit(2, (row) => ({ ...row, link: 'javascript:alert(1)' })), 2, 'not_as_written'],
      [edit(2, (row) => ({ ...row, more: 1 })), 2, 'not_as_written'],
      [edit(2, (row) => ({ ...row, firstSeen: 1e300 })), 2, 'not_as_written'],
      [edit(2, (row) => ({ ...row, list: '/elsewhere' })), 2, 'unknown'],
      [edit(2, (row) => ({ ...row, visit: 7 })), 2, 'unknown'],
      [
        edit(2, ({ photo, ...row }) => ({ ...row, photo: { ...(photo as object), score: 7 } })),
        2,
        'not_as_written',
      ],
      [edit(1, (row) => ({ ...row, format: 2 })), 1, 'not_as_written'],
      [edit(end - 1, (row) => ({ ...row, verdict: { band: 'strong' } })), end - 1, 'not_as_written'],
      [edit(end - 1, (row) => ({ ...row, sha256: '00'.repeat(32) })), end - 1, 'unknown'],
      [(lines) => lines.toSpliced(4, 0, lines[3] ?? ''), 5, 'twice'],
      [(lines) => lines.toSpliced(-1, 0, lines.at(-2) ?? ''), end, 'twice'],
      [(lines) => lines.slice(0, -1), end - 1, 'cut_off'],
      [() => [], 1, 'cut_off'],
      [(lines) => lines.toSpliced(2, 1), end - 1, 'lines_missing'],
      [(lines) => [...lines, lines[1] ?? ''], end + 1, 'after_end'],
      [(lines) => lines.slice(1), 1, 'session_first'],
      [(lines) => lines.toSpliced(1, 0, lines[0] ?? ''), 2, 'session_first'],
    ];
    for (const [change, line, refusal] of cases)
      expect(await damage(change)).toMatchObject({ line, refusal });
  });

  test('are refused where bytes were lost', async () => {
    const bytes = new Uint8Array(await (await exportJsonLines(data, ALL)).arrayBuffer());
    const lost = new Blob([bytes.map((byte) => (byte === 0xf0 ? 0xff : byte))]);
    await expect(importJsonLines(lost)).rejects.toMatchObject({ refusal: 'not_as_written', what: 'UTF-8' });
  });

  test('have a sentence for each refusal in every language', () => {
    const locales = path.resolve(import.meta.dirname, '../../public/_locales');
    const source = readFileSync(
      path.resolve(import.meta.dirname, '../../src/audit/export/json-lines.ts'),
      'utf8',
    );
    const refusals = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, refusal]) => refusal);
    expect(refusals).toContain('cut_off');
    for (const language of readdirSync(locales)) {
      const messages = JSON.parse(readFileSync(path.join(locales, language, 'messages.json'), 'utf8'));
      for (const refusal of refusals) expect(messages).toHaveProperty(`audit_import_why_${refusal}`);
    }
  });
});

describe('the report', () => {
  test('carries all in itself, runs nothing, and shows names as they are', async () => {
    const html = await (await exportReport({ ...data, readPhoto: async () => null }, ALL)).text();
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script>alert(1)');
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(html).not.toMatch(/\bfake\b|\bbot\b/i);
  });

  test('allows the one sheet that it holds, and no other', async () => {
    const html = await (await exportReport({ ...data, readPhoto: async () => null }, ALL)).text();
    const sheet = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(html).toContain(`style-src 'sha256-${createHash('sha256').update(sheet).digest('base64')}'`);
    expect(html).not.toMatch(/\sstyle="/);
  });

  test('is the same bytes in whatever order the rows come, and names nobody where asked', async () => {
    const bare = { ...data, readPhoto: async () => null };
    const hidden = { thumbnails: false, pseudonyms: true };
    const first = await exportReport(bare, hidden);
    const again = await exportReport({ ...bare, members: [...bare.members].reverse() }, hidden);
    expect(await bytesOf(again)).toBe(await bytesOf(first));
    const html = await first.text();
    for (const secret of ['session-1', 'account0', 'handle1', 'Zoë']) expect(html).not.toContain(secret);
  });
});
