import { describe, expect, it } from 'vitest';
import type { LabPage } from './browser.ts';
import { browse, untilBadges, useVisits, X } from './visits.ts';

const { visit, browsed } = useVisits();

const FACES = 'https://pbs.twimg.com/profile_images/2000000000000000001/';
const ROW = `<div data-testid="UserCell"><div data-testid="UserAvatar-Container-zoe" style="width:40px;height:40px">
  <a href="/zoe"><img alt="" width="40" height="40" src="${FACES}ZZZZ_x96.jpg"></a></div></div>`;
const PLAN = [...X, ['ZZZZ', 'strong']] as const;

const asked = (visited: LabPage, text: string) =>
  visited.page.evaluate(
    (part) => window.harness.requests.filter((request) => request.key.includes(part)).length,
    text,
  );
const priorities = (visited: LabPage, text: string) =>
  visited.page.evaluate(
    (part) => window.harness.requests.filter(({ key }) => key.includes(part)).map(({ priority }) => priority),
    text,
  );

describe('discovery', () => {
  it('looks into open shadow roots, nested ones and what changes in them', async () => {
    const visited = await browsed('x-followers', { plan: PLAN });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      const outer = document.createElement('div');
      outer.style.cssText = 'position: fixed; left: 20px; top: 420px';
      const host = document.createElement('div');
      outer.attachShadow({ mode: 'open' }).append(host);
      host.attachShadow({ mode: 'open' });
      document.body.append(outer);
    });
    await visited.page.waitForTimeout(200);
    await visited.page.evaluate((row) => {
      const inner = document.body.lastElementChild?.shadowRoot?.firstElementChild?.shadowRoot;
      if (inner) inner.innerHTML = row;
    }, ROW);
    await untilBadges(visited, 3);
    await visited.page.evaluate(() => document.body.lastElementChild?.remove());
    await untilBadges(visited, 2);
  });

  it('looks into frames of the same origin, and leaves no trace of those that went', async () => {
    const visited = await browsed('x-followers', { plan: PLAN });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.style.cssText =
        'position: fixed; left: 620px; top: 0; width: 270px; height: 690px; background: #fff';
      frame.src = '/in_a_frame';
      document.body.append(frame);
    });
    // The same page again, at its side.
    await expect.poll(async () => (await visited.badges()).length, { timeout: 4_000 }).toBeGreaterThan(2);
    const [, framed] = visited.page.frames();
    expect(await framed?.evaluate(() => document.documentElement.lastElementChild?.localName)).toBe('div');
    await browse(visited, false);
    expect(await framed?.evaluate(() => document.documentElement.lastElementChild?.localName)).toBe('body');
    await browse(visited, true);
    await expect.poll(async () => (await visited.badges()).length, { timeout: 4_000 }).toBeGreaterThan(2);
    await visited.page.evaluate(() => document.querySelector('iframe')?.remove());
    await untilBadges(visited, 2);
    const found = () => visited.page.evaluate(() => window.harness.watch.inspect().avatars.length);
    const { expected } = visited;
    await expect.poll(found).toBe(expected.avatars.length);
  });

  it('finds pictures again that a frame shows after it went elsewhere', async () => {
    const visited = await browsed('x-followers', { plan: PLAN });
    await untilBadges(visited, 2);
    const found = () => visited.page.evaluate(() => window.harness.watch.inspect().avatars.length);
    const alone = await found();
    const go = (address: string) =>
      visited.page.evaluate((to) => {
        const frame = document.querySelector('iframe') ?? document.createElement('iframe');
        frame.src = to;
        if (!frame.isConnected) document.body.append(frame);
      }, address);
    await go('/first');
    await expect.poll(found).toBe(2 * alone);
    await go('about:blank');
    await expect.poll(found).toBe(alone);
    await go('/second');
    await expect.poll(found).toBe(2 * alone);
  });

  it('notices another source of a picture that has several', async () => {
    const visited = await browsed('x-followers', { plan: PLAN });
    await untilBadges(visited, 2);
    await visited.page.evaluate(
      ([row, faces]) => {
        const holder = document.createElement('div');
        holder.style.cssText = 'position: fixed; left: 20px; top: 420px';
        holder.innerHTML = row.replace(
          /<img([^>]*)>/,
          `<picture><source srcset="${faces}YYYY_x96.jpg 1x"><img$1></picture>`,
        );
        document.body.append(holder);
      },
      [ROW, FACES] as const,
    );
    await expect.poll(() => asked(visited, 'YYYY')).toBe(1);
    await visited.page.evaluate((faces) => {
      document.querySelector('source')?.setAttribute('srcset', `${faces}ZZZZ_x96.jpg 1x`);
    }, FACES);
    await untilBadges(visited, 3);
  });

  it('counts afresh when the page goes elsewhere without a load', async () => {
    const visited = await browsed('x-followers', { plan: PLAN });
    await untilBadges(visited, 2);
    await visited.page.evaluate((row) => {
      history.pushState({}, '', '/somebody_else/followers');
      const list = document.querySelector('main');
      if (list) list.innerHTML = row;
    }, ROW);
    const summary = () => visited.page.evaluate(() => window.harness.summaries.at(-1));
    await expect.poll(async () => (await summary())?.found).toBe(1);
    await expect.poll(async () => (await summary())?.bands.strong).toBe(1);
    await untilBadges(visited, 1);
  });
});

