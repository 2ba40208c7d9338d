/** The details of a verdict in a plain page, as the card and the popup show them. */
import { h, render } from 'preact';
import { Details, type DetailsProps } from '../../src/shared/details.tsx';
import { DETAILS_CSS } from '../../src/shared/details-css.ts';

type Messages = Readonly<
  Record<
    string,
    {
      readonly message: string;
      readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
    }
  >
>;

declare global {
  interface Window {
    MESSAGES: Messages;
    showDetails(given: DetailsProps): void;
  }
}

/** As the browser's own fills words in. */
function getMessage(key: string, substitutions: readonly string[] = []): string {
  const { message = '', placeholders = {} } = window.MESSAGES[key] ?? {};
  return Object.entries(placeholders).reduce(
    (words, [name, { content }]) =>
      words.replace(new RegExp(`\\$${name}\\$`, 'i'), substitutions[Number(content.slice(1)) - 1] ?? ''),
    message,
  );
}
Object.assign(globalThis, { chrome: { i18n: { getMessage } } });

window.showDetails = (given) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(DETAILS_CSS);
  document.adoptedStyleSheets = [sheet];
  render(null, document.body);
  render(h(Details, given), document.body);
};
