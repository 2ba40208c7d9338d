import { useEffect, useState } from 'preact/hooks';

/**
 * A picture's address as our pages may show it, or null until it is there. Many CDNs forbid other origins to embed
 * their pictures; with the host permission they may be fetched.
 */
export function useShownPicture(url: string | null): string | null {
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (url === null || url.startsWith('data:')) {
      setShown(url);
      return;
    }
    const controller = new AbortController();
    let made: string | null = null;
    const show = async () => {
      const blob = await fetchPicture(url, controller.signal);
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
  }, [url]);
  return shown;
}

async function fetchPicture(url: string, signal: AbortSignal): Promise<Blob | null> {
  if (!/^https?:/.test(url)) return null;
  try {
    const response = await fetch(url, {
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'force-cache',
    });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}
