import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';

/**
 * A picture's address as our pages may show it, or null until it is there. Many CDNs forbid other origins to embed
 * their pictures; with the host permission they may be fetched.
 * @param mayCache whether the browser may keep it, where the window is not private
 */
export function useShownPicture(url: string | null, mayCache = true): string | null {
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (url === null || url.startsWith('data:')) {
      setShown(url);
      return;
    }
    const controller = new AbortController();
    let made: string | null = null;
    const show = async () => {
      const blob = await fetchPicture(url, mayCache, controller.signal);
      if (blob === null || controller.signal.aborted) return;
      made = URL.createObjectURL(blob);
      setShown(made);
    };
    void show();
    return () => {
      controller.abort();
      if (made !== null) URL.revokeObjectURL(made);
      setShown(null);
    };
  }, [url, mayCache]);
  return shown;
}

async function fetchPicture(url: string, mayCache: boolean, signal: AbortSignal): Promise<Blob | null> {
  if (!/^https?:/.test(url)) return null;
  try {
    const response = await fetch(url, {
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: mayCache && !(await isPrivateWindow()) ? 'force-cache' : 'no-store',
    });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

/** Extensions work outside private windows even for these: what we load would stay in the browser's cache. */
async function isPrivateWindow(): Promise<boolean> {
  const { incognito } = await browser.windows.getCurrent();
  return incognito;
}
