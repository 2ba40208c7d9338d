import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { Details } from '../shared/details.tsx';
import type { CheckResult, PictureSource } from '../shared/messages.ts';
import { askBackground } from '../shared/messaging.ts';
import { originPattern } from '../shared/origin.ts';
import { text } from '../shared/text.ts';
import { type Given, givenFile, givenLink, givenTransfer } from './given-picture.ts';
import { useShownPicture } from './shown-picture.ts';

type State =
  | { readonly status: 'empty'; readonly trouble: string | null }
  | { readonly status: 'checking' }
  /** The picture lies on a host that we may not read from yet. */
  | { readonly status: 'asking'; readonly source: PictureSource; readonly origin: string }
  | { readonly status: 'done'; readonly source: PictureSource; readonly result: CheckResult };

interface OnePictureProps {
  /** On a page of its own there is no need to offer one. */
  readonly inTab: boolean;
  /** A picture to begin with. */
  readonly asked: Given | null;
}

export function OnePicture({ inTab, asked }: OnePictureProps) {
  const [state, setState] = useState<State>({ status: 'empty', trouble: null });

  async function take(given: Given): Promise<void> {
    if ('trouble' in given) {
      setState({ status: 'empty', trouble: given.trouble });
      return;
    }
    const { source } = given;
    if (source.kind === 'data') return check(source);
    const origin = originPattern(source.url);
    if (origin === null) setState({ status: 'empty', trouble: 'picture_link_bad' });
    else if (await browser.permissions.contains({ origins: [origin] })) await check(source);
    else setState({ status: 'asking', source, origin });
  }

  async function check(source: PictureSource): Promise<void> {
    setState({ status: 'checking' });
    try {
      setState({ status: 'done', source, result: await askBackground('checkPicture', source) });
    } catch {
      setState({ status: 'empty', trouble: 'picture_failed' });
    }
  }

  async function allow(source: PictureSource, origin: string): Promise<void> {
    const granted = await browser.permissions.request({ origins: [origin] });
    if (granted) await check(source);
    else setState({ status: 'empty', trouble: 'permission_denied' });
  }

  useEffect(() => {
    if (asked !== null) void take(asked);
    const paste = (event: ClipboardEvent) => {
      // A link pasted into the field for links is on its way already.
      if (event.target instanceof HTMLInputElement && !event.clipboardData?.files.length) return;
      event.preventDefault();
      void givenTransfer(event.clipboardData).then(take);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);

  return (
    <section class="card">
      <h2>{text('picture_heading')}</h2>
      {state.status === 'empty' && <Entry trouble={state.trouble} inTab={inTab} onGiven={take} />}
      <p class={state.status === 'checking' ? 'soft' : 'visually-hidden'} role="status">
        {state.status === 'checking' && text('picture_checking')}
        {state.status === 'done' && text(`band_${state.result.verdict.band}`)}
      </p>
      {state.status === 'asking' && (
        <div class="notice stack small">
          <p>{text('allow_hosts', new URL(state.origin).hostname)}</p>
          <button type="button" class="primary" onClick={() => void allow(state.source, state.origin)}>
            {text('allow_and_check')}
          </button>
        </div>
      )}
      {state.status === 'done' && <Answer source={state.source} result={state.result} />}
      {(state.status === 'done' || state.status === 'asking') && (
        <button type="button" onClick={() => setState({ status: 'empty', trouble: null })}>
          {text('picture_another')}
        </button>
      )}
    </section>
  );
}

function Answer({ source, result }: { readonly source: PictureSource; readonly result: CheckResult }) {
  const picture = useShownPicture(source.kind === 'url' ? source.url : source.dataUrl, false);
  return <Details setting="asked" result={result} pictureUrl={picture} />;
}

interface EntryProps {
  readonly trouble: string | null;
  readonly inTab: boolean;
  readonly onGiven: (given: Given) => Promise<void>;
}

function Entry({ trouble, inTab, onGiven }: EntryProps) {
  const [over, setOver] = useState(false);
  const [link, setLink] = useState('');
  return (
    <>
      {trouble !== null && (
        <p class="notice error small" role="alert">
          {text(trouble)}
        </p>
      )}
      <fieldset
        aria-label={text('picture_heading')}
        class={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void givenTransfer(event.dataTransfer).then(onGiven);
        }}
      >
        <span>{text('picture_drop')}</span>
        <label class="button">
          {text('picture_choose')}
          <input
            type="file"
            accept="image/*"
            class="visually-hidden"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) void givenFile(file).then(onGiven);
            }}
          />
        </label>
        <span class="soft small">{text('picture_stays')}</span>
      </fieldset>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void onGiven(givenLink(link));
        }}
      >
        <label class="grow">
          <span class="visually-hidden">{text('picture_link')}</span>
          <input
            type="url"
            required
            placeholder={text('picture_link')}
            value={link}
            onInput={(event) => setLink(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{text('picture_link_check')}</button>
      </form>
      {!inTab && (
        <a class="small" href="/src/popup/picture.html" target="_blank" rel="noreferrer">
          {text('picture_in_tab')}
        </a>
      )}
    </>
  );
}
