import { useCallback, useEffect, useState } from 'preact/hooks';
import type { TabState } from '../shared/messages.ts';
import { askBackground } from '../shared/messaging.ts';

export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed' }
  | { readonly status: 'ready'; readonly value: T };

/** Verdicts come in while the popup is open. */
const REFRESH_MS = 1_000;

/** The state of a tab, kept fresh; `refresh` reads it at once. */
export function useTabState(tabId: number): {
  readonly state: Loaded<TabState>;
  readonly refresh: () => Promise<void>;
} {
  const [state, setState] = useState<Loaded<TabState>>({ status: 'loading' });
  const refresh = useCallback(async () => {
    try {
      setState({ status: 'ready', value: await askBackground('tabState', tabId) });
    } catch {
      setState({ status: 'failed' });
    }
  }, [tabId]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const again = async () => {
      await refresh();
      if (!stopped) timer = setTimeout(again, REFRESH_MS);
    };
    void again();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [refresh]);
  return { state, refresh };
}
