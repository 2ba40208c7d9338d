import { useEffect, useId, useRef } from 'preact/hooks';
import { type Picture, type Side, Sides } from './details-crop.tsx';
import type { Part } from './details-geometry.ts';
import { Legend } from './details-marks.tsx';
import { number, text } from './text.ts';
import { ABSTENTIONS, type CheckId, type Evidence } from './verdict.ts';

export type Measured = Extract<Evidence, { status: 'ok' }>;

/** From here on a check's finding is told as a sign; below it is told as nothing unusual. */
const UNUSUAL_PERCENTILE = 95;
/** How rarely a sign occurs is counted among so many photos. */
const AMONG = 10_000;

/** The checks that could be applied, the most telling one first. */
export function ranked(evidence: readonly Evidence[]): readonly Measured[] {
  return evidence
    .filter((one) => one.status === 'ok')
    .toSorted((a, b) => Number(b.counts) - Number(a.counts) || b.percentile - a.percentile);
}

interface FindingsProps {
  readonly findings: readonly Measured[];
  /** Null where no picture can be shown: then there is nothing to choose. */
  readonly picture: Picture | null;
  /** The one whose marks are on the photo. */
  readonly chosen: CheckId | null;
  readonly onChoose: (check: CheckId) => void;
}

/** What each check found. Of those with marks, one is chosen for the photo; its entry also says what to look at. */
export function Findings({ findings, picture, chosen, onChoose }: FindingsProps) {
  const id = useId();
  const canChoose = (finding: Measured) => picture !== null && finding.marks.length > 0;
  return (
    <fieldset>
      <legend>
        <h3>{text('details_checks')}</h3>
      </legend>
      {findings.map((finding) => {
        const { check } = finding;
        const title = text(`check_${check}`);
        const isChosen = check === chosen;
        return (
          <section key={check} class={isChosen ? 'check chosen' : 'check'}>
            <h4>
              {canChoose(finding) ? (
                <Option
                  group={id}
                  title={title}
                  describedBy={`${id}-${check}`}
                  isChosen={isChosen}
                  onChoose={() => onChoose(check)}
                />
              ) : (
                title
              )}
            </h4>
            <Words finding={finding} id={`${id}-${check}`} />
            {isChosen && picture !== null && <Closer finding={finding} picture={picture} />}
          </section>
        );
      })}
    </fieldset>
  );
}

interface OptionProps {
  /** Name that is shared by all that exclude each other. */
  readonly group: string;
  readonly title: string;
  readonly describedBy: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Option({ group, title, describedBy, isChosen, onChoose }: OptionProps) {
  const input = useRef<HTMLInputElement>(null);
  // Being chosen gives an entry height, and takes it from the one before: all of it in sight, or else its beginning.
  useEffect(() => {
    if (!isChosen || !input.current?.matches(':focus')) return;
    input.current.closest('section')?.scrollIntoView({ block: 'nearest' });
    input.current.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <label>
      <input
        type="radio"
        ref={input}
        name={group}
        checked={isChosen}
        aria-describedby={describedBy}
        onChange={onChoose}
      />
      {title}
    </label>
  );
}

function Words({ finding, id }: { readonly finding: Measured; readonly id: string }) {
  const { check, percentile, counts } = finding;
  return (
    <div id={id}>
      <p>{text(percentile >= UNUSUAL_PERCENTILE ? `check_${check}_found` : 'details_usual')}</p>
      <p class="soft">{rarity(percentile)}</p>
      {!counts && <p class="soft">{text('details_not_counted')}</p>}
    </div>
  );
}

function rarity(percentile: number): string {
  const count = Math.round((1 - percentile / 100) * AMONG);
  if (count < 1) return text('details_rarity_under_one', number(AMONG));
  return text('details_rarity', number(count), number(AMONG));
}

function Closer({ finding, picture }: { readonly finding: Measured; readonly picture: Picture }) {
  const parts = finding.marks.filter((mark) => mark.kind === 'box');
  return (
    <>
      <Legend marks={finding.marks} />
      {parts.some(({ role }) => role === 'unequal') && <p>{text('details_unequal')}</p>}
      <p>{text(`check_${finding.check}_look`)}</p>
      {parts.length > 0 && <Sides {...picture} sides={sidesOf(parts)} />}
    </>
  );
}

function sidesOf(parts: readonly Part[]): readonly Side[] {
  if (parts.length === 1)
    return parts.map((part) => ({ part, isMirrored: false, caption: text('details_part') }));
  return parts.map((part, index) => {
    const isMirrored = index % 2 === 1;
    return { part, isMirrored, caption: text(isMirrored ? 'details_part_right' : 'details_part_left') };
  });
}

/** Which checks could not be applied, by the reason. */
export function Unchecked({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const id = useId();
  const reasons = ABSTENTIONS.map((reason) => ({
    reason,
    titles: evidence.flatMap((one) =>
      one.status === 'abstained' && one.reason === reason ? [text(`check_${one.check}`)] : [],
    ),
  })).filter(({ titles }) => titles.length > 0);
  if (reasons.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{text('details_unchecked')}</h3>
      <ul class="unchecked">
        {reasons.map(({ reason, titles }) => (
          <li key={reason}>
            <b>{titles.join(', ')}</b>: {text(`abstained_${reason}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}
