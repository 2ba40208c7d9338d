import type { PictureSource } from '../shared/messages.ts';
import type { RecordingCommand, RecordingState, SeenMembers } from '../shared/recording.ts';
import { memberLists } from '../sites/members.ts';
import type { Avatar, Site } from '../sites/site.ts';
import { scrollSlowly } from './auto-scroll.ts';
import { createRecorder } from './recorder.ts';
import { type Counter, createCounter } from './recording-counter.tsx';

export interface RecordingParts {
  readonly site: Site;
  readonly page: Document;
  readonly readSource: (avatar: Avatar, signal: AbortSignal) => Promise<PictureSource>;
  readonly tell: (seen: SeenMembers) => Promise<RecordingState | null>;
  readonly command: (command: RecordingCommand) => Promise<RecordingState | null>;
}

/** The recording of this page's lists, as the background says it stands. */
export interface PageRecording {
  /** null ends it. */
  follow(state: RecordingState | null): void;
  countLists(): number;
  stop(): void;
}

export function createPageRecording({
  site,
  page,
  readSource,
  tell,
  command,
}: RecordingParts): PageRecording {
  let counter: Counter | null = null;
  let stopScrolling: (() => void) | null = null;
  let latest: RecordingState | null = null;
  const recorder = createRecorder({
    site,
    page,
    readSource,
    tell: async (seen) => {
      const state = await tell(seen);
      follow(state);
      // What was not written down is told again.
      if (state?.status !== 'recording') throw new Error('Not recorded');
    },
  });

  function follow(state: RecordingState | null): void {
    latest = state;
    if (state === null) {
      stop();
      return;
    }
    counter ??= createCounter(page, { command: (given) => void run(given), scroll });
    if (state.status === 'paused') recorder.stop();
    else recorder.start();
    if (state.status !== 'recording') endScrolling();
    draw();
  }

  const draw = () => latest && counter?.show(latest, stopScrolling !== null);

  async function run(given: RecordingCommand): Promise<void> {
    // The background may be on its way up again: the button is still there.
    const state = await command(given).catch(() => latest);
    follow(state);
  }

  function scroll(on: boolean): void {
    endScrolling();
    if (on) stopScrolling = scrollSlowly(() => memberLists(site, page)[0]?.root ?? null);
    draw();
  }

  function endScrolling(): void {
    stopScrolling?.();
    stopScrolling = null;
  }

  function stop(): void {
    latest = null;
    endScrolling();
    recorder.stop();
    counter?.stop();
    counter = null;
  }

  return { follow, stop, countLists: () => memberLists(site, page).length };
}
