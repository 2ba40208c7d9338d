import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../scripts/demo/server.ts';
import { openDetector } from '../../src/engine/node/detector.ts';
import { type BadPicture, badPictures } from './bad-pictures.ts';
import { FAMILIES, isSkipped, type Started, start } from './start.ts';

const FOLDER = 'https://pbs.twimg.com/profile_images/1000000000000000001/';
const pictures = await badPictures();

const route: Route = ({ url }) => {
  const found = pictures.find(({ name }) => url.split('?')[0] === FOLDER + name);
  return found === undefined
    ? null
    : {
        status: found.status ?? 200,
        type: found.type,
        body: found.bytes,
        ...(found.delay === undefined ? {} : { delay: found.delay }),
      };
};

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`bad pictures in ${family}`, () => {
    let started: Started;
    beforeAll(async () => {
      started = await start(family, { routes: [route] });
    });
    afterAll(() => started?.close());

    it.each(pictures)('$name: $reason', async ({ name, reason }) => {
      const source = { kind: 'url', url: FOLDER + name, larger: null } as const;
      const { verdict } = await started.driver.ask('checkPicture', source);
      expect(verdict).toMatchObject({ band: 'unjudged', reason, score: null });
    });

    it('checks all of them at once', async () => {
      const all = await Promise.all(
        pictures
          .filter(({ delay }) => delay === undefined)
          .map(({ name }) =>
            started.driver.ask('checkPicture', { kind: 'url', url: `${FOLDER}${name}?again`, larger: null }),
          ),
      );
      expect(all.every(({ verdict }) => verdict.band === 'unjudged')).toBe(true);
    });
  });
}

describe('bad pictures in Node', () => {
  const readable = pictures.filter(({ status, delay }) => status === undefined && delay === undefined);
  it.each(readable)('$name: $reason', async ({ bytes, reason }: BadPicture) => {
    const detector = await openDetector();
    const verdict = await detector.judge(bytes, new AbortController().signal);
    expect(verdict).toMatchObject({ band: 'unjudged', reason, score: null });
  });
});
