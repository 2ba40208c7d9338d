import { expect, test } from 'vitest';
import { joinedAt } from '../../src/content/joined.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const DAY = 86_400_000;

test.each([
  ['Joined 3 weeks ago', 'en', 21],
  ['Joined about 13 days ago', 'en-GB', 13],
  ['Beigetreten vor 2 Tagen', 'de', 2],
  ['A rejoint le groupe il y a 5 heures', 'fr', 5 / 24],
  ['Joined 12 days ago', 'en', 12],
  ['Joined last week', 'en', 7],
  ['Gestern beigetreten', 'de', 1],
  // That day is a Monday.
  ['Joined on Friday', 'en', 3],
  ['Joined last Monday', 'en', 7],
  ['Beigetreten am Sonntag', 'de', 1],
])('%s', (text, language, days) => {
  expect(joinedAt(text, language, NOW)).toBeCloseTo(NOW - days * DAY, -3);
});

test.each([
  ['Joined on May 4, 2021', 'en', '2021-05-04'],
  ['Beigetreten am 4. Mai 2021', 'de', '2021-05-04'],
  ['Joined March 2019', 'en-US', '2019-03-01'],
  ['Вступил 9 марта 2020 г.', 'ru', '2020-03-09'],
])('%s', (text, language, date) => {
  expect(joinedAt(text, language, NOW)).toBe(Date.parse(date));
});

test.each([
  ['Works at 2019 Ltd', 'en'],
  ['04/05/2021', 'en'],
  ['', 'xx-nonsense-'],
])('%s is no date', (text, language) => {
  expect(joinedAt(text, language, NOW)).toBeNull();
});
