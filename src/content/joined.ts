/** Reads when somebody joined from what a page says in its language, by the words that the language has for it. */

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, days: number, most: number])[] = [
  ['minute', 1 / 1440, 59],
  ['hour', 1 / 24, 48],
  ['day', 1, 60],
  ['week', 7, 60],
  ['month', 30.4375, 60],
  ['year', 365.25, 30],
];
const DAY_MS = 86_400_000;
/** A Sunday, in January. */
const SUNDAY = Date.UTC(2023, 0, 1);

/** A phrase in lower case, and what it stands for; the longest of a list that is found counts. */
type Phrases = readonly (readonly [phrase: string, value: number])[];

/** What a language has for times; dear to gather. */
interface Vocabulary {
  /** In days before now. */
  readonly ago: Phrases;
  /** From 0, Sunday. */
  readonly weekdays: Phrases;
  /** From 0, January. */
  readonly months: Phrases;
}

const vocabularies = new Map<string, Vocabulary>();

/**
 * "Joined 3 weeks ago", "Joined last week", "Joined on Monday", "Beigetreten am 4. Mai 2021", "Joined March 2019"; in
 * milliseconds since 1970, null where no date can be read. Days without a month in words are left alone: which number is
 * the month differs from land to land.
 */
export function joinedAt(text: string, language: string, now: number): number | null {
  const locale = supported(language);
  const words = text.toLocaleLowerCase(locale);
  const vocabulary = vocabularies.get(locale) ?? vocabularyOf(locale);
  vocabularies.set(locale, vocabulary);
  return onDate(words, vocabulary) ?? ago(words, vocabulary, now);
}

function supported(language: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language])[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function vocabularyOf(locale: string): Vocabulary {
  const named = (
    options: Intl.DateTimeFormatOptions,
    part: 'month' | 'weekday',
    times: readonly number[],
  ) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return times.map((time, at): [string, number] => {
      const name = format.formatToParts(time).find(({ type }) => type === part)?.value ?? '';
      return [name.replace(/\.$/, ''), at];
    });
  };
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2023, month, 15));
  const days = Array.from({ length: 7 }, (_, day) => SUNDAY + day * DAY_MS);
  return {
    ago: phrases(locale, agoPhrases(locale)),
    weekdays: phrases(locale, named({ weekday: 'long' }, 'weekday', days)),
    months: phrases(
      locale,
      // In many languages a month after a day has a form of its own.
      [{}, { day: 'numeric' } as const].flatMap((day) => [
        ...named({ month: 'long', ...day }, 'month', months),
        ...named({ month: 'short', ...day }, 'month', months),
      ]),
    ),
  };
}

function agoPhrases(locale: string): [string, number][] {
  const [exact, usual] = (['always', 'auto'] as const).map(
    (numeric) => new Intl.RelativeTimeFormat(locale, { numeric }),
  ) as [Intl.RelativeTimeFormat, Intl.RelativeTimeFormat];
  const counted = UNITS.flatMap(([unit, days, most]) =>
    Array.from({ length: most }, (_, at): [string, number] => [exact.format(-at - 1, unit), (at + 1) * days]),
  );
  const inWords = UNITS.flatMap(([unit, days]) =>
    [0, 1, 2].map((count): [string, number] => [usual.format(-count, unit), count * days]),
  );
  return [...counted, ...inWords];
}

/** A month that is a number in this language is none in words. */
function phrases(locale: string, all: readonly (readonly [string, number])[]): Phrases {
  return all
    .filter(([phrase]) => /\p{L}/u.test(phrase))
    .map(([phrase, value]) => [phrase.toLocaleLowerCase(locale), value] as const)
    .sort(([one], [other]) => other.length - one.length);
}

const find = (words: string, all: Phrases): number | null =>
  all.find(([phrase]) => words.includes(phrase))?.[1] ?? null;

function ago(words: string, { ago, weekdays }: Vocabulary, now: number): number | null {
  const days = find(words, ago);
  if (days !== null) return now - days * DAY_MS;
  const weekday = find(words, weekdays);
  return weekday === null ? null : now - daysSince(weekday, new Date(now).getDay()) * DAY_MS;
}

/** The last such day before today. */
const daysSince = (weekday: number, today: number): number => ((today - weekday + 6) % 7) + 1;

function onDate(words: string, { months }: Vocabulary): number | null {
  const year = /(?<!\d)(?:19|20)\d\d(?!\d)/.exec(words)?.[0];
  if (year === undefined) return null;
  const rest = words.replace(year, ' ');
  const month = find(rest, months);
  if (month === null) return null;
  const day = /(?<!\d)(?:[12]?\d|3[01])(?!\d)/.exec(rest)?.[0];
  return Date.UTC(Number(year), month, day === undefined ? 1 : Math.max(1, Number(day)));
}
