/** A local HTTPS server that answers for every host name, by routes, and remembers what it was asked. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the answer starts. */
  readonly delay?: number;
}

export interface Asked {
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers what it knows; null leaves it to the next. */
export type Route = (asked: Asked) => Answer | null | Promise<Answer | null>;

export interface LocalServer {
  readonly port: number;
  /** Everything asked so far, in order. */
  readonly asked: readonly Asked[];
  /** Answers before the routes that were there. */
  addRoute(route: Route): void;
  /** Forgets what was asked. */
  forget(): void;
  close(): Promise<void>;
}

const NOT_FOUND: Answer = { status: 404, type: 'text/plain', body: 'Not found' };

export async function startServer(routes: readonly Route[]): Promise<LocalServer> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'telltale.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  const added: Route[] = [...routes];
  const asked: Asked[] = [];

  const server = createServer({ key, cert }, async (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const path = request.url ?? '/';
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const one: Asked = { host, path, url: `https://${host}${path}`, headers };
    asked.push(one);
    try {
      const answer = await firstAnswer(added, one);
      if (answer.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delay));
      response.writeHead(answer.status ?? 200, { 'content-type': answer.type, ...answer.headers });
      response.end(answer.body);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    asked,
    addRoute: (route) => added.unshift(route),
    forget: () => {
      asked.length = 0;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

async function firstAnswer(routes: readonly Route[], asked: Asked): Promise<Answer> {
  for (const route of routes) {
    const answer = await route(asked);
    if (answer !== null) return answer;
  }
  return NOT_FOUND;
}
