import { describe, expect, it } from 'vitest';
import type { LabPage } from './browser.ts';
import { STRONG, still, untilBadges, useVisits, X } from './visits.ts';

const { visit, browsed } = useVisits();

describe('the details of a badge', () => {
  const card = (visited: LabPage) =>
    visited.page.evaluate(() => {
      const root = (window as unknown as { closedRoot: ShadowRoot }).closedRoot;
      const dialog = root.querySelector('[role="dialog"]');
      const heading = root.getElementById(dialog?.getAttribute('aria-labelledby') ?? '');
      const focus = root.activeElement;
      return {
        name: heading?.textContent ?? null,
        focus: focus?.className ?? null,
        text: dialog?.textContent ?? null,
      };
    });

  async function opened(): Promise<LabPage> {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const name of ['pointerdown', 'mousedown', 'mouseup', 'click'])
        document.addEventListener(name, () => heard.push(name), true);
      document.addEventListener('keydown', (event) => heard.push(event.key));
      document.addEventListener('input', () => heard.push('input'));
    });
    const [badge] = await visited.badges();
    if (!badge) throw new Error('No badge');
    const [x, y] = [badge.x + badge.width / 2, badge.y + badge.height / 2];
    await visited.page.mouse.move(x - 60, y + 4);
    await visited.page.mouse.move(x, y);
    await visited.page.mouse.click(x, y);
    return visited;
  }
  const heard = (visited: LabPage) =>
    visited.page.evaluate(() => (window as unknown as { heard: string[] }).heard);

  it('open by a click that the page never hears of', async () => {
    const visited = await opened();
    expect(await card(visited)).toMatchObject({ name: 'band_strong', focus: 'close' });
    expect(await heard(visited)).toEqual([]);
    expect(visited.page.url()).toBe(visited.expected.address);
    const { text } = await card(visited);
    for (const key of ['check_classifier', 'check_alignment_found', 'details_rarity', 'band_note_strong'])
      expect(text).toContain(key);
  });

  it('close by Escape, which the page never hears of, and give the focus back', async () => {
    const visited = await opened();
    await visited.page.keyboard.press('Escape');
    expect(await card(visited)).toMatchObject({ name: null, focus: 'badge strong near' });
    expect(await heard(visited)).toEqual([]);
  });

  it('open from the keyboard', async () => {
    const visited = await opened();
    await visited.page.keyboard.press('Escape');
    await visited.page.keyboard.press('Enter');
    expect(await card(visited)).toMatchObject({ name: 'band_strong' });
    for (let step = 0; step < 3; step++) await visited.page.keyboard.press('Tab');
    expect((await card(visited)).focus).not.toBeNull();
  });

  it('keep the focus, and give the choice of a check to nobody else', async () => {
    const visited = await opened();
    const focus = () =>
      visited.page.evaluate(() => {
        const { activeElement } = (window as unknown as { closedRoot: ShadowRoot }).closedRoot;
        return activeElement?.closest('label, button, summary')?.textContent;
      });
    const stops: unknown[] = [];
    for (let step = 0; step < 4; step++) {
      await visited.page.keyboard.press('Tab');
      stops.push(await focus());
    }
    expect(stops).toEqual(['details_halves', 'check_alignment', 'details_numbers', '×']);
    await visited.page.keyboard.press('Shift+Tab');
    await visited.page.keyboard.press('Shift+Tab');
    await visited.page.keyboard.press('ArrowDown');
    expect(await focus()).toBe('check_glasses');
    // Only who listens before everybody else learns that something was chosen, as of any click on the card.
    expect(await heard(visited)).toEqual(['click']);
  });

  it('stay whole within a low window, and scroll inside', async () => {
    const visited = await opened();
    await visited.page.setViewportSize({ width: 900, height: 320 });
    await visited.page.keyboard.press('Escape');
    await visited.page.keyboard.press('Enter');
    const fits = await visited.page.evaluate(() => {
      const panel = (window as unknown as { closedRoot: ShadowRoot }).closedRoot.querySelector('.card');
      const box = panel?.getBoundingClientRect();
      return (
        panel && box && box.top >= 0 && box.bottom <= innerHeight && panel.scrollHeight > panel.clientHeight
      );
    });
    expect(fits).toBe(true);
  });

  it('close when the person goes on with the page, which gets that click', async () => {
    const visited = await opened();
    await visited.page.mouse.click(600, 650);
    expect(await card(visited)).toMatchObject({ name: null });
    expect(await heard(visited)).toEqual(['pointerdown', 'mousedown', 'mouseup', 'click']);
  });

  it('go with their avatar', async () => {
    const visited = await opened();
    await visited.page.evaluate(() => document.querySelector('[data-testid="cellInnerDiv"]')?.remove());
    await expect.poll(() => card(visited)).toMatchObject({ name: null });
  });
});

