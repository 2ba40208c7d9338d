import * as v from 'valibot';
import browser, { type Tabs } from 'webextension-polyfill';
import type { PageInspection, PageSummary, TabState } from '../shared/messages.ts';
import { tellTab } from '../shared/messaging.ts';
import { pageInspectionSchema, pageSummarySchema } from '../shared/schemas.ts';
import { isSiteOn, type Settings, siteKey, sitePattern, withSites } from '../shared/settings.ts';
import { siteChoice } from '../sites/index.ts';
import { mayRead } from './permissions.ts';
import { readScreen } from './screen.ts';
import { deniedOrigins, rememberWish, takeWish } from './session.ts';
import { loadSettings, storeSettings } from './settings-storage.ts';
import { showSigns } from './toolbar.ts';

/** Where browsers let no extension work, whatever it was granted. */
const CLOSED_HOSTS = ['addons.mozilla.org', 'chromewebstore.google.com', 'microsoftedge.microsoft.com'];

/** As the build names it; the manifest has none, because no site is on at first. */
const CONTENT_SCRIPT = 'src/content/content.iife.js';

const REGISTRATION_PREFIX = 'site:';

function pageOf(tab: Tabs.Tab): URL | null {
  if (tab.url === undefined || !/^https?:/.test(tab.url)) return null;
  const url = new URL(tab.url);
  return CLOSED_HOSTS.includes(url.hostname) ? null : url;
}

let registering: Promise<unknown> = Promise.resolve();

/**
 * Sites have the content script registered for as long as they are on; the browser runs it only where it was permitted.
 * One change after another: two at once would register the same name twice.
 */
function syncRegistrations(settings: Settings): Promise<void> {
  const done = registering.then(() => replaceRegistrations(settings));
  registering = done.catch(() => undefined);
  return done;
}

async function replaceRegistrations(settings: Settings): Promise<void> {
  const registered = (await browser.scripting.getRegisteredContentScripts()).map(({ id }) => id);
  // All are replaced: after an update the registered file has another name.
  if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: registered });
  // One by one: a site that the browser has no pattern for must not cost the others theirs.
  await Promise.allSettled(settings.sitesOn.map(register));
}

async function register(site: string): Promise<void> {
  await browser.scripting.registerContentScripts([
    {
      id: REGISTRATION_PREFIX + site,
      js: [CONTENT_SCRIPT],
      matches: [sitePattern(site)],
      runAt: 'document_idle',
      persistAcrossSessions: true,
    },
  ]);
}

async function inject(tabId: number): Promise<void> {
  await browser.scripting.executeScript({ target: { tabId }, files: [CONTENT_SCRIPT] });
}

/** A page that hangs, or that the browser has frozen, answers when it wakes up. */
const TAB_ANSWER_MS = 2_000;

/** Tells open pages; those that have no content script yet get one if their site is on. */
async function tellTabs(settings: Settings): Promise<void> {
  const tabs = await browser.tabs.query({});
  const late = new Promise<void>((resolve) => setTimeout(resolve, TAB_ANSWER_MS));
  // A discarded page is loaded anew before anyone sees it.
  const open = tabs.filter(({ discarded }) => discarded !== true);
  await Promise.race([Promise.all(open.map((tab) => tellOne(tab, settings))), late]);
}

async function tellOne(tab: Tabs.Tab, settings: Settings): Promise<void> {
  if (tab.id === undefined) return;
  const page = pageOf(tab);
  // The address of a page that may no longer be read is hidden from us; a script that still runs there hears it all
  // the same.
  const on = page !== null && (await isWorkedOn(page.href, settings));
  try {
    await tellTab('siteSwitched', { on, settings }, tab.id);
  } catch {
    // Nobody there. A page that may not be worked on (an error page, say) is left as it is.
    if (on) await inject(tab.id).catch(() => undefined);
  }
  if (!on) await showSigns(tab.id, 0);
}

/** Makes the settings those of every page, open or to come. */
export async function applySettings(settings: Settings): Promise<void> {
  await syncRegistrations(settings);
  await tellTabs(settings);
}

