import { describe, expect, test } from 'vitest';
import { doStep, NO_HISTORY, redo, stepOf, undo } from '../../src/audit/history.ts';
import { linksFromCsv } from '../../src/audit/links.ts';
import { filterRows, NO_FILTER, rowsOf, sortRows } from '../../src/audit/rows.ts';
import type { AuditMember, AuditReview, MemberPhoto } from '../../src/shared/audit.ts';

const NONE: MemberPhoto = { status: 'none' };
const judged = (band: 'strong' | 'some' | 'none', score: number): MemberPhoto => ({
  status: 'judged',
  url: 'https://pictures.example/1.jpg',
  variant: 'shown',
  band,
  reason: null,
  score,
  facts: { sha256: 'aa', perceptualHash: '0', width: 100, height: 100, eyes: null },
});

const member = (account: string, photo: MemberPhoto, more: Partial<AuditMember> = {}): AuditMember => ({
  session: 's',
  list: 'l',
  account,
  handle: null,
  name: account,
  link: null,
  joined: null,
  firstSeen: 1_000,
  visit: 0,
  photo,
  ...more,
});

const review = (account: string, label: AuditReview['label'], note = ''): AuditReview => ({
  session: 's',
  list: 'l',
  account,
  label,
  note,
  by: 'R',
  at: 5,
});

const MEMBERS = [
  member('ann', NONE, { visit: 1, firstSeen: 3_000 }),
  member('Ben', judged('some', 0.4), { joined: { text: 'Joined', at: 500 } }),
  member('cem', judged('strong', 0.97)),
  member('dina', judged('strong', 0.99), { list: 'other' }),
];
const rows = rowsOf(MEMBERS, [review('Ben', 'disagree', 'An old friend')]);
const names = (found: readonly { readonly member: AuditMember }[]) =>
  found.map(({ member: { account } }) => account);

describe('the table', () => {
  test('puts what needs a look first: strongest signs on top', () => {
    expect(names(sortRows(rows, { column: 'outcome', descending: false }))).toEqual([
      'dina',
      'cem',
      'Ben',
      'ann',
    ]);
    expect(names(sortRows(rows, { column: 'name', descending: true }))).toEqual([
      'dina',
      'cem',
      'Ben',
      'ann',
    ]);
  });

  test('finds by name and note, whatever the case', () => {
    expect(names(filterRows(rows, { ...NO_FILTER, text: 'BEN' }, 2))).toEqual(['Ben']);
    expect(names(filterRows(rows, { ...NO_FILTER, text: 'old friend' }, 2))).toEqual(['Ben']);
  });

  test('filters by what the photo came to, list, review, visit and date', () => {
    expect(names(filterRows(rows, { ...NO_FILTER, outcome: 'strong' }, 2))).toEqual(['cem', 'dina']);
    expect(names(filterRows(rows, { ...NO_FILTER, list: 'other' }, 2))).toEqual(['dina']);
    expect(names(filterRows(rows, { ...NO_FILTER, review: 'open' }, 2))).toEqual(['ann', 'cem', 'dina']);
    expect(names(filterRows(rows, { ...NO_FILTER, fresh: true }, 2))).toEqual(['ann']);
    expect(names(filterRows(rows, { ...NO_FILTER, since: 900 }, 2))).toEqual(['ann', 'cem', 'dina']);
    expect(names(filterRows(rows, { ...NO_FILTER, until: 900 }, 2))).toEqual(
      names(rows).filter((name) => !['ann', 'cem', 'dina'].includes(name)),
    );
  });
});

describe('what a reviewer does', () => {
  const reviews = new Map<string, AuditReview>();
  const step = stepOf([member('ann', NONE)], reviews, { label: 'agree' }, 'R', 7);

  test('is taken back and done again', () => {
    expect(step.after).toMatchObject([{ account: 'ann', label: 'agree', by: 'R', at: 7 }]);
    const back = undo(doStep(NO_HISTORY, step));
    expect(back?.[1]).toMatchObject([{ account: 'ann', label: null }]);
    expect(back && redo(back[0])?.[1]).toEqual(step.after);
  });

  test('cannot be taken back before anything was done', () => {
    expect(undo(NO_HISTORY)).toBeNull();
    expect(redo(doStep(NO_HISTORY, step))).toBeNull();
  });
});

describe('a table of links', () => {
  test('is read by its headings, with quotes and commas in names', () => {
    const { pictures, faulty } = linksFromCsv(
      '\ufeffid,Name,Photo_URL\r\n7,"Doe, ""Ann""",https://p.example/a.jpg\r\n8,Ben,none\r\n',
    );
    expect(pictures).toEqual([
      { line: 2, url: 'https://p.example/a.jpg', account: '7', name: 'Doe, "Ann"', link: null },
    ]);
    expect(faulty).toEqual([{ line: 3, text: '8, Ben, none' }]);
  });

  test('are named by the line of the file, past empty lines and cells of several lines', () => {
    const { pictures, faulty } = linksFromCsv('name,url\n\n"Doe\nAnn",https://p.example/a.jpg\n\nBen,none\n');
    expect(pictures.map(({ line }) => line)).toEqual([3]);
    expect(faulty).toEqual([{ line: 6, text: 'Ben, none' }]);
  });

  test('may be bare links, one a line', () => {
    const { pictures, faulty } = linksFromCsv(
      'https://p.example/a.jpg\njavascript:alert(1)\nhttps://p.example/b.jpg',
    );
    expect(pictures.map(({ url }) => url)).toEqual(['https://p.example/a.jpg', 'https://p.example/b.jpg']);
    expect(faulty).toHaveLength(1);
  });
});
