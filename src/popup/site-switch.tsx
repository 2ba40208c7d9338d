import { useId, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { askBackground } from '../shared/messaging.ts';
import { text } from '../shared/text.ts';
import { siteChoice } from '../sites/index.ts';

interface SiteSwitchProps {
  readonly tabId: number;
  readonly host: string;
  readonly on: boolean;
  readonly missing: readonly string[];
  readonly onChange: () => Promise<void>;
}

type Trouble = 'permission_denied' | 'popup_failed';

export function SiteSwitch({ tabId, host, on, missing, onChange }: SiteSwitchProps) {
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const hint = useId();

  async function change(to: boolean): Promise<void> {
    // First of all and without waiting for anything: browsers show their prompt only within the click.
    const granted =
      to && missing.length > 0
        ? browser.permissions.request({ origins: [...missing] })
        : Promise.resolve(true);
    setBusy(true);
    setTrouble(null);
    try {
      // The prompt may close this popup: the background then goes on alone, as soon as the permission is there.
      await askBackground('switchSite', { tabId, on: to });
      if (!(await granted)) {
        setTrouble('permission_denied');
      } else if (to) {
        await askBackground('switchSite', { tabId, on: true });
        // Photos whose host was not allowed until now.
        if (missing.length > 0) await askBackground('checkPage', tabId);
      }
    } catch {
      setTrouble('popup_failed');
    }
    setBusy(false);
    await onChange();
  }

  return (
    <div class="card">
      <label class="row">
        <span class="grow">
          <b>{text('site_switch', siteChoice(host).label)}</b>
        </span>
        <input
          type="checkbox"
          role="switch"
          class="switch"
          checked={on}
          aria-checked={on}
          disabled={busy}
          aria-describedby={hint}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
      </label>
      <p class="soft small" id={hint}>
        {text(on ? 'site_on_hint' : 'site_off_hint')}
        {!on && missing.length > 0 && ` ${text('site_ask_hint')}`}
      </p>
      {trouble !== null && (
        <p class="notice small" role="alert">
          {text(trouble)}
        </p>
      )}
    </div>
  );
}
