import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { LIMITS } from '../detection/image/limits.ts';
import type { UnjudgedReason } from '../shared/verdict.ts';
import { isPublic } from './addresses.ts';

/** As in a browser: for the whole of one picture, and as the Fetch standard has it. */
const TIMEOUT_MS = 15_000;
const REDIRECTS = 20;

export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly reason: Extract<UnjudgedReason, 'not_loadable' | 'timed_out'>;
  constructor(reason: FetchError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * The bytes of a picture on the web, without cookies, credentials or referrer. Of a larger one than the engine accepts
 * it gives one byte more than that, by which the engine knows it.
 * @param allows whether an address may be connected to; tested after each look-up of a name, so that neither a
 *   redirect nor a name leads into a private network
 * @throws FetchError
 */
export async function fetchUrl(url: string, allows = isPublic): Promise<Uint8Array<ArrayBuffer>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    let next = parse(url);
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const response = await request(next, allows, signal);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 200 && statusCode < 300) return await readUpToLimit(response);
      response.destroy();
      if (statusCode < 300 || statusCode >= 400 || headers.location === undefined)
        throw new FetchError('not_loadable', `The server answered with status ${statusCode}`);
      next = parse(headers.location, next);
    }
    throw new FetchError('not_loadable', `More than ${REDIRECTS} redirects`);
  } catch (error) {
    if (signal.aborted) throw new FetchError('timed_out', `Not loaded within ${TIMEOUT_MS / 1000} s`);
    if (error instanceof FetchError) throw error;
    throw new FetchError('not_loadable', error instanceof Error ? error.message : String(error));
  }
}

function parse(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw new FetchError('not_loadable', 'This is no URL');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FetchError('not_loadable', `${url.protocol} is not fetched, only http: and https:`);
  url.username = '';
  url.password = '';
  return url;
}

function request(
  url: URL,
  allows: (address: string) => boolean,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A host that is an address is connected to without a look-up.
  if (isIP(host) !== 0 && !allows(host)) throw refused(host);
  const checkedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = error === null ? addresses : [];
      if (first === undefined) callback(error ?? refused(hostname), '');
      else if (!addresses.every(({ address }) => allows(address))) callback(refused(hostname), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const { get } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    get(url, { lookup: checkedLookup, signal, headers: { accept: 'image/*' } }, resolve).on('error', reject);
  });
}

function refused(host: string): FetchError {
  return new FetchError('not_loadable', `${host} is not on the public internet`);
}

async function readUpToLimit(response: http.IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LIMITS.bytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks)).subarray(0, LIMITS.bytes + 1);
}
