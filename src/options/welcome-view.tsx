import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { withSites } from '../shared/settings.ts';
import { text } from '../shared/text.ts';
import { NAMED_CHOICES, type SiteChoice } from '../sites/index.ts';
import { type Allowed, allowSites } from './allow-sites.ts';
import { useStored } from './stored.ts';

const TELLS = ['does', 'verdict', 'sends'] as const;

/** The first page that a person sees: what this is, and on which sites it is to work. */
export function Welcome() {
  return (
    <>
      <header class="row">
        <img src="/icons/icon-48.png" alt="" width="36" height="36" />
        <h1 class="grow">{text('welcome_title')}</h1>
      </header>
      <main class="stack">
        {TELLS.map((key) => (
          <section key={key} class="card">
            <h2>{text(`welcome_${key}`)}</h2>
            <p>{text(`welcome_${key}_text`)}</p>
          </section>
        ))}
        <ChooseSites />
      </main>
    </>
  );
}

const namesOf = (choices: readonly SiteChoice[]): string => choices.map(({ label }) => label).join(', ');

function ChooseSites() {
  const { stored, saveState, save } = useStored();
  const [chosen, setChosen] = useState<ReadonlySet<SiteChoice>>(new Set());
  const [answer, setAnswer] = useState<Allowed | null>(null);

  function choose(choice: SiteChoice, isChosen: boolean): void {
    setChosen((before) => {
      const others = [...before].filter((other) => other !== choice);
      return new Set(isChosen ? [...others, choice] : others);
    });
    setAnswer(null);
  }

  async function switchOn(): Promise<void> {
    if (stored === null) return;
    const given = await allowSites(NAMED_CHOICES.filter((choice) => chosen.has(choice)));
    const hosts = given.allowed.flatMap((choice) => choice.hosts);
    if (hosts.length > 0) await save(withSites(stored.settings, hosts, true));
    setAnswer(given);
  }

  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void switchOn();
      }}
    >
      <fieldset class="choices">
        <legend>{text('welcome_sites')}</legend>
        <p class="soft small">{text('welcome_sites_hint')}</p>
        <ul>
          {NAMED_CHOICES.map((choice) => (
            <li key={choice.label}>
              <label class="row">
                <input
                  type="checkbox"
                  checked={chosen.has(choice)}
                  onChange={({ currentTarget }) => choose(choice, currentTarget.checked)}
                />
                <span>{choice.label}</span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <button type="submit" class="primary" disabled={chosen.size === 0 || stored === null}>
        {text('welcome_switch_on')}
      </button>
      <div role="status" class="stack">
        {saveState === 'failed' && <p class="notice error">{text('options_failed')}</p>}
        {answer !== null && answer.allowed.length > 0 && saveState !== 'failed' && (
          <p class="notice">{text('welcome_on', namesOf(answer.allowed))}</p>
        )}
        {answer !== null && answer.refused.length > 0 && (
          <p class="notice error">{text('welcome_refused', namesOf(answer.refused))}</p>
        )}
      </div>
      <p class="soft small">{text('welcome_later')}</p>
      <button type="button" class="quiet" onClick={() => void browser.runtime.openOptionsPage()}>
        {text('open_options')}
      </button>
    </form>
  );
}
