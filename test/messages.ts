/** The words of `_locales`, where there is no browser to ask for them. */

export type Messages = Readonly<
  Record<
    string,
    {
      readonly message: string;
      readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
    }
  >
>;

/** As the browser's `i18n.getMessage` fills words in; empty for an unknown key. */
export function filledIn(messages: Messages, key: string, substitutions: readonly string[] = []): string {
  const { message = '', placeholders = {} } = messages[key] ?? {};
  return Object.entries(placeholders).reduce(
    (words, [name, { content }]) =>
      words.replace(new RegExp(`\\$${name}\\$`, 'i'), substitutions[Number(content.slice(1)) - 1] ?? ''),
    message,
  );
}
