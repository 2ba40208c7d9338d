import { useEffect, useState } from 'preact/hooks';
import type { AuditStore } from '../shared/audit-store.ts';
import { text } from '../shared/text.ts';
import { SessionView } from './session-view.tsx';
import { SessionsView } from './sessions-view.tsx';

interface AuditPageProps {
  readonly store: AuditStore;
}

/** The address names the audit that is open: `audit.html#<session>`. */
function openSession(): string | null {
  const named = location.hash.slice(1);
  try {
    return decodeURIComponent(named) || null;
  } catch {
    // Nothing that this page wrote: no audit has that name.
    return named;
  }
}

export function AuditPage({ store }: AuditPageProps) {
  const [session, setSession] = useState(openSession);
  useEffect(() => {
    const follow = () => setSession(openSession());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return (
    <>
      <header class="row">
        <img src="/icons/icon-48.png" alt="" width="32" height="32" />
        <h1 class="grow">{text('audit_title')}</h1>
        {session !== null && <a href={location.pathname}>{text('audit_all')}</a>}
      </header>
      <main class="stack">
        <Meaning />
        {session === null ? (
          <SessionsView store={store} />
        ) : (
          <SessionView key={session} store={store} id={session} />
        )}
      </main>
    </>
  );
}

const MEANINGS = ['signs', 'none', 'account', 'alarms', 'private'];
const READ = 'audit-meaning-read';

/** What a verdict is and is not: open until it was read once. */
function Meaning() {
  return (
    <details
      class="card meaning"
      open={localStorage.getItem(READ) === null}
      onToggle={({ currentTarget }) => {
        if (!currentTarget.open) localStorage.setItem(READ, 'yes');
      }}
    >
      <summary>{text('audit_meaning')}</summary>
      <ul>
        {MEANINGS.map((key) => (
          <li key={key}>{text(`audit_meaning_${key}`)}</li>
        ))}
      </ul>
    </details>
  );
}
