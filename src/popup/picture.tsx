import { render } from 'preact';
import { askBackground } from '../shared/messaging.ts';
import { prepareDocument } from '../shared/page-document.ts';
import { text } from '../shared/text.ts';
import type { Given } from './given-picture.ts';
import { OnePicture } from './one-picture.tsx';

/** From the context menu: `picture.html?asked=<id>`. */
async function askedPicture(): Promise<Given | 'gone' | null> {
  const id = new URLSearchParams(location.search).get('asked');
  if (id === null) return null;
  const source = await askBackground('askedPicture', id);
  return source === null ? 'gone' : { source };
}

function PicturePage({ asked }: { readonly asked: Given | 'gone' | null }) {
  return (
    <>
      <header class="row">
        <img src="/icons/icon-32.png" alt="" width="24" height="24" />
        <h1 class="grow">{text('extension_name')}</h1>
      </header>
      <main class="stack">
        {asked === 'gone' && (
          <p class="notice" role="alert">
            {text('picture_gone')}
          </p>
        )}
        <OnePicture inTab={true} asked={asked === 'gone' ? null : asked} />
      </main>
    </>
  );
}

prepareDocument('picture_page_title');
void askedPicture()
  .catch(() => 'gone' as const)
  .then((asked) => render(<PicturePage asked={asked} />, document.body));
