import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { EngineHost } from '../engine/host.ts';
import { unjudged } from '../engine/unjudged.ts';
import { MODELS_VERSION } from '../engine/version.ts';
import { openAuditStore } from '../shared/audit-store.ts';
import type { PictureSource } from '../shared/messages.ts';
import { handleContent, handlePages, type Sender, tellTab } from '../shared/messaging.ts';
import { originPattern } from '../shared/origin.ts';
import { contentPayloads, pictureSourceSchema } from '../shared/schemas.ts';
import { readSettings } from '../shared/settings.ts';
import { createChecks } from './checks.ts';
import { createMenu, listenToMenu } from './context-menu.ts';
import { forgetPermissions, mayRead } from './permissions.ts';
import { recordingChoice, runCommand, startRecording } from './recording-commands.ts';
import { createRecordings } from './recordings.ts';
import { createRequests } from './requests.ts';
import { prune, pruneAudits, pruneWhileOpen } from './retention.ts';
import { cropOf, forgetScreen } from './screen.ts';
import { forgetTab, noteDenied, recallAsked } from './session.ts';
import { loadSettings } from './settings-storage.ts';
import {
  applySettings,
  changeSettings,
  checkPage,
  dropForbidden,
  fulfilWish,
  inspectPage,
  isWorkedOn,
  switchSite,
  tabState,
} from './sites.ts';
import { openVerdictStore } from './store.ts';
import { showSigns } from './toolbar.ts';

/** Asks which sites to switch on. */
const WELCOME = 'src/options/welcome.html';

/**
 * Wires the background. All listeners are registered at once, before anything is awaited: browsers stop the
 * background at will, and start it again with the event that a listener is for.
 */
export function startBackground(engine: EngineHost): void {
  const store = openVerdictStore(MODELS_VERSION);
  const checks = createChecks({ engine, store, loadSettings, mayRead });
  const requests = createRequests();
  const audits = openAuditStore();
  const recordings = createRecordings({
    store: audits,
    checks,
    largerVariants: async () => (await loadSettings()).fetchLarger,
    toolVersion: browser.runtime.getManifest().version,
    modelsVersion: MODELS_VERSION,
    tell: (tabId, state) => void tellTab('recordingChanged', state, tabId).catch(() => undefined),
  });

  handleContent(
    {
      check: ({ id, ...check }, sender) =>
        requests.track(sender, id, async (signal) => {
          const { isPrivate, tabId, url: pageUrl } = sender;
          const asked = { ...check, isPrivate, tabId, pageUrl };
          const { source } = check;
          if (source.kind === 'screen') {
            const dataUrl = tabId === null ? null : cropOf(tabId, check.key);
            if (dataUrl === null) return unjudged('no_permission', 'screen');
            // Kept by its content only: it is another picture than the one at the address.
            const result = await checks.check({ ...asked, source: { kind: 'data', dataUrl } }, signal);
            return { ...result, variant: 'screen' };
          }
          const result = await checks.check({ ...asked, source }, signal);
          if (result.verdict.reason === 'no_permission') note(sender, source);
          return result;
        }),
      cancelChecks: (ids, sender) => requests.cancel(sender, ids),
      siteState: async (_, { url }) => {
        const settings = await loadSettings();
        return { on: await isWorkedOn(url, settings), settings };
      },
      pageChanged: async ({ bands }, { tabId }) => {
        if (tabId !== null) await showSigns(tabId, bands.strong);
      },
      recording: (_, { tabId }) => (tabId === null ? null : recordings.stateOf(tabId)),
      recordMembers: (seen, { tabId, url, isPrivate }) =>
        tabId === null || isPrivate ? null : recordings.record({ id: tabId, pageUrl: url }, seen),
      commandRecording: (command, { tabId }) =>
        tabId === null ? null : runCommand(recordings, command, tabId),
    },
    contentPayloads,
  );

  handlePages({
    tabState,
    checkPage,
    inspectPage,
    switchSite: ({ tabId, on }) => switchSite(tabId, on),
    checkPicture: (given) => {
      const source = v.parse(pictureSourceSchema, given);
      const key = source.kind === 'url' ? source.url : '';
      // A popup does not say whether its window is private, so nothing that a person handed over is kept.
      return checks.check(
        { key, source, priority: 'asked', isPrivate: true, tabId: null, pageUrl: null },
        new AbortController().signal,
      );
    },
    recordingChoice: (tabId) => recordingChoice(recordings, tabId),
    startRecording: ({ tabId, session }) => startRecording(recordings, tabId, session),
    auditPicture: (given) => {
      const source = v.parse(pictureSourceSchema, given);
      const key = source.kind === 'url' ? source.url : '';
      return checks.audit(
        { key, source, priority: 'idle', isPrivate: true, tabId: null, pageUrl: null },
        new AbortController().signal,
      );
    },
    askedPicture: recallAsked,
    settings: () => loadSettings(),
    saveSettings: async (given) => {
      const settings = readSettings(given);
      await changeSettings(settings);
      await prune(store, settings).catch(() => undefined);
      await pruneAudits(audits, settings).catch(() => undefined);
    },
    clearVerdicts: async () => ({ removed: await store.clear() }),
    // Without its store the extension still works, and its settings can still be changed.
    about: async () => ({ modelsVersion: MODELS_VERSION, stored: await store.count().catch(() => 0) }),
  });

  browser.tabs.onRemoved.addListener((tabId) => {
    requests.cancelTab(tabId);
    forgetScreen(tabId);
    void forgetTab(tabId);
    void recordings.stop(tabId);
  });
  browser.permissions.onAdded.addListener(async () => {
    forgetPermissions();
    await fulfilWish();
  });
  browser.permissions.onRemoved.addListener(async () => {
    forgetPermissions();
    await dropForbidden();
  });
  listenToMenu();
  browser.runtime.onInstalled.addListener(async ({ reason }) => {
    if (reason === 'install') await browser.tabs.create({ url: browser.runtime.getURL(WELCOME) });
    await createMenu();
    await applySettings(await loadSettings());
  });
  browser.runtime.onStartup.addListener(async () => prune(store, await loadSettings()));
  loadSettings()
    .then((settings) => Promise.all([pruneWhileOpen(store, settings), pruneAudits(audits, settings)]))
    // Nothing is lost: the next start tries again.
    .catch(() => undefined);
  recordings.goOn().catch(() => undefined);
}

function note({ tabId, url }: Sender, source: PictureSource): void {
  const pattern = source.kind === 'url' ? originPattern(source.url) : null;
  if (tabId !== null && pattern !== null) noteDenied(tabId, new URL(url).hostname, pattern);
}
