/** What a page's main thread did, and whose work it was, from Chromium's own trace. */
import type { Browser, CDPSession } from 'playwright-core';

/** Our content script runs in a world of its own: its functions lie at addresses of the extension. */
const OURS = 'chrome-extension://';

const CATEGORIES = [
  '-*',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-v8.cpu_profiler',
  'toplevel',
];

export interface ThreadUse {
  readonly seconds: number;
  /** Share of the time in which a function of ours was on the stack, with all that it called. */
  readonly share: number;
  /** The longest part of one task that callbacks of ours took, in milliseconds of wall time, and of processor time. */
  readonly longest: number;
  readonly longestCpu: number;
  /** Tasks in which our part took longer than a frame. */
  readonly overFrame: number;
  /** The longest task of the page, whoever's. */
  readonly longestTask: number;
  /** Our functions by time, for whoever makes them faster. */
  readonly functions: readonly (readonly [name: string, ms: number])[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly id?: string;
  readonly args: {
    readonly name?: string;
    readonly data?: {
      readonly url?: string;
      readonly frames?: readonly { readonly url: string; readonly processId?: number }[];
      readonly cpuProfile?: {
        readonly nodes?: readonly ProfileNode[];
        readonly samples?: readonly number[];
      };
      readonly timeDeltas?: readonly number[];
    };
  };
}

interface ProfileNode {
  readonly id: number;
  readonly parent?: number;
  readonly callFrame: { readonly functionName: string; readonly url?: string };
}

/** Traces while `work` runs. */
export async function traced(
  browser: Browser,
  pageUrl: string,
  work: () => Promise<void>,
): Promise<ThreadUse> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: { includedCategories: CATEGORIES, traceBufferSizeInKb: 600_000 },
  });
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1_000;
  const complete = new Promise<string>((resolve) => {
    session.once('Tracing.tracingComplete', ({ stream }) => resolve(stream ?? ''));
  });
  await session.send('Tracing.end');
  const events = await readTrace(session, await complete);
  await session.detach();
  return useOf(events, pageUrl, seconds);
}

async function readTrace(session: CDPSession, handle: string): Promise<TraceEvent[]> {
  const chunks: Buffer[] = [];
  for (;;) {
    const { data, eof, base64Encoded } = await session.send('IO.read', { handle, size: 16_000_000 });
    chunks.push(Buffer.from(data, base64Encoded ? 'base64' : 'utf8'));
    if (eof) break;
  }
  const trace: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return (trace as { traceEvents: TraceEvent[] }).traceEvents;
}

function useOf(events: readonly TraceEvent[], pageUrl: string, seconds: number): ThreadUse {
  const thread = mainThread(events, pageUrl);
  const isThere = (event: TraceEvent) => event.pid === thread.pid && event.tid === thread.tid;
  const own = events.filter(isThere).sort((one, other) => one.ts - other.ts);
  const tasks = own.filter(({ name, dur }) => name === 'RunTask' && dur !== undefined);
  const parts = ourParts(own, tasks);
  const profile = profileOf(events, thread.pid);
  const longest = parts.reduce((most, part) => (part.ms > most.ms ? part : most), { ms: 0, cpu: 0 });
  return {
    seconds,
    share: profile.ours / 1_000 / (seconds * 1_000),
    longest: longest.ms,
    longestCpu: Math.max(0, ...parts.map(({ cpu }) => cpu)),
    overFrame: parts.filter(({ ms }) => ms > 16).length,
    longestTask: tasks.reduce((most, { dur = 0 }) => Math.max(most, dur / 1_000), 0),
    functions: [...profile.functions]
      .map(([name, us]) => [name, us / 1_000] as const)
      .sort((one, other) => other[1] - one[1])
      .slice(0, 12),
  };
}

function mainThread(events: readonly TraceEvent[], pageUrl: string): TraceEvent {
  const byPage = events.find(
    ({ name, args }) =>
      (name === 'EventDispatch' || name === 'FunctionCall' || name === 'EvaluateScript') &&
      (args.data?.url ?? '').startsWith(pageUrl),
  );
  if (byPage === undefined) throw new Error(`The trace knows nothing of ${pageUrl}`);
  return byPage;
}

/** What callbacks of ours took of each task; calls within calls count once. */
function ourParts(own: readonly TraceEvent[], tasks: readonly TraceEvent[]): { ms: number; cpu: number }[] {
  const parts = tasks.map(() => ({ ms: 0, cpu: 0 }));
  let at = 0;
  let covered = 0;
  for (const { name, ts, dur = 0, tdur = 0, args } of own) {
    if (name !== 'FunctionCall' || ts < covered || !(args.data?.url ?? '').startsWith(OURS)) continue;
    covered = ts + dur;
    for (let task = tasks[at]; task && task.ts + (task.dur ?? 0) < ts; task = tasks[at]) at++;
    const part = parts[at];
    if (!part) continue;
    part.ms += dur / 1_000;
    part.cpu += tdur / 1_000;
  }
  return parts.filter(({ ms }) => ms > 0);
}

/** Microseconds with a function of ours on the stack, and by the function of ours that was called last. */
function profileOf(
  events: readonly TraceEvent[],
  pid: number,
): { ours: number; functions: Map<string, number> } {
  const functions = new Map<string, number>();
  const nodes = new Map<string, ProfileNode>();
  let ours = 0;
  for (const { name, pid: of, id, args } of events) {
    if (name !== 'ProfileChunk' || of !== pid) continue;
    for (const node of args.data?.cpuProfile?.nodes ?? []) nodes.set(`${id} ${node.id}`, node);
    const samples = args.data?.cpuProfile?.samples ?? [];
    for (const [index, sample] of samples.entries()) {
      const us = args.data?.timeDeltas?.[index] ?? 0;
      for (let node = nodes.get(`${id} ${sample}`); node; node = nodes.get(`${id} ${node.parent}`)) {
        if (!(node.callFrame.url ?? '').startsWith(OURS)) continue;
        ours += us;
        const named = node.callFrame.functionName || '(anonymous)';
        functions.set(named, (functions.get(named) ?? 0) + us);
        break;
      }
    }
  }
  return { ours, functions };
}
