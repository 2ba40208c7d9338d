/** A string of `_locales` in the person's language; the key itself where there is no extension around (tests). */
export function text(key: string, ...substitutions: readonly string[]): string {
  const found = globalThis.chrome?.i18n?.getMessage(key, [...substitutions]);
  return found || key;
}

/** In the person's way of writing numbers. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value);
}
