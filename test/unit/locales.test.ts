import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ABSTENTIONS, BANDS, CHECKS, UNJUDGED_REASONS } from '../../src/shared/verdict.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LOCALES = path.join(ROOT, 'public/_locales');

interface Entry {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

const read = (locale: string) =>
  JSON.parse(readFileSync(path.join(LOCALES, locale, 'messages.json'), 'utf8')) as Record<string, Entry>;

const english = read('en');
const keys = Object.keys(english);

const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'))
  .concat(
    readFileSync(path.join(ROOT, 'manifest.json'), 'utf8').replaceAll('__MSG_', "'").replaceAll('__"', "'"),
  )
  .join('\n');

/** `$COUNT$` of a message, in the order of its placeholders' numbers. */
const placeholders = ({ message, placeholders = {} }: Entry) => ({
  named: [...message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name?.toLowerCase()).sort(),
  declared: Object.keys(placeholders).sort(),
});

describe.each(readdirSync(LOCALES))('%s', (locale) => {
  const messages = read(locale);

  test('has the words of English, and no others', () => {
    expect(Object.keys(messages).sort()).toEqual([...keys].sort());
  });

  test('fills every word in, with the placeholders of English', () => {
    const faulty = keys.filter((key) => {
      const entry = messages[key] ?? { message: '' };
      const { named, declared } = placeholders(entry);
      const expected = placeholders(english[key] ?? entry).declared;
      return (
        entry.message.trim() === '' ||
        String(named) !== String(declared) ||
        String(declared) !== String(expected)
      );
    });
    expect(faulty).toEqual([]);
  });
});

test('every word that is asked for by name exists', () => {
  const asked = [...sources.matchAll(/\b(?:text|getMessage)\(\s*'(\w+)'/g)].map(([, key]) => key ?? '');
  const counted = [...sources.matchAll(/\bcountText\(\s*'(\w+)'/g)].flatMap(([, key]) => [
    `${key}_one`,
    `${key}_other`,
  ]);
  const built = [
    ...BANDS.flatMap((band) => [`band_${band}`, `band_short_${band}`]),
    ...UNJUDGED_REASONS.map((reason) => `reason_${reason}`),
    ...CHECKS.flatMap((check) => [`check_${check}`, `check_${check}_found`, `check_${check}_look`]),
    ...ABSTENTIONS.map((reason) => `abstained_${reason}`),
  ];
  expect([...asked, ...counted, ...built].filter((key) => !keys.includes(key))).toEqual([]);
});

test('no word is kept that nothing asks for', () => {
  const prefixes = [...sources.matchAll(/`(\w+_)\$\{/g)].map(([, prefix]) => prefix ?? '');
  const isUsed = (key: string) =>
    sources.includes(`'${key}'`) ||
    sources.includes(`'${key.replace(/_(one|other)$/, '')}'`) ||
    prefixes.some((prefix) => key.startsWith(prefix));
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});

test('says nothing that cannot be known about a photo or a person', () => {
  const words = Object.values(english).map(({ message }) => message);
  expect(words.filter((word) => /\b(fake|bot|genuine|authentic)\b/i.test(word))).toEqual([]);
});
