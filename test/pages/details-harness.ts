/** The details of a verdict in a plain page, as the card and the popup show them. */
import { h, render } from 'preact';
import { Details, type DetailsProps } from '../../src/shared/details.tsx';
import { DETAILS_CSS } from '../../src/shared/details-css.ts';
import { filledIn, type Messages } from '../messages.ts';

declare global {
  interface Window {
    MESSAGES: Messages;
    showDetails(given: DetailsProps): void;
  }
}

const getMessage = (key: string, substitutions?: readonly string[]) =>
  filledIn(window.MESSAGES, key, substitutions);
Object.assign(globalThis, { chrome: { i18n: { getMessage } } });

window.showDetails = (given) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(DETAILS_CSS);
  document.adoptedStyleSheets = [sheet];
  render(null, document.body);
  render(h(Details, given), document.body);
};
