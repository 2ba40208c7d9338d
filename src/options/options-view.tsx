import { useId, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { countText } from '../shared/count-text.ts';
import type { About } from '../shared/messages.ts';
import { isSiteOn, type Settings, withSites } from '../shared/settings.ts';
import { text } from '../shared/text.ts';
import { NAMED_CHOICES, type SiteChoice, siteChoice } from '../sites/index.ts';
import { allowSites } from './allow-sites.ts';
import { useStored } from './stored.ts';

interface SectionProps {
  readonly settings: Settings;
  readonly save: (settings: Settings) => Promise<void>;
}

export function Options() {
  const { stored, saveState, save, clear } = useStored();
  return (
    <>
      <header class="row">
        <img src="/icons/icon-48.png" alt="" width="36" height="36" />
        <h1 class="grow">{text('options_title')}</h1>
        <span role="status" class="soft small">
          {saveState === 'saved' && text('options_saved')}
          {saveState === 'failed' && text('options_failed')}
        </span>
      </header>
      <main class="stack">
        {stored === null ? (
          <p class="soft">{text('loading')}</p>
        ) : (
          <>
            <Sites settings={stored.settings} save={save} />
            <Pictures settings={stored.settings} save={save} />
            <Verdicts settings={stored.settings} save={save} about={stored.about} clear={clear} />
            <Audits settings={stored.settings} save={save} />
            <WhatItTells about={stored.about} />
          </>
        )}
      </main>
    </>
  );
}

const isOn = (settings: Settings, { hosts }: SiteChoice) => hosts.some((host) => isSiteOn(settings, host));

/** The sites known by name stay in the list, so that they can be switched on here. */
function listedChoices({ sitesOn }: Settings): SiteChoice[] {
  const named = new Set(NAMED_CHOICES.flatMap(({ hosts }) => hosts));
  const others = sitesOn.filter((site) => !named.has(site)).map(siteChoice);
  return [...NAMED_CHOICES, ...others].sort((a, b) => a.label.localeCompare(b.label));
}

function Sites({ settings, save }: SectionProps) {
  const [denied, setDenied] = useState(false);

  async function switchOff(choice: SiteChoice): Promise<void> {
    const after = withSites(settings, choice.hosts, false);
    await save(after);
    const needed = new Set(after.sitesOn.flatMap((site) => siteChoice(site).origins));
    await browser.permissions.remove({ origins: choice.origins.filter((origin) => !needed.has(origin)) });
  }

  async function switchOn(choice: SiteChoice): Promise<void> {
    const { refused } = await allowSites([choice]);
    setDenied(refused.length > 0);
    if (refused.length === 0) await save(withSites(settings, choice.hosts, true));
  }

  return (
    <section class="card">
      <h2>{text('options_sites')}</h2>
      {settings.sitesOn.length === 0 && <p class="soft">{text('options_sites_none')}</p>}
      <ul class="sites">
        {listedChoices(settings).map((choice) => {
          const { label, hosts } = choice;
          const on = isOn(settings, choice);
          return (
            <li key={label} class="row">
              <span class={on ? 'grow' : 'grow off'}>
                {label} {hosts[0] !== label && <span class="soft small">{hosts.join(', ')}</span>}
              </span>
              <button
                type="button"
                class="quiet"
                aria-label={text(on ? 'options_site_remove_label' : 'options_site_add_label', label)}
                onClick={() => void (on ? switchOff(choice) : switchOn(choice))}
              >
                {text(on ? 'options_site_remove' : 'options_site_add')}
              </button>
            </li>
          );
        })}
      </ul>
      {denied && (
        <p class="notice small" role="alert">
          {text('permission_denied')}
        </p>
      )}
      <p class="soft small">{text('options_sites_hint')}</p>
    </section>
  );
}

function Pictures({ settings, save }: SectionProps) {
  const hint = useId();
  return (
    <section class="card">
      <h2>{text('options_pictures')}</h2>
      <label class="row">
        <span class="grow">{text('options_larger')}</span>
        <input
          type="checkbox"
          role="switch"
          class="switch"
          checked={settings.fetchLarger}
          aria-checked={settings.fetchLarger}
          aria-describedby={hint}
          onChange={({ currentTarget }) => void save({ ...settings, fetchLarger: currentTarget.checked })}
        />
      </label>
      <p class="soft small" id={hint}>
        {text('options_larger_hint')}
      </p>
    </section>
  );
}

const KEEP_DAYS = [0, 1, 7, 30, 90, 365];

interface VerdictsProps extends SectionProps {
  readonly about: About;
  readonly clear: () => Promise<number>;
}

function Verdicts({ settings, save, about, clear }: VerdictsProps) {
  const [removed, setRemoved] = useState<number | null>(null);
  const days = [...new Set([...KEEP_DAYS, settings.keepVerdictsDays])].sort((a, b) => a - b);
  return (
    <section class="card">
      <h2>{text('options_kept')}</h2>
      <label class="row">
        <span class="grow">{text('options_keep_days')}</span>
        <select
          value={String(settings.keepVerdictsDays)}
          onChange={({ currentTarget }) =>
            void save({ ...settings, keepVerdictsDays: Number(currentTarget.value) })
          }
        >
          {days.map((count) => (
            <option key={count} value={String(count)}>
              {count === 0 ? text('options_keep_0') : countText('options_keep', count)}
            </option>
          ))}
        </select>
      </label>
      <div class="row">
        <p class="grow soft small" role="status">
          {removed === null
            ? countText('options_stored', about.stored)
            : countText('options_cleared', removed)}
        </p>
        <button type="button" onClick={() => void clear().then(setRemoved)}>
          {text('options_clear')}
        </button>
      </div>
    </section>
  );
}

const KEEP_AUDITS = [0, 30, 90, 365];

function Audits({ settings, save }: SectionProps) {
  const days = [...new Set([...KEEP_AUDITS, settings.keepAuditsDays])].sort((a, b) => a - b);
  return (
    <section class="card">
      <h2>{text('audit_title')}</h2>
      <label class="row">
        <span class="grow">{text('options_keep_audits')}</span>
        <select
          value={String(settings.keepAuditsDays)}
          onChange={({ currentTarget }) =>
            void save({ ...settings, keepAuditsDays: Number(currentTarget.value) })
          }
        >
          {days.map((count) => (
            <option key={count} value={String(count)}>
              {count === 0 ? text('options_keep_audits_0') : countText('options_keep', count)}
            </option>
          ))}
        </select>
      </label>
      <p class="soft small">{text('options_keep_audits_hint')}</p>
      <a href={AUDIT_PAGE}>{text('audit_all')}</a>
    </section>
  );
}

const AUDIT_PAGE = '/src/audit/audit.html';

const TELLS = ['can', 'rare', 'none', 'account', 'small', 'private'];

function WhatItTells({ about }: { readonly about: About }) {
  const { version } = browser.runtime.getManifest();
  return (
    <section class="card about">
      <h2>{text('options_about')}</h2>
      <ul>
        {TELLS.map((key) => (
          <li key={key}>{text(`options_about_${key}`)}</li>
        ))}
      </ul>
      <p class="soft small">{text('options_version', version, about.modelsVersion)}</p>
    </section>
  );
}
