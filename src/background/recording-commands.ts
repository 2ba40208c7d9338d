import browser from 'webextension-polyfill';
import { tellTab } from '../shared/messaging.ts';
import type {
  RecordingChoice,
  RecordingCommand,
  RecordingStart,
  RecordingState,
} from '../shared/recording.ts';
import type { Recordings } from './recordings.ts';
import { countLists, listsShown } from './sites.ts';

/** Its fragment names an audit. */
const AUDIT_PAGE = 'src/audit/audit.html';

export async function startRecording(
  recordings: Recordings,
  tabId: number,
  session: string | null,
): Promise<RecordingStart> {
  const { incognito, title } = await browser.tabs.get(tabId);
  if (incognito) return { status: 'private' };
  if ((await countLists(tabId)) === 0) return { status: 'no_list' };
  const start = await recordings.start({ id: tabId, title: title ?? '' }, session);
  if (start.status === 'started') await tellTab('recordingChanged', start.state, tabId);
  return start;
}

export async function recordingChoice(recordings: Recordings, tabId: number): Promise<RecordingChoice> {
  const { incognito, url } = await browser.tabs.get(tabId);
  if (incognito) return { status: 'private' };
  if ((await listsShown(tabId)) === 0) return { status: 'no_list' };
  return { status: 'possible', known: url === undefined ? [] : await recordings.known(url) };
}

/** From the counter on the page. */
export async function runCommand(
  recordings: Recordings,
  command: RecordingCommand,
  tabId: number,
): Promise<RecordingState | null> {
  switch (command) {
    case 'pause':
      return recordings.pause(tabId);
    case 'resume':
      return recordings.resume(tabId);
    case 'stop':
      await recordings.stop(tabId);
      return null;
    case 'open': {
      const state = await recordings.stateOf(tabId);
      if (state) await browser.tabs.create({ url: browser.runtime.getURL(`${AUDIT_PAGE}#${state.session}`) });
      return state;
    }
  }
}
