import { countText } from '../../shared/count-text.ts';
import { number, text } from '../../shared/text.ts';
import { EyePlot, JoinTimeline } from './charts.tsx';
import { DRAWS, TEMPLATE } from './eye-spread.ts';
import type { Blend, Group } from './group.ts';

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
                number(prevalence.expectedIfNone, 2),
                prevalence.chanceIfNone < 1e-4 ? text('audit_chance_tiny') : percent(prevalence.chanceIfNone),
              )}
            </p>
          </>
        )}
      </section>
      <section>
        <h3>{text('audit_composite')}</h3>
        <p>{text('audit_composite_hint')}</p>
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
      {joined.length > 0 && (
        <section>
          <h3>{text('audit_joined')}</h3>
          <p>
            {text(
              'audit_joined_hint',
              number(joined.length),
              number(joined.filter(({ isFlagged }) => isFlagged).length),
              new Date(Math.min(...joined.map(({ at }) => at))).toLocaleDateString(),
              new Date(Math.max(...joined.map(({ at }) => at))).toLocaleDateString(),
            )}
          </p>
          <JoinTimeline joined={joined} />
        </section>
      )}
    </div>
  );
}

function BlendFigure({ blend, title }: { readonly blend: Blend; readonly title: string }) {
  const { picture, spread } = blend;
  if (picture === null) return null;
  return (
    <figure>
      <div class="blend">
        <img src={picture} alt="" width="160" height="160" />
        <svg viewBox="0 0 1 1" aria-hidden="true">
          {TEMPLATE.map(({ x, y }) => (
            <circle key={x} class="template" cx={x} cy={y} r="0.035" />
          ))}
        </svg>
      </div>
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
