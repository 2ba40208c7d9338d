import { renderToString } from 'preact-render-to-string';
import type { AuditPhoto } from '../../shared/audit.ts';
import { number, text } from '../../shared/text.ts';
import { type Blend, groupOf } from '../evidence/group.ts';
import { GroupPanel } from '../evidence/group-panel.tsx';
import { OUTCOMES, outcomeOf, type Row } from '../rows.ts';
import { pseudonymised } from './pseudonyms.ts';
import { REPORT_CSS } from './report-css.ts';
import {
  type About,
  aboutOf,
  type ExportOptions,
  photosOf,
  type SessionData,
  sortedRows,
} from './session-data.ts';
import { textBlob } from './text-blob.ts';

/**
 * One page that holds everything: it opens anywhere, without a network. No script, no address outside: it says the same
 * for ever, and tells nobody that it is read.
 */
export async function exportReport(given: SessionData, options: ExportOptions): Promise<Blob> {
  const data = options.pseudonyms ? await pseudonymised(given) : given;
  const { session, readPhoto } = data;
  const rows = sortedRows(data);
  const members = rows.map(({ member }) => member);
  const group = await groupOf({ session, members, selected: new Set(), readPhoto });
  const shown = options.thumbnails
    ? group
    : { ...group, flagged: mixedOnly(group.flagged), others: mixedOnly(group.others) };
  const policy = `default-src 'none'; img-src data:; style-src '${await hashOfStyle()}'; base-uri 'none'; form-action 'none'`;
  const language = globalThis.chrome?.i18n?.getUILanguage() ?? 'en';
  const file = textBlob('text/html;charset=utf-8');
  file.write(`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
${renderToString(<title>{session.title}</title>)}<style>${REPORT_CSS}</style></head>
<body><main>`);
  file.write(
    renderToString(
      <>
        <h1>{session.title}</h1>
        <p class="limits">{text('report_limits')}</p>
        <Facts about={aboutOf(data)} />
        <h2>{text('audit_group')}</h2>
        <GroupPanel group={shown} />
        <h2>{text('audit_members')}</h2>
      </>,
    ),
  );
  // A row at a time: all at once would be a text of hundreds of megabytes.
  file.write(`<table class="members">${renderToString(<Head />)}<tbody>\n`);
  const photos = photosOf(options.thumbnails ? rows.map(hashOf) : rows.map(() => null), data);
  for (const row of rows) {
    const { value: photo = null } = await photos.next();
    file.write(`${renderToString(<MemberRow row={row} photo={photo} />)}\n`);
  }
  file.write('</tbody></table></main></body></html>\n');
  return file.end();
}

/** Blends of fewer photos show who they are: these go with the thumbnails. */
const FEWEST_MIXED = 3;
const mixedOnly = (blend: Blend): Blend =>
  blend.members.length < FEWEST_MIXED ? { ...blend, picture: null } : blend;

async function hashOfStyle(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(REPORT_CSS));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
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

function Head() {
  return (
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
  );
}

function MemberRow({ row, photo: kept }: { readonly row: Row; readonly photo: AuditPhoto | null }) {
  const { member, review } = row;
  const { photo } = member;
  return (
    <tr>
      <td>{kept !== null && <img src={dataUrl(kept)} alt="" width="56" height="56" />}</td>
      <td>
        <bdi>{member.name ?? member.account}</bdi>
        {member.handle !== null && <bdi class="soft"> @{member.handle.replace(/^@/, '')}</bdi>}
      </td>
      <td>
        {text(`audit_outcome_${outcomeOf(member)}`)}
        {photo.status === 'judged' && photo.reason !== null && `: ${text(`reason_${photo.reason}`)}`}
      </td>
      <td>{photo.status === 'judged' && photo.score !== null ? number(photo.score, 3) : ''}</td>
      <td>
        <bdi>{member.joined?.text ?? ''}</bdi>
      </td>
      <td>
        {review?.label ? text(`audit_label_${review.label}`) : ''}
        {review?.note && (
          <>
            {' – '}
            <bdi>{review.note}</bdi>
          </>
        )}
        {review?.by && (
          <>
            {' ('}
            <bdi>{review.by}</bdi>)
          </>
        )}
      </td>
    </tr>
  );
}
