import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { fetchPicture } from '../../src/engine/fetch-picture.ts';

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
const forever = () => new AbortController().signal;

describe('fetchPicture', () => {
  test('takes the larger variant where there is one', async () => {
    const body = await picture;
    const host = await serve((_, response) => response.end(body));
    const fetched = await fetchPicture(
      { kind: 'url', url: `${host}/small`, larger: `${host}/large` },
      true,
      forever(),
    );
    expect(fetched.variant).toBe('larger');
    expect(fetched.bytes?.length).toBe(body.length);
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
    const source = { kind: 'url', url: `${host}/small`, larger: `${host}/large` } as const;
    expect((await fetchPicture(source, true, forever())).variant).toBe('shown');
  });

  test('asks for nothing but the shown picture when larger ones are not allowed', async () => {
    const body = await picture;
    const asked: (string | undefined)[] = [];
    const host = await serve(({ url }, response) => {
      asked.push(url);
      response.end(body);
    });
    await fetchPicture({ kind: 'url', url: `${host}/small`, larger: `${host}/large` }, false, forever());
    expect(asked).toEqual(['/small']);
  });

  test('tries once more when the server is busy', async () => {
    const body = await picture;
    let requests = 0;
    const host = await serve((_, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(503).end();
      else response.end(body);
    });
    const fetched = await fetchPicture({ kind: 'url', url: host, larger: null }, true, forever());
    expect(fetched.failure).toBe(null);
    expect(requests).toBe(2);
  });

  test('a missing picture is not loadable, and not asked for twice', async () => {
    let requests = 0;
    const host = await serve((_, response) => {
      requests += 1;
      response.writeHead(404).end();
    });
    const fetched = await fetchPicture({ kind: 'url', url: host, larger: null }, true, forever());
    expect(fetched.failure).toBe('not_loadable');
    expect(requests).toBe(1);
  });

  test('an unreachable server is not loadable', async () => {
    const host = await serve(() => {});
    server?.close();
    const fetched = await fetchPicture({ kind: 'url', url: host, larger: null }, true, forever());
    expect(fetched.failure).toBe('not_loadable');
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
    const fetched = await fetchPicture({ kind: 'url', url: host, larger: null }, true, forever());
    expect(fetched.failure).toBe('too_many_bytes');
    await stopped;
  });

  test('reads a picture given whole', async () => {
    const dataUrl = `data:image/png;base64,${(await picture).toString('base64')}`;
    const fetched = await fetchPicture({ kind: 'data', dataUrl }, true, forever());
    expect(fetched.variant).toBe('given');
    expect(fetched.bytes?.length).toBe((await picture).length);
  });

  test('rejects as soon as it is cancelled', async () => {
    const host = await serve(() => {});
    const leaving = new AbortController();
    const fetched = fetchPicture({ kind: 'url', url: host, larger: null }, true, leaving.signal);
    setTimeout(() => leaving.abort(), 20);
    await expect(fetched).rejects.toThrow();
  });
});
