import { expect, test } from 'vitest';
import { createStanding } from '../../src/content/standing.ts';
import type { Avatar } from '../../src/sites/site.ts';

const avatar = (key: string, element = {} as Element): Avatar => ({
  site: 'x',
  picture: element,
  element,
  url: `https://pbs.twimg.com/${key}`,
  larger: null,
  account: null,
  handle: null,
  name: null,
  link: null,
  key,
  kind: 'img',
});

test('an element that came again stays when its former picture goes', () => {
  const standing = createStanding();
  const element = {} as Element;
  const [former, latter] = [avatar('former', element), avatar('latter', element)];
  standing.add(former);
  standing.add(latter);
  standing.remove(former);
  expect([...standing.ofElement(element)].map((one) => one.avatar)).toEqual([latter]);
  expect(standing.ofKey('former').size).toBe(0);
  standing.remove(latter);
  expect(standing.ofElement(element).size).toBe(0);
  expect([...standing.all()]).toEqual([]);
});

test('a picture that many show stays until the last of them goes', () => {
  const standing = createStanding();
  const [one, other] = [avatar('same'), avatar('same')];
  standing.add(one);
  standing.add(other);
  standing.remove(one);
  standing.remove(one);
  expect([...standing.ofKey('same')].map(({ avatar }) => avatar)).toEqual([other]);
});

test('a long list that leaves at once costs no frame, whether or not its rows show the same picture', () => {
  const standing = createStanding();
  const rows = Array.from({ length: 20_000 }, (_, row) => avatar(row % 2 === 0 ? 'default' : `photo ${row}`));
  for (const row of rows) standing.add(row);
  const started = performance.now();
  for (const row of rows) standing.remove(row);
  // A walk through the list a row takes seconds.
  expect(performance.now() - started).toBeLessThan(500);
  expect([...standing.all()]).toEqual([]);
});
