import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineUnavailable } from '../../src/engine/host.ts';
import type { FromWorker, ToWorker } from '../../src/engine/protocol.ts';
import { unjudged } from '../../src/engine/unjudged.ts';
import { createWorkerHost, type WorkerLike } from '../../src/engine/worker-host.ts';

/** A worker whose part the test plays: real ones run in the end-to-end tests. */
class PlayedWorker extends EventTarget implements WorkerLike {
  readonly heard: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
  crash(): void {
    this.dispatchEvent(new Event('error'));
  }
}

function setUp() {
  const workers: PlayedWorker[] = [];
  const host = createWorkerHost(() => {
    const worker = new PlayedWorker();
    workers.push(worker);
    return worker;
  });
  const judge = (id: string, signal = new AbortController().signal) =>
    host.judge(
      {
        id,
        source: { kind: 'url', url: `https://pictures.example/${id}`, larger: null },
        isPrivate: false,
        thorough: false,
        forAudit: false,
      },
      signal,
    );
  const worker = (index = 0): PlayedWorker => {
    const found = workers[index];
    if (found === undefined) throw new Error(`Worker ${index} was not started`);
    return found;
  };
  return { judge, worker, workers };
}

const JUDGED = { result: unjudged('no_face', 'shown'), photo: null };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('starts the worker with the first picture only, and gives its answers', async () => {
  const { judge, worker, workers } = setUp();
  expect(workers).toHaveLength(0);
  const answers = [judge('a'), judge('b')];
  worker().say({ kind: 'done', id: 'b', judged: JUDGED });
  worker().say({ kind: 'failed', id: 'a', message: 'broken' });
  await expect(answers[0]).rejects.toThrow('broken');
  expect(await answers[1]).toBe(JUDGED);
  expect(workers).toHaveLength(1);
});

test('replaces a worker that hangs: its picture timed out, the others are judged', async () => {
  const { judge, worker } = setUp();
  const [hanging, other] = [judge('a'), judge('b')];
  worker().say({ kind: 'ready' });
  worker().say({ kind: 'judging', id: 'a' });
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await hanging).result.verdict.reason).toBe('timed_out');
  expect(worker(0).terminated).toBe(true);
  worker(1).say({ kind: 'done', id: 'b', judged: JUDGED });
  expect(await other).toBe(JUDGED);
});

test('replaces a worker that dies on a picture', async () => {
  const { judge, worker } = setUp();
  const deadly = judge('a');
  worker().say({ kind: 'ready' });
  worker().say({ kind: 'judging', id: 'a' });
  worker().crash();
  expect((await deadly).result.verdict.reason).toBe('timed_out');
  const next = judge('b');
  worker(1).say({ kind: 'done', id: 'b', judged: JUDGED });
  expect(await next).toBe(JUDGED);
});

test('a slow picture is not blamed for the time that the one before took', async () => {
  const { judge, worker, workers } = setUp();
  const answers = [judge('a'), judge('b')];
  worker().say({ kind: 'ready' });
  worker().say({ kind: 'judging', id: 'a' });
  await vi.advanceTimersByTimeAsync(15_000);
  worker().say({ kind: 'done', id: 'a', judged: JUDGED });
  worker().say({ kind: 'judging', id: 'b' });
  await vi.advanceTimersByTimeAsync(15_000);
  worker().say({ kind: 'done', id: 'b', judged: JUDGED });
  await Promise.all(answers);
  expect(workers).toHaveLength(1);
});

test('an engine that cannot start says so, and is started anew by the next picture', async () => {
  const { judge, worker, workers } = setUp();
  const first = judge('a');
  worker().say({ kind: 'broken', message: 'no models' });
  await expect(first).rejects.toThrow(EngineUnavailable);
  const second = judge('b');
  expect(workers).toHaveLength(2);
  worker(1).say({ kind: 'done', id: 'b', judged: JUDGED });
  expect(await second).toBe(JUDGED);
});

test('a cancelled picture is taken back from the worker', async () => {
  const { judge, worker } = setUp();
  const leaving = new AbortController();
  const left = judge('a', leaving.signal);
  leaving.abort();
  await expect(left).rejects.toThrow();
  expect(worker().heard.at(-1)).toEqual({ kind: 'cancel', id: 'a' });
});
