import { handleBackground, tellBackground } from '../shared/messaging.ts';
import { siteOf } from '../sites/index.ts';
import { ask, isAlive, tellSummary } from './channel.ts';
import { pictureSource, shownSource } from './picture.ts';
import { createPageRecording } from './recording.ts';
import { createWatch } from './watch.ts';

/** Where a script that was injected a second time finds the first; only scripts of this extension see it. */
const RUNNING = Symbol.for('telltale.content');

interface Running {
  isAlive(): boolean;
  stop(): void;
}

const shared: typeof globalThis & { [RUNNING]?: Running } = globalThis;

function start(): void {
  const earlier = shared[RUNNING];
  if (earlier?.isAlive()) return;
  earlier?.stop();

  const site = siteOf(document);
  const recording = createPageRecording({
    site,
    page: document,
    readSource: pictureSource,
    ask: () => tellBackground('recording', undefined),
    tell: (seen) => tellBackground('recordMembers', seen),
    command: (command) => tellBackground('commandRecording', command),
  });
  const watch = createWatch({
    site,
    page: document,
    ask,
    readSource: pictureSource,
    readShown: shownSource,
    isAlive,
    onSummary: tellSummary,
    onDead: stop,
  });
  let isOn = false;
  /** A switch knows better than an answer that was asked for before it. */
  let switches = 0;
  const stopListening = handleBackground({
    siteSwitched: ({ on }) => {
      switches++;
      turn(on);
    },
    checkPage: () => watch.checkAll(),
    pageSummary: () => watch.summary(),
    inspectPage: () => watch.inspect(),
    countLists: () => recording.countLists(),
    recordingChanged: (state) => recording.follow(state),
    photosInView: (marks) => watch.photosInView(marks),
  });

  function turn(on: boolean): void {
    // Every trace goes with the site; whoever records goes on from the popup.
    if (isOn && !on) recording.finish();
    isOn = on;
    watch.browse(on);
  }

  async function followSwitch(): Promise<void> {
    const before = switches;
    const state = await tellBackground('siteState', undefined).catch(() => null);
    if (state && switches === before && state.on !== isOn) turn(state.on);
  }

  async function followRecording(): Promise<void> {
    recording.follow(await tellBackground('recording', undefined).catch(() => null));
  }

  /** A page that was kept for the way back missed what was switched meanwhile, and nobody knows its signs. */
  function onShow({ persisted }: PageTransitionEvent): void {
    if (!persisted) return;
    if (isAlive()) {
      void followSwitch();
      void followRecording();
      tellSummary(watch.summary());
    } else {
      stop();
    }
  }

  function stop(): void {
    window.removeEventListener('pageshow', onShow);
    watch.stop();
    recording.stop();
    if (isAlive()) stopListening();
    delete shared[RUNNING];
  }

  shared[RUNNING] = { isAlive, stop };
  window.addEventListener('pageshow', onShow);
  void followSwitch();
  void followRecording();
}

start();