describe('requests', () => {
  const requests = (visited: LabPage) => visited.page.evaluate(() => window.harness.requests);

  it('ask once for a picture, however often it appears', async () => {
    const html = (page: string) =>
      page
        .replaceAll('BBBB-b_b_normal.png', 'AAAAaaaa_x96.jpg')
        .replaceAll('1000000000000000012', '1000000000000000011');
    const visited = await browsed('x-followers', { plan: X, html });
    await untilBadges(visited, 3);
    await still(visited);
    const keys = (await requests(visited)).map((request) => request.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('put what is seen before what is near', async () => {
    const { page } = await browsed('x-followers', { context: { viewport: { width: 900, height: 250 } } });
    await page.waitForFunction(() => window.harness.requests.length >= 5);
    const order = await page.evaluate(() =>
      window.harness.requests.map(({ key, priority }) => [key.slice(57, 61), priority]),
    );
    expect(order).toContainEqual(['AAAA', 'visible']);
    expect(order).toContainEqual(['FFFF', 'near']);
  });

  it('survive a background that was stopped under way', async () => {
    const visited = await visit('x-followers', { plan: X });
    await visited.page.evaluate(() => {
      window.harness.lost = 5;
      window.harness.watch.browse(true);
    });
    await untilBadges(visited, 2);
  });

  it('carry a picture that only the page can read', async () => {
    const visited = await visit('generic-members', { plan: [['data', 'strong']] });
    await visited.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 64;
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      const image = document.querySelector<HTMLImageElement>('a[href="/members/ana"] img');
      if (image && blob) image.src = URL.createObjectURL(blob);
      window.harness.watch.browse(true);
    });
    await untilBadges(visited, 1);
    const sources = (await requests(visited)).map((request) => request.source);
    expect(sources).toContainEqual({
      kind: 'data',
      dataUrl: expect.stringMatching(/^data:image\/png;base64,/),
    });
  });

  it('are taken back when the pictures leave', async () => {
    const visited = await visit('x-followers');
    await visited.page.evaluate(() => {
      window.harness.lost = 1_000;
      window.harness.watch.browse(true);
    });
    await visited.page.waitForFunction(() => window.harness.requests.length >= 5);
    await visited.page.evaluate(() => document.querySelector('.list')?.remove());
    await expect.poll(() => visited.page.evaluate(() => new Set(window.harness.cancelled).size)).toBe(5);
  });
});

describe('checking the page on request', () => {
  it('answers with what is found, checks it all, and shows weaker signs too', async () => {
    const visited = await visit('x-followers', { plan: X });
    const summary = await visited.page.evaluate(() => window.harness.watch.checkAll());
    expect(summary).toMatchObject({ host: 'x.com', found: 5, waiting: 5 });
    await untilBadges(visited, 3);
    expect((await visited.badges()).map((badge) => badge.name).sort()).toEqual([
      'badge_some',
      STRONG,
      STRONG,
    ]);
    await still(visited);
    const told = await visited.page.evaluate(() => window.harness.summaries.at(-1));
    expect(told).toMatchObject({
      found: 5,
      waiting: 0,
      bands: { strong: 2, some: 1, none: 1, unjudged: 1 },
      reasons: { no_face: 1 },
    });
    expect(told?.signs.map((sign) => sign.result.verdict.band)).toEqual(['strong', 'strong', 'some']);
  });

  it('leaves alone what comes later on a site that is off', async () => {
    const visited = await visit('x-followers', { plan: X });
    await visited.page.evaluate(() => window.harness.watch.checkAll());
    await untilBadges(visited, 3);
    await visited.page.evaluate(() => {
      const cell = document.querySelector('[data-testid="cellInnerDiv"]')?.cloneNode(true) as HTMLElement;
      cell.innerHTML = cell.innerHTML.replaceAll('AAAAaaaa', 'ZZZZzzzz');
      document.querySelector('.list')?.append(cell);
    });
    await still(visited);
    const keys = await visited.page.evaluate(() => window.harness.requests.map((request) => request.key));
    expect(keys.filter((key) => key.includes('ZZZZ'))).toEqual([]);
  });
});
