/** A string of `_locales` in the person's language; the key itself where there is no extension around (tests). */
export function text(key: string, ...substitutions: readonly string[]): string {
  const found = globalThis.chrome?.i18n?.getMessage(key, [...substitutions]);
  return found || key;
}
