import { useCallback, useEffect, useState } from 'preact/hooks';
import type { About } from '../shared/messages.ts';
import { askBackground } from '../shared/messaging.ts';
import type { Settings } from '../shared/settings.ts';

export interface Stored {
  readonly settings: Settings;
  readonly about: About;
}

export type SaveState = 'unchanged' | 'saved' | 'failed';

/** Settings and what is stored; null until they are there. */
export function useStored() {
  const [stored, setStored] = useState<Stored | null>(null);
  const [saveState, setSaveState] = useState<SaveState>('unchanged');

  const load = useCallback(async () => {
    try {
      const [settings, about] = await Promise.all([
        askBackground('settings', undefined),
        askBackground('about', undefined),
      ]);
      setStored({ settings, about });
    } catch {
      setSaveState('failed');
    }
  }, []);

  useEffect(() => {
    void load();
    // Another window, or the popup, may have changed them meanwhile.
    const whenBack = () => document.visibilityState === 'visible' && void load();
    document.addEventListener('visibilitychange', whenBack);
    return () => document.removeEventListener('visibilitychange', whenBack);
  }, [load]);

  const save = useCallback(
    async (settings: Settings) => {
      try {
        await askBackground('saveSettings', settings);
        setSaveState('saved');
      } catch {
        setSaveState('failed');
      }
      await load();
    },
    [load],
  );

  const clear = useCallback(async () => {
    const { removed } = await askBackground('clearVerdicts', undefined);
    await load();
    return removed;
  }, [load]);

  return { stored, saveState, save, clear };
}