export async function changeSettings(settings: Settings): Promise<void> {
  await storeSettings(settings);
  await applySettings(settings);
}

/** Answers of content scripts are checked as their messages are: they live beside a hostile page. */
const asSummary = (answer: unknown): PageSummary => v.parse(pageSummarySchema, answer);

async function summaryOf(tabId: number): Promise<PageSummary | null> {
  try {
    return asSummary(await tellTab('pageSummary', undefined, tabId));
  } catch {
    return null;
  }
}

export async function inspectPage(tabId: number): Promise<PageInspection> {
  return v.parse(pageInspectionSchema, await tellTab('inspectPage', undefined, tabId));
}

export async function tabState(tabId: number): Promise<TabState> {
  const page = pageOf(await browser.tabs.get(tabId));
  if (page === null) return { host: null, on: false, missing: [], summary: null };
  return {
    host: siteKey(page.hostname),
    on: await isWorkedOn(page.href, await loadSettings()),
    missing: await missingOrigins(tabId, page.hostname),
    summary: await summaryOf(tabId),
  };
}

/** Whether photos on this page are checked while browsing: its site was chosen, and is still allowed. */
export async function isWorkedOn(pageUrl: string, settings: Settings): Promise<boolean> {
  return isSiteOn(settings, new URL(pageUrl).hostname) && mayRead(pageUrl);
}

/** Patterns of a site and of the hosts that its photos lie on, known beforehand or met, that we may not read yet. */
async function missingOrigins(tabId: number, pageHost: string): Promise<string[]> {
  const wanted = new Set([...siteChoice(pageHost).origins, ...(await deniedOrigins(tabId, pageHost))]);
  const allowed = await Promise.all([...wanted].map(isAllowed));
  return [...wanted].filter((_, index) => !allowed[index]);
}

const isAllowed = (pattern: string): Promise<boolean> => browser.permissions.contains({ origins: [pattern] });

/** A permission was taken away, perhaps in the browser's own settings: what may not be read is off. */
export async function dropForbidden(): Promise<void> {
  const settings = await loadSettings();
  const allowed = await Promise.all(settings.sitesOn.map((site) => isAllowed(sitePattern(site))));
  await changeSettings({ ...settings, sitesOn: settings.sitesOn.filter((_, index) => allowed[index]) });
}

/** Without the permission the wish is kept, and fulfilled once the permission is granted. */
export async function switchSite(tabId: number, on: boolean): Promise<TabState> {
  const page = pageOf(await browser.tabs.get(tabId));
  if (page === null) return tabState(tabId);
  if (on && !(await mayRead(page.href))) await rememberWish({ tabId, site: siteKey(page.hostname) });
  else await changeSettings(withSites(await loadSettings(), siteChoice(page.hostname).hosts, on));
  return tabState(tabId);
}

/** A permission was granted: perhaps the one that a switch waits for. */
export async function fulfilWish(): Promise<void> {
  const wish = await takeWish();
  if (wish === null) return;
  const page = pageOf(await browser.tabs.get(wish.tabId));
  if (page !== null && siteKey(page.hostname) === wish.site) await switchSite(wish.tabId, true);
}

const askLists = async (tabId: number): Promise<number> =>
  v.parse(v.pipe(v.number(), v.integer(), v.minValue(0)), await tellTab('countLists', undefined, tabId));

/** How many lists of people a page shows; null where no content script is there to say it. */
export const listsShown = (tabId: number): Promise<number | null> => askLists(tabId).catch(() => null);

/** As `listsShown`, but the page gets a content script if it has none yet. */
export async function countLists(tabId: number): Promise<number> {
  const shown = await listsShown(tabId);
  if (shown !== null) return shown;
  await inject(tabId);
  return askLists(tabId);
}

/** Works on a page whose site is off, too: the click on our button lets us in this once. */
export async function checkPage(tabId: number): Promise<PageSummary> {
  // A script that runs already is not started again, and may be there though we are let in no more.
  await inject(tabId).catch(() => undefined);
  // Without it, photos that may not be loaded stay unjudged.
  await readScreen(tabId).catch(() => undefined);
  return asSummary(await tellTab('checkPage', undefined, tabId));
}
