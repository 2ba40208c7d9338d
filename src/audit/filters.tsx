import { type AuditSession, REVIEW_LABELS } from '../shared/audit.ts';
import { text } from '../shared/text.ts';
import { type Filter, OUTCOMES } from './rows.ts';

interface FiltersProps {
  readonly session: AuditSession;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Local midnight so many days after the day of a date field; null where it is empty. */
function startOf(value: string, daysAfter: number): number | null {
  const [, year, month, day] = DAY.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  return new Date(year, month - 1, day + daysAfter).getTime();
}

export function Filters({ session, filter, onFilter }: FiltersProps) {
  const change = (part: Partial<Filter>) => onFilter({ ...filter, ...part });
  return (
    <search class="row wrap filters">
      <label>
        {text('audit_search')}
        <input
          type="search"
          value={filter.text}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      </label>
      <label>
        {text('audit_column_outcome')}
        <select
          value={filter.outcome}
          onChange={({ currentTarget }) => change({ outcome: currentTarget.value as Filter['outcome'] })}
        >
          <option value="all">{text('audit_any')}</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {text(`audit_outcome_${outcome}`)}
            </option>
          ))}
        </select>
      </label>
      {session.lists.length > 1 && (
        <label>
          {text('audit_column_list')}
          <select value={filter.list} onChange={({ currentTarget }) => change({ list: currentTarget.value })}>
            <option value="all">{text('audit_any')}</option>
            {session.lists.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {text('audit_column_review')}
        <select
          value={filter.review}
          onChange={({ currentTarget }) => change({ review: currentTarget.value as Filter['review'] })}
        >
          <option value="all">{text('audit_any')}</option>
          <option value="open">{text('audit_label_open')}</option>
          {REVIEW_LABELS.map((label) => (
            <option key={label} value={label}>
              {text(`audit_label_${label}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {text('audit_since')}
        <input
          type="date"
          onChange={({ currentTarget: { value } }) => change({ since: startOf(value, 0) })}
        />
      </label>
      <label>
        {text('audit_until')}
        <input
          type="date"
          onChange={({ currentTarget: { value } }) => change({ until: startOf(value, 1) })}
        />
      </label>
      {session.visits.length > 1 && (
        <label class="row check">
          <input
            type="checkbox"
            checked={filter.fresh}
            onChange={({ currentTarget }) => change({ fresh: currentTarget.checked })}
          />
          {text('audit_only_new')}
        </label>
      )}
    </search>
  );
}
