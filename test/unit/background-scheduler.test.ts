import { describe, expect, test } from 'vitest';
import { createScheduler, type Scheduler } from '../../src/background/scheduler.ts';
import type { Priority } from '../../src/shared/messages.ts';

class Transient extends Error {}

const scheduler = (parallel = 1, timeoutMs = 1_000, parallelOfOwner = parallel) =>
  createScheduler<string>({
    parallel,
    parallelOfOwner,
    timeoutMs,
    isTransient: (error) => error instanceof Transient,
  });

/** A job that ends when told to, and says whether it was stopped. */
function job(key: string, priority: Priority = 'visible', owner = 1) {
  const seen = { starts: 0, aborted: false };
  let resolve: (value: string) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const end = new Promise<string>((...settle) => {
    [resolve, reject] = settle;
  });
  const run = (signal: AbortSignal) => {
    seen.starts += 1;
    signal.addEventListener('abort', () => {
      seen.aborted = true;
      reject(signal.reason);
    });
    return end;
  };
  return { task: { key, priority, owner, run }, seen, resolve: (value: string) => resolve(value) };
}

/** Adds jobs that note when they run. */
const adder =
  (schedule: Scheduler<string>['schedule'], order: string[]) =>
  (key: string, priority: Priority, owner = 1) =>
    schedule(
      {
        key,
        priority,
        owner,
        run: async () => {
          order.push(key);
          return key;
        },
      },
      forever(),
    );

