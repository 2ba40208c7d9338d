import { expect, test } from 'vitest';
import { createRequests } from '../../src/background/requests.ts';

const sender = (tabId: number, documentId: string | null = 'first') => ({
  tabId,
  documentId,
  isPrivate: false,
  url: '',
});
const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('aborted')));

test('cancels the named requests of one tab only', async () => {
  const { track, cancel } = createRequests();
  const mine = track(sender(1), 'a', untilAborted);
  let othersAborted = false;
  void track(sender(2), 'a', untilAborted).then(() => {
    othersAborted = true;
  });
  cancel(sender(1), ['a', 'unknown']);
  expect(await mine).toBe('aborted');
  expect(othersAborted).toBe(false);
});

test('a closed tab takes its requests along', async () => {
  const { track, cancelTab } = createRequests();
  const requests = ['a', 'b'].map((id) => track(sender(1), id, untilAborted));
  cancelTab(1);
  expect(await Promise.all(requests)).toEqual(['aborted', 'aborted']);
});

test('a new document in the tab ends the requests of the one before', async () => {
  const { track } = createRequests();
  const old = track(sender(1, 'first'), 'a', untilAborted);
  const current = track(sender(1, 'second'), 'b', async (signal) => signal.aborted);
  expect(await old).toBe('aborted');
  expect(await current).toBe(false);
});

test('a late cancel from a document that is gone does not hit the new one', async () => {
  const { track, cancel } = createRequests();
  const request = track(sender(1, 'second'), 'a', async (signal) => {
    cancel(sender(1, 'first'), ['a']);
    return signal.aborted;
  });
  expect(await request).toBe(false);
});
