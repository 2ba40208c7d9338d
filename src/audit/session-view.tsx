import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReviewLabel } from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import { countText } from '../shared/count-text.ts';
import { number, text } from '../shared/text.ts';
import { Exports } from './exports-view.tsx';
import { Filters } from './filters.tsx';
import { GroupView } from './group-view.tsx';
import { MemberDetails, NAME } from './member-details.tsx';
import { useReviewer } from './reviewer.ts';
import {
  bareRows,
  countOutcomes,
  FIRST_ORDER,
  filterRows,
  NO_FILTER,
  outcomeOf,
  type Row,
  sortRows,
  withReviews,
} from './rows.ts';
import { Table } from './table.tsx';
import { photoReader } from './use-photos.ts';
import { useSession } from './use-session.ts';

interface SessionViewProps {
  readonly store: AuditStore;
  readonly id: string;
}

type Action = ReviewLabel | 'next' | 'back' | 'undo' | 'redo';

/** One key a face; the legend on the page says the same. */
const KEYS: Readonly<Record<string, Action>> = {
  a: 'agree',
  d: 'disagree',
  u: 'unsure',
  ArrowRight: 'next',
  ArrowDown: 'next',
  ' ': 'next',
  ArrowLeft: 'back',
  ArrowUp: 'back',
  z: 'undo',
  y: 'redo',
};

export function SessionView({ store, id }: SessionViewProps) {
  const [reviewer, setReviewer] = useReviewer();
  const audit = useSession(store, id, reviewer);
  const { loaded } = audit;
  const [filter, setFilter] = useState(NO_FILTER);
  const [order, setOrder] = useState(FIRST_ORDER);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string | null>(null);
  const [isReviewing, setReviewing] = useState(false);
  const anchor = useRef<string | null>(null);
  const readPhoto = useMemo(() => photoReader(store, id), [store, id]);

  const isReady = loaded.status === 'ready';
  const bare = useMemo(() => (isReady ? bareRows(loaded.members) : []), [isReady && loaded.members]);
  const all = useMemo(
    () => (isReady ? withReviews(bare, loaded.reviews) : []),
    [bare, isReady && loaded.reviews],
  );
  const counts = useMemo(() => countOutcomes(bare), [bare]);
  const visits = isReady ? loaded.session.visits.length : 0;
  const rows = useMemo(() => sortRows(filterRows(all, filter, visits), order), [all, filter, order, visits]);
  const open = rows.find((row) => row.id === current) ?? all.find((row) => row.id === current) ?? null;

  // With the legend: a key must not be lost between.
  useLayoutEffect(() => {
    if (!isReviewing) return;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const isTyping = target.matches('input, textarea, select');
      const isPressing = event.key === ' ' && target.matches('button, a, summary');
      const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (isTyping || isPressing || action === undefined || event.ctrlKey || event.metaKey || event.altKey)
        return;
      event.preventDefault();
      act(action);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  // From the button that began it, where the space bar would end it.
  useLayoutEffect(() => {
    if (isReviewing) document.getElementById(NAME)?.focus();
  }, [isReviewing]);

  if (loaded.status === 'loading') return <p class="soft">{text('loading')}</p>;
  if (!isReady)
    return (
      <div class="notice error" role="alert">
        <p>{text(`audit_${loaded.status}`)}</p>
      </div>
    );
  const { session } = loaded;

  function move(by: 1 | -1): void {
    const at = rows.findIndex((row) => row.id === current);
    const next = rows[at === -1 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) setCurrent(next.id);
  }

  function act(action: Action): void {
    switch (action) {
      case 'next':
        move(1);
        break;
      case 'back':
        move(-1);
        break;
      case 'undo':
        audit.undo();
        break;
      case 'redo':
        audit.redo();
        break;
      default:
        if (open === null) return;
        audit.review([open.member], { label: action });
        move(1);
    }
  }

  function select(row: Row, on: boolean, isRange: boolean): void {
    const next = new Set(selected);
    const [from, to] = [rows.findIndex(({ id }) => id === anchor.current), rows.indexOf(row)];
    const range = isRange && from >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [row];
    for (const { id } of range) on ? next.add(id) : next.delete(id);
    anchor.current = row.id;
    setSelected(next);
  }

  const chosen = all.filter((row) => selected.has(row.id));

  return (
    <>
      <section class="stack small-gap">
        <h2>
          <bdi>{session.title}</bdi>
        </h2>
        <p role="status" class="soft">
          {[
            countText('audit_count', all.length),
            text('audit_count_strong', number(counts.strong)),
            text('audit_count_waiting', number(counts.waiting)),
            countText('audit_count_shown', rows.length),
          ].join(' · ')}
        </p>
        {!audit.isSaved && (
          <p class="notice error" role="alert">
            {text('audit_not_saved')}
          </p>
        )}
      </section>
      <GroupView session={session} members={loaded.members} selected={selected} readPhoto={readPhoto} />
      <Exports
        data={{ session, members: loaded.members, reviews: [...loaded.reviews.values()], readPhoto }}
      />
      <Filters session={session} filter={filter} onFilter={setFilter} />
      <div class="row wrap">
        <button
          type="button"
          aria-pressed={isReviewing}
          onClick={() => {
            setReviewing(!isReviewing);
            if (current === null) move(1);
          }}
        >
          {text('audit_review_mode')}
        </button>
        <button type="button" disabled={!audit.canUndo} onClick={audit.undo}>
          {text('audit_undo')}
        </button>
        <button type="button" disabled={!audit.canRedo} onClick={audit.redo}>
          {text('audit_redo')}
        </button>
        {chosen.length > 0 && (
          <>
            <span class="soft">{countText('audit_selected', chosen.length)}</span>
            {(['agree', 'disagree', 'unsure', null] as const).map((label) => (
              <button
                key={String(label)}
                type="button"
                onClick={() =>
                  audit.review(
                    chosen.map(({ member }) => member),
                    { label },
                  )
                }
              >
                {text(`audit_label_${label ?? 'open'}`)}
              </button>
            ))}
          </>
        )}
        <label class="row reviewer">
          {text('audit_reviewer')}
          <input
            type="text"
            maxLength={100}
            value={reviewer}
            onInput={({ currentTarget }) => setReviewer(currentTarget.value)}
          />
        </label>
      </div>
      {isReviewing && <p class="soft small">{text('audit_keys')}</p>}
      <div class={open ? 'panes open' : 'panes'}>
        {rows.length === 0 ? (
          <p class="card soft">{text(all.length === 0 ? 'audit_empty' : 'audit_no_match')}</p>
        ) : (
          <Table
            rows={rows}
            session={session}
            order={order}
            selected={selected}
            current={current}
            readPhoto={readPhoto}
            onOrder={setOrder}
            onSelect={select}
            onSelectAll={(on) => setSelected(new Set(on ? rows.map((row) => row.id) : []))}
            onOpen={(row) => setCurrent(row.id)}
          />
        )}
        {open && (
          <MemberDetails
            key={open.id}
            row={open}
            readPhoto={readPhoto}
            onReview={(change) => audit.review([open.member], change)}
            onClose={() => setCurrent(null)}
          />
        )}
      </div>
      <p class="visually-hidden" role="status">
        {isReviewing &&
          open &&
          [
            open.member.name ?? open.member.account,
            text(`audit_outcome_${outcomeOf(open.member)}`),
            open.review?.label && text(`audit_label_${open.review.label}`),
          ]
            .filter(Boolean)
            .join(', ')}
      </p>
    </>
  );
}
