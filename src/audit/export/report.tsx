import { renderToString } from 'preact-render-to-string';
import type { AuditPhoto } from '../../shared/audit.ts';
import { number, text } from '../../shared/text.ts';
import { groupOf } from '../evidence/group.ts';
import { GroupPanel } from '../evidence/group-panel.tsx';
import { OUTCOMES, outcomeOf, type Row } from '../rows.ts';
import { pseudonymised } from './pseudonyms.ts';
import { REPORT_CSS } from './report-css.ts';
import { type About, aboutOf, type ExportOptions, type SessionData, sortedRows } from './session-data.ts';

/** No script, no address outside: it says the same for ever, and tells nobody that it is read. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One page that holds everything: it opens anywhere, without a network. */
export async function exportReport(given: SessionData, options: ExportOptions): Promise<Blob> {
  const data = options.pseudonyms ? await pseudonymised(given) : given;
  const { session, members, readPhoto } = data;
  const rows = sortedRows(data);
  const group = await groupOf({ session, members, selected: new Set(), readPhoto });
  const shown = options.thumbnails
    ? group
    : { ...group, flagged: bare(group.flagged), others: bare(group.others) };
  const pictures = options.thumbnails ? await picturesOf(rows, readPhoto) : new Map<string, string>();
  const body = renderToString(
    <main>
      <h1>{session.title}</h1>
      <p class="limits">{text('report_limits')}</p>
      <Facts about={aboutOf(data)} />
      <h2>{text('audit_group')}</h2>
      <GroupPanel group={shown} />
      <h2>{text('audit_members')}</h2>
      <Members rows={rows} pictures={pictures} />
    </main>,
  );
  const language = globalThis.chrome?.i18n?.getUILanguage() ?? 'en';
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${POLICY}">
<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
${renderToString(<title>{session.title}</title>)}<style>${REPORT_CSS}</style></head>
<body>${body}</body></html>
`;
  return new Blob([html], { type: 'text/html;charset=utf-8' });
}

const bare = <T extends { readonly picture: string | null }>(blend: T): T => ({ ...blend, picture: null });

async function picturesOf(
  rows: readonly Row[],
  readPhoto: SessionData['readPhoto'],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const row of rows) {
    const hash = hashOf(row);
    const photo = hash === null || found.has(hash) ? null : await readPhoto(hash);
    if (photo !== null && hash !== null) found.set(hash, dataUrl(photo));
  }
  return found;
}

const hashOf = ({ member: { photo } }: Row): string | null =>
  photo.status === 'judged' ? (photo.facts?.sha256 ?? null) : null;

function dataUrl({ thumbnail: { type, bytes } }: AuditPhoto): string {
  return `data:${type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

function Facts({ about }: { readonly about: About }) {
  const facts: readonly (readonly [string, string])[] = [
    ['report_tool', `${about.tool} ${about.toolVersion}`],
    ['report_models', about.modelsVersion],
    ['report_begun', about.begun],
    ['report_ended', about.ended ?? '–'],
    ['report_larger', text(about.largerVariants ? 'report_yes' : 'report_no')],
    ['report_reviewed', number(about.reviewed)],
    ['report_false_alarms', number(about.expectedFalseAlarms, 4)],
  ];
  return (
    <section>
      <dl>
        {OUTCOMES.map((outcome) => (
          <Fact key={outcome} name={text(`audit_outcome_${outcome}`)} value={number(about.counts[outcome])} />
        ))}
        {Object.entries(about.abstentions).map(([reason, count]) => (
          <Fact key={reason} name={text(`reason_${reason}`)} value={number(count)} />
        ))}
        {facts.map(([key, value]) => (
          <Fact key={key} name={text(key)} value={value} />
        ))}
      </dl>
      <details>
        <summary>{text('report_thresholds')}</summary>
        <table>
          <tbody>
            {about.thresholds.map((thresholds) => (
              <tr key={thresholds.minSide}>
                {Object.entries(thresholds).map(([name, value]) => (
                  <td key={name}>
                    {name} {value}
                  </td>
                ))}
              </tr>
            ))}
            {about.models.map(({ file, sha256 }) => (
              <tr key={file}>
                <td>{file}</td>
                <td colSpan={4}>{sha256}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface MembersProps {
  readonly rows: readonly Row[];
  readonly pictures: ReadonlyMap<string, string>;
}

function Members({ rows, pictures }: MembersProps) {
  return (
    <table class="members">
      <thead>
        <tr>
          <th scope="col">{text('report_photo')}</th>
          <th scope="col">{text('audit_column_name')}</th>
          <th scope="col">{text('report_shows')}</th>
          <th scope="col">{text('report_score')}</th>
          <th scope="col">{text('audit_column_joined')}</th>
          <th scope="col">{text('report_view')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { id, member, review } = row;
          const { photo } = member;
          const picture = pictures.get(hashOf(row) ?? '');
          return (
            <tr key={id}>
              <td>{picture && <img src={picture} alt="" width="56" height="56" />}</td>
              <td>
                <bdi>{member.name ?? member.account}</bdi>
                {member.handle !== null && <bdi class="soft"> @{member.handle.replace(/^@/, '')}</bdi>}
              </td>
              <td>
                {text(`audit_outcome_${outcomeOf(member)}`)}
                {photo.status === 'judged' && photo.reason !== null && `: ${text(`reason_${photo.reason}`)}`}
              </td>
              <td>{photo.status === 'judged' && photo.score !== null ? number(photo.score, 3) : ''}</td>
              <td>{member.joined?.text ?? ''}</td>
              <td>
                {review?.label ? text(`audit_label_${review.label}`) : ''}
                {review?.note ? ` – ${review.note}` : ''}
                {review?.by ? ` (${review.by})` : ''}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
