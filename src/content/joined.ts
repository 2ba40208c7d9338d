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

/**
 * "Joined 3 weeks ago", "Beigetreten am 4. Mai 2021", "Joined March 2019"; in milliseconds since 1970, null where no date
 * can be read. Days without a month in words are left alone: which number is the month differs from land to land.
 */
export function joinedAt(text: string, language: string, now: number): number | null {
  const locale = supported(language);
  const words = text.toLocaleLowerCase(locale);
  return ago(words, locale, now) ?? onDate(words, locale);
}

function supported(language: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language])[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function ago(words: string, locale: string, now: number): number | null {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  for (const [unit, days, most] of UNITS) {
    for (let count = most; count > 0; count--) {
      if (words.includes(format.format(-count, unit).toLocaleLowerCase(locale)))
        return now - count * days * DAY_MS;
    }
  }
  return null;
}

function onDate(words: string, locale: string): number | null {
  const year = /(?<!\d)(?:19|20)\d\d(?!\d)/.exec(words)?.[0];
  if (year === undefined) return null;
  const rest = words.replace(year, ' ');
  const month = monthIn(rest, locale);
  if (month === null) return null;
  const day = /(?<!\d)(?:[12]?\d|3[01])(?!\d)/.exec(rest)?.[0];
  return Date.UTC(Number(year), month, day === undefined ? 1 : Math.max(1, Number(day)));
}

/** The longest name found counts: "mai" lies in no other month, but "mar" in "mars". */
function monthIn(words: string, locale: string): number | null {
  let found: { readonly month: number; readonly length: number } | null = null;
  for (const options of [
    { month: 'long' },
    { month: 'short' },
    // In many languages a month after a day has a form of its own.
    { month: 'long', day: 'numeric' },
    { month: 'short', day: 'numeric' },
  ] as const) {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    for (let month = 0; month < 12; month++) {
      const name = format
        .formatToParts(Date.UTC(2024, month, 15))
        .find(({ type }) => type === 'month')
        ?.value.toLocaleLowerCase(locale)
        .replace(/\.$/, '');
      if (name && /\p{L}/u.test(name) && words.includes(name) && name.length > (found?.length ?? 0))
        found = { month, length: name.length };
    }
  }
  return found?.month ?? null;
}