describe('what is not looked at', () => {
  const far = (html: string) =>
    html.replace(
      '</body>',
      `<div style="height: 4000px"></div>${ROW}<div style="height: 4000px"></div></body>`,
    );

  it('is checked once the page rests, without any change of the page', async () => {
    const visited = await browsed('x-followers', { plan: PLAN, html: far });
    await expect.poll(() => priorities(visited, 'ZZZZ'), { timeout: 5_000 }).toEqual(['idle']);
  });

  it('is taken back when it scrolls past unchecked, and has its turn when the page rests', async () => {
    const visited = await browsed('x-followers', { plan: PLAN });
    await untilBadges(visited, 2);
    await visited.page.evaluate((row) => {
      window.harness.answerAfterMs = 100_000;
      document.body.insertAdjacentHTML('beforeend', `<div style="height: 4000px"></div>${row}`);
      document.querySelector('[data-testid$="zoe"]')?.scrollIntoView();
    }, ROW);
    const isSeen = (text: string) => expect.poll(() => priorities(visited, text), { timeout: 2_000 });
    await isSeen('ZZZZ').toEqual(['visible']);
    // Whatever changed while the page loaded has had its consequences.
    await visited.page.waitForTimeout(2_500);
    await visited.page.evaluate(() => window.scrollTo(0, 0));
    const cancelled = () => visited.page.evaluate(() => window.harness.cancelled);
    await expect.poll(cancelled).toEqual([`${FACES}ZZZZ_x96.jpg`]);
    await expect.poll(() => priorities(visited, 'ZZZZ'), { timeout: 5_000 }).toEqual(['visible', 'idle']);
  });

  it('waits in a tab that is not shown, and comes first again when it is', async () => {
    const visited = await visit('x-followers', { plan: X });
    const show = (isShown: boolean) =>
      visited.page.evaluate((shown) => {
        Object.defineProperty(document, 'hidden', { value: !shown, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isShown);
    await visited.page.evaluate(() => {
      window.harness.answerAfterMs = 100_000;
      window.harness.watch.browse(true);
    });
    await expect.poll(() => priorities(visited, 'AAAA')).toEqual(['visible']);
    await show(false);
    await expect.poll(() => priorities(visited, 'AAAA'), { timeout: 5_000 }).toEqual(['visible', 'idle']);
    await show(true);
    await expect.poll(() => priorities(visited, 'AAAA')).toEqual(['visible', 'idle', 'visible']);
  });
});
