import { useEffect, useState } from 'preact/hooks';
import { REVIEW_LABELS } from '../shared/audit.ts';
import { Details } from '../shared/details.tsx';
import type { CheckResult } from '../shared/messages.ts';
import { text } from '../shared/text.ts';
import type { Change } from './history.ts';
import { outcomeOf, type Row } from './rows.ts';
import { hashOf, type ReadPhoto, usePhoto } from './use-photos.ts';

interface MemberDetailsProps {
  readonly row: Row;
  readonly readPhoto: ReadPhoto;
  readonly onReview: (change: Change) => void;
  readonly onClose: () => void;
}

/** Id of the heading, which takes the focus where keys are for reviewing. */
export const NAME = 'member-name';

/** One member: the machine's verdict with its evidence, and the reviewer's own view beside it. */
export function MemberDetails({ row, readPhoto, onReview, onClose }: MemberDetailsProps) {
  const { member } = row;
  const { photo } = member;
  const shown = usePhoto(hashOf(member), readPhoto);
  const result: CheckResult | null =
    shown && photo.status === 'judged' ? { verdict: shown.photo.verdict, variant: photo.variant } : null;
  return (
    <section class="card details" aria-labelledby={NAME}>
      <div class="row">
        <h2 class="grow" id={NAME} tabIndex={-1}>
          <bdi>{member.name ?? member.handle ?? member.account}</bdi>
        </h2>
        <button type="button" class="quiet" onClick={onClose}>
          {text('audit_close')}
        </button>
      </div>
      {member.link !== null && /^https?:/.test(member.link) && (
        <a href={member.link} target="_blank" rel="noopener noreferrer">
          <bdi>{member.link}</bdi>
        </a>
      )}
      <Review row={row} onReview={onReview} />
      {result ? (
        <Details result={result} pictureUrl={shown?.url ?? null} setting="audit" />
      ) : (
        <p class="soft">
          {photo.status === 'judged' && photo.reason !== null
            ? text(`reason_${photo.reason}`)
            : text(`audit_outcome_${outcomeOf(member)}`)}
        </p>
      )}
    </section>
  );
}

function Review({ row, onReview }: Pick<MemberDetailsProps, 'row' | 'onReview'>) {
  const { review } = row;
  const [note, setNote] = useState(review?.note ?? '');
  useEffect(() => setNote(review?.note ?? ''), [review?.note]);
  return (
    <fieldset class="stack small-gap">
      <legend>{text('audit_your_view')}</legend>
      <div class="row wrap">
        {REVIEW_LABELS.map((label) => (
          <button
            key={label}
            type="button"
            aria-pressed={review?.label === label}
            onClick={() => onReview({ label: review?.label === label ? null : label })}
          >
            {text(`audit_label_${label}`)}
          </button>
        ))}
      </div>
      <label class="stack small-gap">
        {text('audit_note')}
        <textarea
          rows={2}
          maxLength={2000}
          value={note}
          onInput={({ currentTarget }) => setNote(currentTarget.value)}
          onBlur={() => note !== (review?.note ?? '') && onReview({ note })}
        />
      </label>
      {review !== null && review.at > 0 && (
        <p class="soft small">
          {text('audit_reviewed', review.by === '' ? '–' : review.by, new Date(review.at).toLocaleString())}
        </p>
      )}
    </fieldset>
  );
}
