/** A string of `_locales` in the person's language; the key itself where there is no extension around (tests). */
export function text(key: string, ...substitutions: readonly string[]): string {
  const found = globalThis.chrome?.i18n?.getMessage(key, [...substitutions]);
  return found || key;
}

/** In the person's way of writing numbers. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value);
}

/** A day as people write it, the same wherever it is read. @param at in milliseconds since 1970 */
export function day(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}
