import { useEffect, useRef } from 'preact/hooks';
import { Details } from '../shared/details.tsx';
import type { PageSign } from '../shared/messages.ts';
import { text } from '../shared/text.ts';
import { useShownPicture } from './shown-picture.ts';

interface SignDetailsProps {
  readonly sign: PageSign;
  readonly onBack: () => void;
}

export function SignDetails({ sign, onBack }: SignDetailsProps) {
  const picture = useShownPicture(sign.pictureUrl);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <section class="stack">
      <div class="row">
        <button type="button" class="quiet" ref={back} onClick={onBack}>
          <span aria-hidden="true">←</span> {text('back')}
        </button>
        <b class="grow">{sign.account}</b>
      </div>
      <div class="card">
        <Details setting="browsing" result={sign.result} pictureUrl={picture} />
      </div>
    </section>
  );
}
