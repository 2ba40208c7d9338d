import { countText } from '../../shared/count-text.ts';
import { day, number, text } from '../../shared/text.ts';
import { EyePlot, JoinTimeline } from './charts.tsx';
import { DRAWS, TEMPLATE } from './eye-spread.ts';
import type { Blend, Group } from './group.ts';
import { type Join, joinBins } from './joins.ts';

/** Smaller ones rest on what the measured rates cannot say. */
const SMALLEST_CHANCE = 1e-4;

const percent = (share: number): string => number(100 * share, 1);

/** All that the photos of a list show together, in pictures and in words; the same on the page and in reports. */
export function GroupPanel({ group }: { readonly group: Group }) {
  const { flagged, others, eyes, prevalence, lookAlikes, joined } = group;
  return (
    <div class="group">
      <section>
        <h3>{text('audit_prevalence')}</h3>
        {prevalence === null ? (
          <p>{text('audit_group_none')}</p>
        ) : (
          <>
            <p>{text('audit_prevalence_counted', number(prevalence.strong), number(prevalence.judged))}</p>
            <p>
              <b>
                {text(
                  'audit_prevalence_share',
                  percent(prevalence.share),
                  percent(prevalence.low),
                  percent(prevalence.high),
                )}
              </b>
            </p>
            <p>
              {text(
                'audit_prevalence_if_none',
                number(prevalence.ifNone.expected, 2),
                number(prevalence.ifNone.low),
                number(prevalence.ifNone.high),
                prevalence.ifNone.chance < SMALLEST_CHANCE
                  ? text('audit_chance_tiny')
                  : number(100 * prevalence.ifNone.chance, 2),
              )}
            </p>
          </>
        )}
      </section>
      <section>
        <h3>{text('audit_composite')}</h3>
        <p>{text('audit_composite_hint')}</p>
        {flagged.members.length === 0 && <p>{text('audit_composite_none')}</p>}
        <div class="blends">
          <BlendFigure blend={flagged} title={countText('audit_composite_flagged', flagged.members.length)} />
          <BlendFigure blend={others} title={countText('audit_composite_others', others.members.length)} />
        </div>
      </section>
      <section>
        <h3>{text('audit_eyes')}</h3>
        <p>{text('audit_eyes_hint')}</p>
        {eyes.length > 0 && <EyePlot eyes={eyes} />}
      </section>
      <section>
        <h3>{text('audit_look_alikes')}</h3>
        <p>
          {lookAlikes.length === 0
            ? text('audit_look_alikes_none')
            : countText('audit_look_alikes_count', lookAlikes.length)}
        </p>
        <ul>
          {lookAlikes.slice(0, 100).map((members) => (
            <li key={members[0]?.account}>
              {members.map(({ name, handle, account }, at) => (
                <span key={account}>
                  {at > 0 && ', '}
                  <bdi>{name ?? handle ?? account}</bdi>
                </span>
              ))}
            </li>
          ))}
        </ul>
      </section>
      {joined.length > 0 && <Joined joined={joined} />}
    </div>
  );
}

function Joined({ joined }: { readonly joined: readonly Join[] }) {
  const bins = joinBins(joined);
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <section>
      <h3>{text('audit_joined')}</h3>
      <p>
        {text(
          'audit_joined_hint',
          number(joined.length),
          number(joined.filter(({ isFlagged }) => isFlagged).length),
          day(first.from),
          day(last.to - 1),
        )}
      </p>
      <JoinTimeline bins={bins} />
      <details>
        <summary>{text('audit_joined_table')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{text('audit_joined_span')}</th>
              <th scope="col">{text('audit_members')}</th>
              <th scope="col">{text('audit_joined_flagged')}</th>
            </tr>
          </thead>
          <tbody>
            {bins
              .filter(({ all }) => all > 0)
              .map(({ from, to, all, flagged }) => (
                <tr key={from}>
                  <td>
                    {day(from)} – {day(to - 1)}
                  </td>
                  <td>{number(all)}</td>
                  <td>{number(flagged)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function BlendFigure({ blend, title }: { readonly blend: Blend; readonly title: string }) {
  const { picture, spread, members } = blend;
  if (members.length === 0) return null;
  return (
    <figure>
      {picture !== null && (
        <div class="blend">
          <img src={picture} alt="" width="160" height="160" />
          <svg viewBox="0 0 1 1" aria-hidden="true">
            {TEMPLATE.map(({ x, y }) => (
              <path key={x} class="template" d={`M${x - 0.03} ${y}h0.06m-0.03 -0.03v0.06`} />
            ))}
            {spread?.centre.map(({ x, y }) => (
              <circle key={x} class="found" cx={x} cy={y} r={spread.spread} />
            ))}
          </svg>
        </div>
      )}
      <figcaption>
        <b>{title}</b>
        {spread !== null && (
          <p>
            {text('audit_spread', percent(spread.spread), percent(spread.usual))}{' '}
            {spread.chance === 0
              ? text('audit_spread_never', number(DRAWS))
              : text('audit_spread_chance', percent(spread.chance))}
          </p>
        )}
      </figcaption>
    </figure>
  );
}
