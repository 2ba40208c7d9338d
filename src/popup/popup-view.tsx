import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { PageSign } from '../shared/messages.ts';
import { text } from '../shared/text.ts';
import { AuditList } from './audit-list.tsx';
import { OnePicture } from './one-picture.tsx';
import { PageReport } from './page-report.tsx';
import { SignDetails } from './sign-details.tsx';
import { SiteSwitch } from './site-switch.tsx';
import { useTabState } from './tab-state.ts';

export function Popup({ tabId }: { readonly tabId: number | null }) {
  const [sign, setSign] = useState<PageSign | null>(null);
  return (
    <>
      <header class="row">
        <img src="/icons/icon-32.png" alt="" width="24" height="24" />
        <h1 class="grow">{text('extension_name')}</h1>
        <button type="button" class="quiet" onClick={() => void browser.runtime.openOptionsPage()}>
          {text('open_options')}
        </button>
      </header>
      <main class="stack">
        {sign === null ? (
          <>
            {tabId === null ? <ClosedPage /> : <ThisPage tabId={tabId} onShow={setSign} />}
            <OnePicture inTab={false} asked={null} />
          </>
        ) : (
          <SignDetails sign={sign} onBack={() => setSign(null)} />
        )}
      </main>
    </>
  );
}

function ClosedPage() {
  return (
    <div class="card">
      <p>{text('popup_closed_page')}</p>
      <p class="soft small">{text('popup_closed_page_hint')}</p>
    </div>
  );
}

interface ThisPageProps {
  readonly tabId: number;
  readonly onShow: (sign: PageSign) => void;
}

function ThisPage({ tabId, onShow }: ThisPageProps) {
  const { state, refresh } = useTabState(tabId);
  switch (state.status) {
    case 'loading':
      return (
        <p class="card soft" role="status">
          {text('loading')}
        </p>
      );
    case 'failed':
      return (
        <div class="card" role="alert">
          <p>{text('popup_failed')}</p>
          <button type="button" onClick={() => void refresh()}>
            {text('popup_retry')}
          </button>
        </div>
      );
    case 'ready': {
      const { host, ...page } = state.value;
      if (host === null) return <ClosedPage />;
      return (
        <>
          <SiteSwitch tabId={tabId} host={host} on={page.on} missing={page.missing} onChange={refresh} />
          <PageReport tabId={tabId} page={page} onChange={refresh} onShow={onShow} />
          <AuditList tabId={tabId} missing={page.missing} />
        </>
      );
    }
  }
}
