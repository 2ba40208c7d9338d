import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isPublic } from '../../src/cli/addresses.ts';
import { fetchUrl } from '../../src/cli/fetch-url.ts';
import { LIMITS } from '../../src/detection/image/limits.ts';

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
const anywhere = () => true;

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  'host.example',
])('%s is no public address', (address) => expect(isPublic(address)).toBe(false));

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111'])('%s is a public address', (address) =>
  expect(isPublic(address)).toBe(true),
);

describe('fetchUrl', () => {
  test('follows redirects, and brings no cookies and no credentials', async () => {
    const seen: object[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers);
      if (request.url === '/from') response.writeHead(302, { location: '/to', 'set-cookie': 'a=b' }).end();
      else response.end('bytes');
    });
    const bytes = await fetchUrl(`${url.replace('//', '//me:secret@')}/from`, anywhere);
    expect(new TextDecoder().decode(bytes)).toBe('bytes');
    expect(seen).toHaveLength(2);
    for (const headers of seen) {
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('authorization');
    }
  });

  test('reads one byte more than the engine accepts', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(LIMITS.bytes + 9_000)));
    expect(await fetchUrl(url, anywhere)).toHaveLength(LIMITS.bytes + 1);
  });

  test.each([
    ['an endless redirect', 302, { location: '/' }, /redirects/],
    ['a redirect out of the web', 302, { location: 'file:///etc/passwd' }, /file:/],
    ['an error of the server', 503, {}, /503/],
  ])('%s is not loadable', async (_, status, headers, message) => {
    const url = await serve((_request, response) => response.writeHead(status, headers).end());
    await expect(fetchUrl(url, anywhere)).rejects.toMatchObject({
      reason: 'not_loadable',
      message: expect.stringMatching(message),
    });
  });

  test('a redirect into a private network is not followed', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
    });
    const allows = (address: string) => address === '127.0.0.1';
    await expect(fetchUrl(url, allows)).rejects.toThrow('10.0.0.1 is not on the public internet');
    expect(asked).toBe(1);
  });

  test.each(['http://localhost/', 'http://127.1/', 'http://[::1]/', 'http://[::ffff:7f00:1]/', 'nothing'])(
    '%s is refused',
    async (url) => expect(fetchUrl(url)).rejects.toMatchObject({ reason: 'not_loadable' }),
  );
});
