import { render } from 'preact';
import browser from 'webextension-polyfill';
import { prepareDocument } from '../shared/page-document.ts';
import { Popup } from './popup-view.tsx';

/** The popup may also be opened in a tab of its own, for another tab: `popup.html?tab=12`. */
async function tabOfInterest(): Promise<number | null> {
  const named = new URLSearchParams(location.search).get('tab');
  if (named !== null) return Number(named);
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id ?? null;
}

prepareDocument('extension_name');
void tabOfInterest().then((tabId) => render(<Popup tabId={tabId} />, document.body));
