import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AuditMember, AuditSession } from '../shared/audit.ts';
import { number, text } from '../shared/text.ts';
import { COLUMNS, type Column, type Order, outcomeOf, type Row, type Outcome as Shown } from './rows.ts';
import { Thumbnail } from './thumbnail.tsx';
import type { ReadPhoto } from './use-photos.ts';

interface TableProps {
  readonly rows: readonly Row[];
  readonly session: AuditSession;
  readonly order: Order;
  readonly selected: ReadonlySet<string>;
  /** The row whose details are open. */
  readonly current: string | null;
  readonly readPhoto: ReadPhoto;
  readonly onOrder: (order: Order) => void;
  readonly onSelect: (row: Row, on: boolean, isRange: boolean) => void;
  readonly onSelectAll: (on: boolean) => void;
  readonly onOpen: (row: Row) => void;
}

/** In CSS pixels; the same in the style sheet. */
const ROW_HEIGHT = 64;
const OVERSCAN = 5;
/**
 * Lines are used again for the rows that come into sight, which costs a browser far less than new ones. Their number is
 * a multiple of this, so that it stays when a row more is in sight.
 */
const SLOTS = 16;

/** Only the rows in sight exist; the grid says how many there are and which these are. */
export function Table(props: TableProps) {
  const { rows, order, selected, onOrder, onSelectAll } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const current = useMemo(() => rows.findIndex(({ id }) => id === props.current), [rows, props.current]);
  const items = useVirtualRows(rows.length, scroller, current);
  const slotOf = useSlots(items);
  const areAllSelected = useMemo(
    () => rows.length > 0 && rows.every(({ id }) => selected.has(id)),
    [rows, selected],
  );
  return (
    <div class="grid" ref={scroller}>
      <table aria-label={text('audit_members')} aria-rowcount={rows.length + 1}>
        <thead>
          <tr class="line head" aria-rowindex={1}>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={text('audit_select_all')}
                checked={areAllSelected}
                onChange={({ currentTarget }) => onSelectAll(currentTarget.checked)}
              />
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class={column} aria-sort={sortOf(column, order)}>
                <button type="button" class="quiet" onClick={() => onOrder(nextOrder(column, order))}>
                  {text(`audit_column_${column}`)}
                  <span aria-hidden="true">
                    {order.column === column && (order.descending ? ' ▾' : ' ▴')}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
          {items.map((at) => {
            const row = rows[at];
            return row && <Line key={slotOf(at)} {...props} row={row} at={at} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

function sortOf(column: Column, order: Order): 'ascending' | 'descending' | 'none' {
  if (order.column !== column) return 'none';
  return order.descending ? 'descending' : 'ascending';
}

function nextOrder(column: Column, order: Order): Order {
  return { column, descending: order.column === column && !order.descending };
}

/** Indices of the rows to draw; `current` is scrolled into view when it changes. */
function useVirtualRows(
  count: number,
  scroller: { readonly current: HTMLDivElement | null },
  current: number,
): readonly number[] {
  const [, redraw] = useState(0);
  const [virtualizer] = useState(
    () =>
      new Virtualizer<HTMLDivElement, Element>({
        count,
        getScrollElement: () => scroller.current,
        estimateSize: () => ROW_HEIGHT,
        overscan: OVERSCAN,
        scrollToFn: elementScroll,
        observeElementRect,
        observeElementOffset,
        onChange: () => redraw((times) => times + 1),
      }),
  );
  virtualizer.setOptions({ ...virtualizer.options, count });
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useEffect(() => {
    if (current >= 0) virtualizer.scrollToIndex(current, { align: 'auto' });
  }, [virtualizer, current]);
  return virtualizer.getVirtualItems().map(({ index }) => index);
}

/**
 * Names the line that shows a row. Rows that stay in sight keep theirs; where none stays, each line keeps its place in
 * the document, which spares the browser moving them.
 */
function useSlots(items: readonly number[]): (at: number) => number {
  const before = useRef({ first: 0, last: 0, base: 0 });
  const [first = 0, last = 0] = [items[0], items.at(-1)];
  const { current } = before;
  const isJump = first > current.last || last < current.first;
  const base = isJump ? current.base + first - current.first : current.base;
  before.current = { first, last, base };
  const slots = Math.ceil(items.length / SLOTS) * SLOTS;
  return (at) => (((at - base) % slots) + slots) % slots;
}

interface LineProps extends TableProps {
  readonly row: Row;
  readonly at: number;
}

function Line({ row, at, session, selected, current, readPhoto, onSelect, onOpen }: LineProps) {
  const { member, review } = row;
  const outcome = outcomeOf(member);
  const name = member.name ?? member.handle ?? member.account;
  const line = useRef<HTMLTableRowElement>(null);
  // A line that shows another row now must not keep the focus that a person gave the one before.
  useLayoutEffect(() => () => blurWithin(line.current), [row.id]);
  return (
    <tr
      ref={line}
      class={row.id === current ? 'line current' : 'line'}
      aria-rowindex={at + 2}
      style={{ transform: `translateY(${at * ROW_HEIGHT}px)` }}
    >
      <td>
        <input
          type="checkbox"
          aria-label={text('audit_select', name)}
          checked={selected.has(row.id)}
          onClick={(event) => onSelect(row, event.currentTarget.checked, event.shiftKey)}
        />
      </td>
      <td class="name">
        <button type="button" class="open" onClick={() => onOpen(row)}>
          <Thumbnail member={member} readPhoto={readPhoto} />
          <span class="who">
            <bdi>{name}</bdi>
            {member.handle !== null && member.handle !== name && (
              <bdi class="soft small">@{member.handle.replace(/^@/, '')}</bdi>
            )}
          </span>
        </button>
      </td>
      <td class="outcome">
        <Outcome
          member={member}
          outcome={outcome}
          isNew={member.visit > 0 && member.visit === session.visits.length - 1}
        />
      </td>
      <td class="list">
        <bdi>{session.lists.find(({ id }) => id === member.list)?.title ?? member.list}</bdi>
      </td>
      <td class="joined">
        {member.joined &&
          (member.joined.at === null ? <bdi>{member.joined.text}</bdi> : date(member.joined.at))}
      </td>
      <td class="seen">{date(member.firstSeen)}</td>
      <td class="review">
        {review?.label ? text(`audit_label_${review.label}`) : ''}
        {review?.note ? ' ✎' : ''}
      </td>
    </tr>
  );
}

interface OutcomeProps {
  readonly member: AuditMember;
  readonly outcome: Shown;
  readonly isNew: boolean;
}

function Outcome({ member: { photo }, outcome, isNew }: OutcomeProps) {
  const score = photo.status === 'judged' ? photo.score : null;
  return (
    <>
      <span class={`band ${outcome}`}>
        <span aria-hidden="true">{SHAPES[outcome]}</span> {text(`audit_outcome_${outcome}`)}
      </span>
      <span class="soft small">
        {score !== null && outcome !== 'none' && number(score, 2)}
        {isNew && <span class="new">{text('audit_new')}</span>}
      </span>
    </>
  );
}

function blurWithin(line: HTMLElement | null): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && line?.contains(activeElement)) activeElement.blur();
}

const SHAPES = { strong: '▲', some: '◆', none: '○', unjudged: '–', waiting: '…', no_photo: '–' } as const;

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const date = (at: number): string => dates.format(at);
