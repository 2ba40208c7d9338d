import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fetchPicture } from '../../src/engine/fetch-picture.ts';
import type { PictureSource } from '../../src/shared/messages.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
  .png()
  .toBuffer();

const fetched = (source: PictureSource, signal = new AbortController().signal) =>
  fetchPicture({ source, isPrivate: false }, signal);
const shown = (url: string): PictureSource => ({ kind: 'url', url, larger: null });
const withLarger = (host: string): PictureSource => ({
  kind: 'url',
  url: `${host}/small`,
  larger: `${host}/large`,
});

describe('fetchPicture', () => {
  test('takes the larger variant where there is one', async () => {
    const body = await picture;
    const host = await serve((_, response) => response.end(body));
    const { variant, bytes } = await fetched(withLarger(host));
    expect(variant).toBe('larger');
    expect(bytes?.length).toBe(body.length);
  });

  test.each([
    ['is missing', 404, ''],
    ['is a page', 200, '<!doctype html><title>Log in</title>'],
  ])('falls back to the picture as shown when the larger one %s', async (_, status, text) => {
    const body = await picture;
    const host = await serve(({ url }, response) => {
      if (url === '/large') response.writeHead(status).end(text);
      else response.end(body);
    });
    expect((await fetched(withLarger(host))).variant).toBe('shown');
  });

  test('a guessed address leads to no other', async () => {
    const body = await picture;
    const asked: (string | undefined)[] = [];
    const host = await serve(({ url }, response) => {
      asked.push(url);
      if (url === '/large') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end(body);
    });
    expect((await fetched(withLarger(host))).variant).toBe('shown');
    expect(asked).toEqual(['/large', '/small']);
  });

  test.each([
    [true, 'no-store'],
    [false, 'force-cache'],
  ] as const)('private: %s, cache: %s', async (isPrivate, cache) => {
    const body = await picture;
    const host = await serve((_, response) => response.end(body));
    const spy = vi.spyOn(globalThis, 'fetch');
    await fetchPicture({ source: withLarger(host), isPrivate }, new AbortController().signal);
    expect(spy.mock.calls.map(([, init]) => init?.cache)).toEqual([cache]);
    spy.mockRestore();
  });

  test('tries once more when the server is busy', async () => {
    const body = await picture;
    let requests = 0;
    const host = await serve((_, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(503).end();
      else response.end(body);
    });
    const { failure } = await fetched(shown(host));
    expect(failure).toBe(null);
    expect(requests).toBe(2);
  });

  test('a missing picture is not loadable, and not asked for twice', async () => {
    let requests = 0;
    const host = await serve((_, response) => {
      requests += 1;
      response.writeHead(404).end();
    });
    const { failure } = await fetched(shown(host));
    expect(failure).toBe('not_loadable');
    expect(requests).toBe(1);
  });

  test('an unreachable server is not loadable', async () => {
    const host = await serve(() => {});
    server?.close();
    const { failure } = await fetched(shown(host));
    expect(failure).toBe('not_loadable');
  });

  test('stops reading an endless answer', async () => {
    let closed: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const host = await serve((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024);
      const more = () => response.write(chunk);
      response.on('drain', more).on('close', closed);
      more();
    });
    const { failure } = await fetched(shown(host));
    expect(failure).toBe('too_many_bytes');
    await stopped;
  });

  test('reads a picture given whole', async () => {
    const dataUrl = `data:image/png;base64,${(await picture).toString('base64')}`;
    const { variant, bytes } = await fetched({ kind: 'data', dataUrl });
    expect(variant).toBe('given');
    expect(bytes?.length).toBe((await picture).length);
  });

  test('rejects as soon as it is cancelled', async () => {
    const host = await serve(() => {});
    const leaving = new AbortController();
    const cancelled = fetched(shown(host), leaving.signal);
    setTimeout(() => leaving.abort(), 20);
    await expect(cancelled).rejects.toThrow();
  });
});
