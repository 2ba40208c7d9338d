import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { askBackground } from '../shared/messaging.ts';
import type { RecordingChoice, RecordingStart } from '../shared/recording.ts';
import { text } from '../shared/text.ts';

interface AuditListProps {
  readonly tabId: number;
  /** Host patterns still to be granted. */
  readonly missing: readonly string[];
}

type Outcome = RecordingStart['status'] | 'permission_denied' | 'failed';

/** Records the list of people on this page, in a new audit or in one of before. */
export function AuditList({ tabId, missing }: AuditListProps) {
  const [choice, setChoice] = useState<RecordingChoice>({ status: 'possible', known: [] });
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    askBackground('recordingChoice', tabId).then(setChoice, () => undefined);
  }, [tabId]);

  async function start(session: string | null): Promise<void> {
    // First of all: browsers show their prompt only within the click.
    const granted =
      missing.length > 0 ? browser.permissions.request({ origins: [...missing] }) : Promise.resolve(true);
    try {
      if (!(await granted)) return setOutcome('permission_denied');
      const { status } = await askBackground('startRecording', { tabId, session });
      setOutcome(status);
      // The counter on the page says all from now on.
      if (status === 'started') window.close();
    } catch {
      setOutcome('failed');
    }
  }

  return (
    <section class="card stack">
      {choice.status === 'possible' ? (
        <>
          <button type="button" onClick={() => void start(null)}>
            {text('audit_list')}
          </button>
          {choice.known.map(({ session, title }) => (
            <button type="button" key={session} onClick={() => void start(session)}>
              {text('audit_continue', title)}
            </button>
          ))}
        </>
      ) : (
        <p class="small">{text(`audit_${choice.status}`)}</p>
      )}
      <p class="soft small">
        {choice.status === 'possible' && `${text('audit_list_hint')} `}
        <a href="/src/audit/audit.html" target="_blank" rel="noopener">
          {text('audit_all')}
        </a>
      </p>
      {outcome !== null && (
        <p class="notice small" role="status">
          {text(outcome === 'permission_denied' ? outcome : `audit_${outcome}`)}
        </p>
      )}
    </section>
  );
}
