import { DETAILS_CSS } from './details-css.ts';
import { text } from './text.ts';

/** Language, title, and the sheet of the details, which a shadow root elsewhere takes as text. */
export function prepareDocument(titleKey: string): void {
  document.documentElement.lang = chrome.i18n.getUILanguage();
  document.title = text(titleKey);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(DETAILS_CSS);
  document.adoptedStyleSheets = [sheet];
}
