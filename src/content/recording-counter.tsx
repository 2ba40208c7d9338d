import { render } from 'preact';
import { countText } from '../shared/count-text.ts';
import type { RecordingCommand, RecordingState } from '../shared/recording.ts';
import { number, text } from '../shared/text.ts';
import { createOverlay } from './overlay.ts';

export interface Counter {
  show(state: RecordingState, isScrolling: boolean): void;
  stop(): void;
}

export interface CounterEvents {
  command(command: RecordingCommand): void;
  scroll(on: boolean): void;
}

const HEADING = 'recording-heading';
const SCROLL_HINT = 'recording-scroll-hint';

/** Says on the page how far its recording is, with what ends it. */
export function createCounter(page: Document, events: CounterEvents): Counter {
  const slot = page.createElement('div');
  const overlay = createOverlay(page, stop);
  overlay.root.append(slot);

  function stop(): void {
    render(null, slot);
    overlay.remove();
  }

  return {
    show: (state, isScrolling) =>
      render(<Panel state={state} isScrolling={isScrolling} events={events} />, slot),
    stop,
  };
}

interface PanelProps {
  readonly state: RecordingState;
  readonly isScrolling: boolean;
  readonly events: CounterEvents;
}

function Panel({ state, isScrolling, events }: PanelProps) {
  const { status, members, fresh, checked, strong } = state;
  const isRunning = status === 'recording';
  return (
    <section class="recording tt-frame" aria-labelledby={HEADING}>
      <h2 id={HEADING}>{text(`recording_${status}`)}</h2>
      <p>
        {[
          countText('recording_members', members),
          text('recording_checked', number(checked)),
          text('recording_strong', number(strong)),
        ].join(' · ')}
      </p>
      {fresh < members && <p class="soft">{countText('recording_fresh', fresh)}</p>}
      {status === 'disk_full' ? (
        <p class="full" role="alert">
          {text('recording_disk_full_hint')}
        </p>
      ) : (
        <p class="soft" role="status">
          {text(isRunning ? 'recording_hint' : `recording_${status}`)}
        </p>
      )}
      <label>
        <input
          type="checkbox"
          checked={isScrolling}
          disabled={!isRunning}
          aria-describedby={SCROLL_HINT}
          onChange={(event) => events.scroll(event.currentTarget.checked)}
        />
        <span>{text('recording_scroll')}</span>
      </label>
      <p class="soft" id={SCROLL_HINT}>
        {text('recording_scroll_hint')}
      </p>
      <div class="buttons">
        <button type="button" onClick={() => events.command(isRunning ? 'pause' : 'resume')}>
          {text(isRunning ? 'recording_pause' : 'recording_resume')}
        </button>
        <button type="button" onClick={() => events.command('stop')}>
          {text('recording_stop')}
        </button>
        <button type="button" onClick={() => events.command('open')}>
          {text('recording_open')}
        </button>
      </div>
    </section>
  );
}
