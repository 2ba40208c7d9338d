import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { countText } from '../shared/count-text.ts';
import type { PageSign, PageSummary, TabState } from '../shared/messages.ts';
import { askBackground } from '../shared/messaging.ts';
import { text } from '../shared/text.ts';
import { BANDS, UNJUDGED_REASONS } from '../shared/verdict.ts';
import { useShownPicture } from './shown-picture.ts';

interface PageReportProps {
  readonly tabId: number;
  readonly page: Pick<TabState, 'on' | 'missing' | 'summary'>;
  readonly onChange: () => Promise<void>;
  readonly onShow: (sign: PageSign) => void;
}

export function PageReport({ tabId, page, onChange, onShow }: PageReportProps) {
  const [checking, setChecking] = useState(false);
  const [failed, setFailed] = useState(false);
  const { summary, missing } = page;
  const unread = summary?.reasons.no_permission ?? 0;

  async function check(): Promise<void> {
    setChecking(true);
    setFailed(false);
    try {
      await askBackground('checkPage', tabId);
    } catch {
      setFailed(true);
    }
    setChecking(false);
    await onChange();
  }

  async function allowAndCheck(): Promise<void> {
    if (await browser.permissions.request({ origins: [...missing] })) await check();
  }

  return (
    <section class="card">
      <button type="button" class="primary" disabled={checking} onClick={() => void check()}>
        {text(checking ? 'checking_page' : 'check_page')}
      </button>
      {failed && (
        <p class="notice error small" role="alert">
          {text('check_page_failed')}
        </p>
      )}
      {unread > 0 && missing.length > 0 && (
        <div class="notice stack small">
          <p>{countText('not_in_view', unread)}</p>
          <p>{text('allow_hosts', missing.map(hostOf).join(', '))}</p>
          <button type="button" onClick={() => void allowAndCheck()}>
            {text('allow_and_check')}
          </button>
        </div>
      )}
      {summary === null ? (
        <p class="soft small">{text('page_not_checked')}</p>
      ) : (
        <Findings summary={summary} onShow={onShow} />
      )}
    </section>
  );
}

function hostOf(pattern: string): string {
  return pattern.replace(/^.*:\/\/(\*\.)?/, '').replace(/\/.*$/, '');
}

interface FindingsProps {
  readonly summary: PageSummary;
  readonly onShow: (sign: PageSign) => void;
}

function Findings({ summary, onShow }: FindingsProps) {
  const { found, waiting, bands, signs } = summary;
  if (found === 0) return <p class="soft small">{text('page_nothing_yet')}</p>;
  return (
    <>
      <p class="small" role="status">
        {countText('found', found)}
        {waiting > 0 && <span class="soft"> · {countText('waiting', waiting)}</span>}
      </p>
      <dl class="counts" aria-label={text('counts_label')}>
        {BANDS.map((band) => (
          <div key={band} class={bands[band] > 0 ? `${band} any` : band}>
            <dt>{text(`band_short_${band}`)}</dt>
            <dd>{bands[band]}</dd>
          </div>
        ))}
      </dl>
      {signs.length === 0 ? (
        <p class="soft small">{text('page_no_signs')}</p>
      ) : (
        <>
          <h2>{text('signs_heading')}</h2>
          <ul class="signs">
            {signs.map((sign) => (
              <SignRow key={`${sign.account} ${sign.pictureUrl}`} sign={sign} onShow={onShow} />
            ))}
          </ul>
        </>
      )}
      <Reasons summary={summary} />
    </>
  );
}

interface SignRowProps {
  readonly sign: PageSign;
  readonly onShow: (sign: PageSign) => void;
}

function SignRow({ sign, onShow }: SignRowProps) {
  const picture = useShownPicture(sign.pictureUrl);
  const { band } = sign.result.verdict;
  return (
    <li>
      <button type="button" aria-label={text('signs_show', sign.account)} onClick={() => onShow(sign)}>
        {picture === null ? <span class="thumbnail" /> : <img class="thumbnail" src={picture} alt="" />}
        <span class="grow">{sign.account}</span>
        <span class={`band ${band}`}>{text(`band_short_${band}`)}</span>
      </button>
    </li>
  );
}

function Reasons({ summary }: { readonly summary: PageSummary }) {
  const counted = UNJUDGED_REASONS.map((reason) => ({ reason, count: summary.reasons[reason] ?? 0 })).filter(
    ({ count }) => count > 0,
  );
  if (counted.length === 0) return null;
  return (
    <details>
      <summary class="small">{text('reasons_heading')}</summary>
      <ul class="reasons small soft">
        {counted.map(({ reason, count }) => (
          <li key={reason}>
            <b>{count}</b>
            <span>{text(`reason_${reason}`)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
