import type { RunningChromium } from '../../scripts/drive/chromium.ts';

/** As the browser does after half a minute without work. */
export async function stopServiceWorker({ context, extensionId }: RunningChromium): Promise<void> {
  const page = context.pages().find((one) => one.url().startsWith(`chrome-extension://${extensionId}/`));
  if (page === undefined) throw new Error('No page of the extension is open');
  const session = await context.newCDPSession(page);
  const stopped = new Promise<void>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      if (versions.some(({ runningStatus }) => runningStatus === 'stopped')) resolve();
    });
  });
  const [worker] = context.serviceWorkers();
  await worker?.evaluate('globalThis.isBeforeTheStop = true');
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await stopped;
  await session.detach();
  // An open debugger starts it again at once: what it held in memory is gone all the same.
  const isBefore = await worker?.evaluate<boolean | null>('globalThis.isBeforeTheStop ?? null');
  if (isBefore !== null) throw new Error('The service worker was not stopped');
}
