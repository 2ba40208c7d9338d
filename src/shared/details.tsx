import type { ComponentChildren } from 'preact';
import { PhotoMarks } from './details-photo.tsx';
import type { CheckResult } from './messages.ts';
import { text } from './text.ts';
import type { Evidence } from './verdict.ts';

export interface DetailsProps {
  readonly result: CheckResult;
  /** The picture as it may be shown here; null leaves it out. */
  readonly pictureUrl: string | null;
  /** Names the heading, for `aria-labelledby` of what holds the details. */
  readonly headingId?: string;
}

/** From here on a check's finding is told as a sign; below it is told as nothing unusual. */
const UNUSUAL_PERCENTILE = 95;
/** How rarely a sign occurs is counted among so many photos. */
const AMONG = 10_000;

/** Everything known of one verdict, in words for a person; the same in the badge's card and on our pages. */
export function Details({ result, pictureUrl, headingId }: DetailsProps) {
  const { verdict } = result;
  return (
    <div class="tt-details">
      <h2 class={verdict.band} id={headingId}>
        {text(`band_${verdict.band}`)}
      </h2>
      {verdict.reason !== null && <p>{text(`reason_${verdict.reason}`)}</p>}
      <p class="caveat">{text(`band_note_${verdict.band}`)}</p>
      {pictureUrl !== null && <PhotoMarks url={pictureUrl} verdict={verdict} />}
      {verdict.evidence.map((evidence) => (
        <Finding key={evidence.check} evidence={evidence} />
      ))}
      <Numbers result={result} />
    </div>
  );
}

function Finding({ evidence }: { readonly evidence: Evidence }) {
  return (
    <section>
      <h3>{text(`check_${evidence.check}`)}</h3>
      {evidence.status === 'abstained' ? (
        <p class="soft">{text('check_abstained')}</p>
      ) : (
        <>
          <p>
            {text(
              evidence.percentile >= UNUSUAL_PERCENTILE ? `check_${evidence.check}_found` : 'details_usual',
            )}
          </p>
          <p class="soft">{rarity(evidence.percentile)}</p>
        </>
      )}
    </section>
  );
}

function rarity(percentile: number): string {
  const count = Math.round((1 - percentile / 100) * AMONG);
  if (count < 1) return text('details_rarity_under_one', number(AMONG));
  return text('details_rarity', number(count), number(AMONG));
}

function Numbers({ result }: { readonly result: CheckResult }) {
  const { verdict, variant } = result;
  const { image, evidence } = verdict;
  return (
    <details>
      <summary>{text('details_numbers')}</summary>
      <dl>
        {verdict.score !== null && <Row name={text('details_score')}>{number(verdict.score, 3)}</Row>}
        {evidence.map(({ check, value, percentile }) => (
          <Row key={check} name={text(`check_${check}`)}>
            {value === null ? '–' : text('details_value', number(value, 3), number(percentile, 2))}
          </Row>
        ))}
        <Row name={text('details_size')}>
          {image.width > 0 ? `${number(image.width)} × ${number(image.height)}` : '–'}
        </Row>
        <Row name={text('details_variant')}>{text(`details_variant_${variant}`)}</Row>
        <Row name={text('details_models')}>{verdict.modelsVersion}</Row>
      </dl>
    </details>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value);
}
