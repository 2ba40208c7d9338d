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
  readonly ask: () => Promise<RecordingState | null>;
  readonly tell: (seen: SeenMembers) => Promise<RecordingState | null>;
  readonly command: (command: RecordingCommand) => Promise<RecordingState | null>;
}

/** The recording of this page's lists, as the background says it stands. */
export interface PageRecording {
  /** null ends it. */
  follow(state: RecordingState | null): void;
  countLists(): number;
  /** For this page: another one of the tab goes on. */
  stop(): void;
  /** As the button on the counter does. */
  finish(): void;
}

/** A background that was stopped with photos left comes up again when it is asked. */
const ASK_MS = 20_000;

export function createPageRecording({
  site,
  page,
  readSource,
  ask,
  tell,
  command,
}: RecordingParts): PageRecording {
  let counter: Counter | null = null;
  let stopScrolling: (() => void) | null = null;
  let latest: RecordingState | null = null;
  let asking: ReturnType<typeof setInterval> | undefined;
  const recorder = createRecorder({
    site,
    page,
    readSource,
    tell: async (seen) => {
      const state = await tell(seen);
      // Ended meanwhile: its counter stays away.
      if (latest !== null) follow(state);
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
    asking ??= setInterval(() => {
      if (latest && latest.checked < latest.members) ask().then(follow, () => undefined);
    }, ASK_MS);
    counter ??= createCounter(page, { command: (given) => void run(given), scroll });
    if (state.status === 'recording') {
      recorder.start();
    } else {
      recorder.pause();
      endScrolling();
    }
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
    clearInterval(asking);
    asking = undefined;
    endScrolling();
    recorder.stop();
    counter?.stop();
    counter = null;
  }

  function finish(): void {
    const isRecorded = latest !== null;
    stop();
    if (isRecorded) command('stop').catch(() => undefined);
  }

  return { follow, stop, finish, countLists: () => memberLists(site, page).length };
}
