import { text } from './text.ts';

/** Picks the form that the interface language has for this number; `_locales` holds `<key>_one` and `<key>_other`. */
export function countText(key: string, count: number): string {
  const isOne =
    new Intl.PluralRules(globalThis.chrome?.i18n?.getUILanguage() ?? 'en').select(count) === 'one';
  return text(`${key}_${isOne ? 'one' : 'other'}`, String(count));
}
