import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Findings, ranked, Unchecked } from './details-checks.tsx';
import { Halves, Photo } from './details-photo.tsx';
import type { CheckResult } from './messages.ts';
import { PRIORS, posterior, type Setting } from './prior.ts';
import { number, text } from './text.ts';
import type { CheckId, Verdict } from './verdict.ts';

/** Shares of photos are counted among so many. */
const AMONG = 10_000;

export interface DetailsProps {
  readonly result: CheckResult;
  /** The picture as it may be shown here; null leaves it out. */
  readonly pictureUrl: string | null;
  /** Names the heading, for `aria-labelledby` of what holds the details. */
  readonly headingId?: string;
  /** Where the photo was met: how many are generated there. */
  readonly setting: Setting;
}

/** Everything known of one verdict, for a person; the same in the badge's card and on our pages. */
export function Details({ result, pictureUrl, headingId, setting }: DetailsProps) {
  const { verdict } = result;
  return (
    <div class="tt-details">
      <h2 class={verdict.band} id={headingId}>
        {text(`band_${verdict.band}`)}
      </h2>
      {verdict.reason !== null && <p>{text(`reason_${verdict.reason}`)}</p>}
      {result.variant === 'screen' && <p>{text('details_screen')}</p>}
      <p class="caveat">{text(`band_note_${verdict.band}`)}</p>
      <Inspection verdict={verdict} pictureUrl={pictureUrl} />
      <Numbers result={result} setting={setting} />
    </div>
  );
}

interface InspectionProps {
  readonly verdict: Verdict;
  readonly pictureUrl: string | null;
}

/** The photo, with the marks of one check at a time or as halves, and what the checks found on it. */
function Inspection({ verdict, pictureUrl }: InspectionProps) {
  const { image, evidence, band } = verdict;
  const [wanted, setWanted] = useState<CheckId | null>(null);
  const [isHalved, setHalved] = useState(false);
  const findings = ranked(evidence);
  const picture = pictureUrl !== null && image.width > 0 ? { url: pictureUrl, size: image } : null;
  const marked = picture === null ? [] : findings.filter(({ marks }) => marks.length > 0);
  const chosen = marked.find(({ check }) => check === wanted) ?? marked[0];
  return (
    <div class="inspection">
      {picture !== null && (
        <div class="stage">
          {isHalved ? (
            <Halves picture={picture} evidence={evidence} />
          ) : (
            <Photo picture={picture} evidence={evidence} chosen={chosen} />
          )}
        </div>
      )}
      <div class="checks">
        {picture !== null && band !== 'unjudged' && (
          <button type="button" aria-pressed={isHalved} onClick={() => setHalved(!isHalved)}>
            {text('details_halves')}
          </button>
        )}
        {findings.length > 0 && (
          <Findings
            findings={findings}
            picture={picture}
            chosen={chosen?.check ?? null}
            onChoose={(check) => {
              setWanted(check);
              setHalved(false);
            }}
          />
        )}
        <Unchecked evidence={evidence} />
      </div>
    </div>
  );
}

function Numbers({ result, setting }: Pick<DetailsProps, 'result' | 'setting'>) {
  const { verdict, variant } = result;
  const { image, evidence } = verdict;
  return (
    <details>
      <summary>{text('details_numbers')}</summary>
      <dl>
        {verdict.score !== null && <Row name={text('details_score')}>{number(verdict.score, 3)}</Row>}
        {verdict.score !== null && (
          <Row name={text('details_chance')}>
            {text(
              `details_chance_${setting}`,
              number(100 * posterior(verdict.score, setting), 1),
              number(PRIORS[setting] * AMONG),
              number(AMONG),
            )}
          </Row>
        )}
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