const forever = () => new AbortController().signal;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('scheduler', () => {
  test('runs one job for all who ask for the same picture', async () => {
    const { schedule } = scheduler();
    const first = job('a');
    const second = job('a');
    const answers = [schedule(first.task, forever()), schedule(second.task, forever())];
    first.resolve('judged');
    expect(await Promise.all(answers)).toEqual(['judged', 'judged']);
    expect(second.seen.starts).toBe(0);
  });

  test('takes the most urgent first, and the oldest of equally urgent', async () => {
    const { schedule } = scheduler();
    const order: string[] = [];
    const add = adder(schedule, order);
    const running = job('running');
    const answers = [
      schedule(running.task, forever()),
      add('idle', 'idle'),
      add('near', 'near'),
      add('visible 1', 'visible'),
      add('visible 2', 'visible'),
      add('asked', 'asked'),
    ];
    running.resolve('');
    await Promise.all(answers);
    expect(order).toEqual(['asked', 'visible 1', 'visible 2', 'near', 'idle']);
  });

  test('a later, more urgent word for a waiting picture moves it forward', async () => {
    const { schedule } = scheduler();
    const order: string[] = [];
    const add = adder(schedule, order);
    const running = job('running');
    const answers = [
      schedule(running.task, forever()),
      add('a', 'near'),
      add('b', 'idle'),
      add('b', 'asked'),
    ];
    running.resolve('');
    await Promise.all(answers);
    expect(order).toEqual(['b', 'a']);
  });

  test('gives each tab its turn among equally urgent pictures', async () => {
    const { schedule } = scheduler();
    const order: string[] = [];
    const add = adder(schedule, order);
    const running = job('running');
    const answers = [
      schedule(running.task, forever()),
      ...['a1', 'a2', 'a3'].map((key) => add(key, 'visible', 1)),
      ...['b1', 'b2'].map((key) => add(key, 'visible', 2)),
      add('b3', 'near', 2),
    ];
    running.resolve('');
    await Promise.all(answers);
    expect(order).toEqual(['b1', 'a1', 'b2', 'a2', 'a3', 'b3']);
  });

  test('one tab whose pictures never come leaves places to the others', async () => {
    const { schedule } = scheduler(3, 1_000, 2);
    const hanging = ['a', 'b', 'c'].map((key) => job(key, 'asked', 1));
    const answers = hanging.map(({ task }) => schedule(task, forever()));
    const other = adder(schedule, []);
    expect(await other('d', 'idle', 2)).toBe('d');
    expect(hanging.map(({ seen }) => seen.starts)).toEqual([1, 1, 0]);
    for (const { resolve } of hanging) resolve('');
    await Promise.all(answers);
  });

  test('a picture that two tabs show counts for the one whose turn it is', async () => {
    const { schedule } = scheduler(2, 1_000, 1);
    const hanging = job('hanging', 'visible', 1);
    const shared = job('shared', 'visible', 1);
    const answers = [
      schedule(hanging.task, forever()),
      schedule(shared.task, forever()),
      schedule({ ...shared.task, owner: 2 }, forever()),
    ];
    expect(shared.seen.starts).toBe(1);
    for (const { resolve } of [hanging, shared]) resolve('');
    await Promise.all(answers);
  });

  test('runs no more side by side than allowed', async () => {
    const { schedule } = scheduler(2);
    const jobs = ['a', 'b', 'c'].map((key) => job(key));
    const answers = jobs.map(({ task }) => schedule(task, forever()));
    expect(jobs.map(({ seen }) => seen.starts)).toEqual([1, 1, 0]);
    for (const { resolve } of jobs) resolve('');
    await Promise.all(answers);
    expect(jobs.map(({ seen }) => seen.starts)).toEqual([1, 1, 1]);
  });

  test('goes on for the others when one who asked leaves', async () => {
    const { schedule } = scheduler();
    const shared = job('a');
    const leaving = new AbortController();
    const left = schedule(shared.task, leaving.signal);
    const staying = schedule(shared.task, forever());
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(shared.seen.aborted).toBe(false);
    shared.resolve('judged');
    expect(await staying).toBe('judged');
  });

  test('stops a running job that nobody waits for, and frees its place', async () => {
    const { schedule } = scheduler();
    const unwanted = job('a');
    const next = job('b');
    const leaving = new AbortController();
    const left = schedule(unwanted.task, leaving.signal);
    const answer = schedule(next.task, forever());
    leaving.abort();
    await expect(left).rejects.toThrow();
    next.resolve('judged');
    expect(await answer).toBe('judged');
    expect(unwanted.seen.aborted).toBe(true);
  });

  test('never starts a waiting job that was cancelled', async () => {
    const { schedule } = scheduler();
    const running = job('running');
    const waiting = job('waiting');
    const leaving = new AbortController();
    const first = schedule(running.task, forever());
    const left = schedule(waiting.task, leaving.signal);
    leaving.abort();
    running.resolve('');
    await first;
    await expect(left).rejects.toThrow();
    await turn();
    expect(waiting.seen.starts).toBe(0);
  });

  test('a picture asked for again right after it was cancelled is judged', async () => {
    const { schedule } = scheduler();
    const leaving = new AbortController();
    const left = schedule(job('a').task, leaving.signal);
    leaving.abort();
    const again = job('a');
    const answer = schedule(again.task, forever());
    again.resolve('judged');
    await expect(left).rejects.toThrow();
    expect(await answer).toBe('judged');
  });

  test('tries once more after a passing failure, and only once', async () => {
    const { schedule } = scheduler();
    let tries = 0;
    const failing = (times: number) => async () => {
      tries += 1;
      if (tries <= times) throw new Transient('gone');
      return 'judged';
    };
    expect(await schedule({ key: 'a', priority: 'near', owner: 1, run: failing(1) }, forever())).toBe(
      'judged',
    );
    tries = 0;
    await expect(
      schedule({ key: 'a', priority: 'near', owner: 1, run: failing(5) }, forever()),
    ).rejects.toThrow('gone');
    expect(tries).toBe(2);
  });

  test('does not try again what cannot succeed', async () => {
    const { schedule } = scheduler();
    let tries = 0;
    const run = async () => {
      tries += 1;
      throw new Error('broken');
    };
    await expect(schedule({ key: 'a', priority: 'near', owner: 1, run }, forever())).rejects.toThrow(
      'broken',
    );
    expect(tries).toBe(1);
  });

  test('lets go of a job that never ends', async () => {
    const { schedule } = scheduler(1, 20);
    const hanging = schedule(
      { key: 'a', priority: 'near', owner: 1, run: () => new Promise(() => {}) },
      forever(),
    );
    const next = schedule({ key: 'b', priority: 'near', owner: 1, run: async () => 'judged' }, forever());
    await expect(hanging).rejects.toThrow();
    expect(await next).toBe('judged');
  });
});
