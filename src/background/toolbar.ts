import browser from 'webextension-polyfill';

/** The number of photos with strong signs on this tab, on the toolbar button; the browser clears it on navigation. */
export async function showSigns(tabId: number, strong: number): Promise<void> {
  try {
    await browser.action.setBadgeText({ tabId, text: strong === 0 ? '' : String(strong) });
    await browser.action.setBadgeBackgroundColor({ tabId, color: '#8a3a00' });
  } catch {
    // The tab was closed meanwhile.
  }
}
