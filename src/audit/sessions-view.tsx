import { useCallback, useEffect, useState } from 'preact/hooks';
import type { AuditSession } from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import { countText } from '../shared/count-text.ts';
import { number, text } from '../shared/text.ts';
import { Imports } from './imports-view.tsx';

interface Listed {
  readonly session: AuditSession;
  readonly members: number;
}

interface SessionsViewProps {
  readonly store: AuditStore;
}

const FOLLOW_MS = 1_500;
const MEGABYTE = 1e6;

export function SessionsView({ store }: SessionsViewProps) {
  const [sessions, setSessions] = useState<readonly Listed[] | 'failed' | null>(null);
  const [used, setUsed] = useState<number | null>(null);

  const load = useCallback(async () => {
    try {
      const found = await store.sessions();
      found.sort((one, other) => lastOf(other) - lastOf(one));
      setSessions(
        await Promise.all(
          found.map(async (session) => ({ session, members: await store.countMembers(session.id) })),
        ),
      );
      const { usage } = await navigator.storage.estimate();
      setUsed(usage ?? null);
    } catch {
      setSessions('failed');
    }
  }, [store]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void load();
    const stop = store.onChange(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void load();
      }, FOLLOW_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [load, store]);

  if (sessions === null) return <p class="soft">{text('loading')}</p>;
  if (sessions === 'failed')
    return (
      <p class="notice error" role="alert">
        {text('audit_failed_store')}
      </p>
    );
  return (
    <>
      <section class="card">
        <h2>{text('audit_sessions')}</h2>
        {sessions.length === 0 ? (
          <p class="soft">{text('audit_none')}</p>
        ) : (
          <ul class="sessions">
            {sessions.map(({ session, members }) => (
              <Entry key={session.id} session={session} members={members} store={store} onChange={load} />
            ))}
          </ul>
        )}
        {used !== null && <p class="soft small">{text('audit_used', number(used / MEGABYTE, 1))}</p>}
      </section>
      <Imports store={store} />
    </>
  );
}

const lastOf = ({ visits, createdAt }: AuditSession): number => visits.at(-1)?.startedAt ?? createdAt;

interface EntryProps extends Listed {
  readonly store: AuditStore;
  readonly onChange: () => Promise<void>;
}

function Entry({ session, members, store, onChange }: EntryProps) {
  const [title, setTitle] = useState<string | null>(null);
  const [isSure, setSure] = useState(false);
  const [isSaved, setSaved] = useState(true);

  async function change(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      setSaved(true);
    } catch {
      setSaved(false);
    }
    await onChange();
  }

  const rename = () =>
    change(async () => {
      const next = title?.trim();
      if (next) await store.changeSession(session.id, (current) => ({ ...current, title: next }));
      setTitle(null);
    });

  const remove = () => change(() => store.deleteSession(session.id));

  return (
    <li class="row wrap">
      {title === null ? (
        <span class="grow">
          <a href={`#${encodeURIComponent(session.id)}`}>
            <bdi>{session.title || text('audit_untitled')}</bdi>
          </a>
          <span class="soft small block">
            {[
              countText('audit_count', members),
              countText('audit_lists', session.lists.length),
              new Date(lastOf(session)).toLocaleString(undefined, {
                dateStyle: 'medium',
                timeStyle: 'short',
              }),
            ].join(' · ')}
          </span>
        </span>
      ) : (
        <form
          class="grow"
          onSubmit={(event) => {
            event.preventDefault();
            void rename();
          }}
        >
          <input
            type="text"
            aria-label={text('audit_rename')}
            maxLength={200}
            value={title}
            onInput={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        </form>
      )}
      {isSure ? (
        <>
          <span role="alert">{text('audit_delete_sure')}</span>
          <button type="button" onClick={() => void remove()}>
            {text('audit_delete')}
          </button>
          <button type="button" onClick={() => setSure(false)}>
            {text('audit_keep')}
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            class="quiet"
            onClick={() => (title === null ? setTitle(session.title) : void rename())}
          >
            {text(title === null ? 'audit_rename' : 'audit_rename_done')}
          </button>
          <button type="button" class="quiet" onClick={() => setSure(true)}>
            {text('audit_delete')}
          </button>
        </>
      )}
      {!isSaved && (
        <p class="notice error" role="alert">
          {text('audit_not_saved')}
        </p>
      )}
    </li>
  );
}
