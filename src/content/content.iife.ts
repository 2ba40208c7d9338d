import { handleBackground, tellBackground } from '../shared/messaging.ts';
import { siteOf } from '../sites/index.ts';
import { ask, isAlive, tellSummary } from './channel.ts';
import { pictureSource } from './picture.ts';
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

  const { hostname } = location;
  const watch = createWatch({
    site: siteOf(document),
    page: document,
    ask,
    readSource: pictureSource,
    isAlive,
    onSummary: tellSummary,
    onDead: stop,
  });
  let isTold = false;
  const stopListening = handleBackground({
    siteSwitched: ({ on }) => {
      isTold = true;
      watch.browse(on);
    },
    checkPage: () => watch.checkAll(),
    pageSummary: () => watch.summary(),
    inspectPage: () => watch.inspect(),
  });

  function stop(): void {
    watch.stop();
    if (isAlive()) stopListening();
    delete shared[RUNNING];
  }

  shared[RUNNING] = { isAlive, stop };
  tellBackground('siteState', hostname).then(
    ({ on }) => {
      // A switch since then knows better.
      if (!isTold && on) watch.browse(true);
    },
    () => undefined,
  );
}

start();
