import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabPage, type OpenOptions, openLab, type PageLab } from './browser.ts';
import type { Plan } from './harness.ts';

let lab: PageLab;
let open: LabPage[] = [];
beforeAll(async () => {
  lab = await openLab();
}, 120_000);
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});
afterAll(() => lab?.close());

async function visit(name: string, options: OpenOptions = {}): Promise<LabPage> {
  const visited = await lab.open(name, options);
  open.push(visited);
  return visited;
}

const X: Plan = [
  ['AAAAaaaa', 'strong'],
  ['BBBB', 'some'],
  ['EEEEeeee', 'strong'],
  ['FFFFffff', 'unjudged'],
];
const STRONG = 'badge_strong';

const browse = (visited: LabPage, on = true) =>
  visited.page.evaluate((to) => window.harness.watch.browse(to), on);

async function browsed(name: string, options: OpenOptions = {}): Promise<LabPage> {
  const visited = await visit(name, options);
  await browse(visited);
  return visited;
}

const untilBadges = (visited: LabPage, count: number) =>
  expect.poll(() => visited.badges(), { timeout: 4_000 }).toHaveLength(count);

/** A while in which nothing should happen. */
const still = (visited: LabPage) => visited.page.waitForTimeout(900);

describe('collectors, where layout counts', () => {
  it.each(['x-followers', 'facebook-group-members', 'generic-members'])(
    '%s gives exactly the expected avatars',
    async (name) => {
      const { page, expected } = await visit(name);
      await page.waitForLoadState('load');
      const found = await page.evaluate(() => window.harness.find());
      const byUrl = (one: { url: string }, other: { url: string }) => one.url.localeCompare(other.url);
      expect(found.sort(byUrl)).toEqual([...expected.avatars].sort(byUrl));
    },
  );

  it('finds a picture once its closed panel opens, and one that a lazy loader fills in', async () => {
    const { page } = await browsed('generic-members');
    const keys = () => page.evaluate(() => window.harness.requests.map((request) => request.key));
    await expect.poll(keys).toContain('https://people.example/photos/ana.png?size=96');
    expect(await keys()).not.toContain('https://people.example/photos/kim.png');
    await page.evaluate(() => {
      document.querySelector('#panel')?.removeAttribute('hidden');
      const lazy = document.querySelector<HTMLImageElement>('a[href="/users/gus"] img');
      if (lazy) lazy.src = '/photos/gus.png';
    });
    await expect.poll(keys).toContain('https://people.example/photos/kim.png');
    await expect.poll(keys).toContain('https://people.example/photos/gus.png');
  });
});

describe('badges', () => {
  it('stand on the avatars with strong signs and on no other', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await still(visited);
    const badges = await visited.badges();
    expect(badges.map((badge) => badge.name)).toEqual([STRONG, STRONG]);
    for (const [index, account] of ['ada_first', 'img_only'].entries()) {
      const avatar = await visited.page
        .locator(`[data-testid="UserAvatar-Container-${account}"]`)
        .boundingBox();
      const badge = badges[index];
      if (!avatar || !badge) throw new Error('Nothing to compare');
      expect(badge.width).toBeGreaterThanOrEqual(14);
      expect(badge.width).toBeLessThanOrEqual(18);
      expect(Math.abs(badge.x + badge.width - (avatar.x + avatar.width))).toBeLessThan(6);
      expect(Math.abs(badge.y - avatar.y)).toBeLessThan(6);
    }
  });

  it('change nothing in the page but one element of their own', async () => {
    const { page } = await visit('x-followers', { plan: X });
    const inside = () => page.evaluate(() => document.body.outerHTML);
    const before = await inside();
    const size = () =>
      page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    const sizeBefore = await size();
    await page.evaluate(() => window.harness.watch.browse(true));
    await page.waitForFunction(() => window.harness.requests.length >= 5);
    await page.waitForTimeout(300);
    expect(await inside()).toBe(before);
    expect(await size()).toEqual(sizeBefore);
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(3);
  });

  it('follow their avatars when the page scrolls, and hide under a sticky bar', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    const [, before] = await visited.badges();
    await visited.page.evaluate(() => window.scrollTo(0, 120));
    await untilBadges(visited, 1);
    const [after] = await visited.badges();
    expect(after?.y).toBeCloseTo((before?.y ?? 0) - 120, 0);
  });

  it('leave a recycled cell that shows somebody else, and come to it with the picture', async () => {
    const visited = await browsed('x-followers', { plan: [...X, ['ZZZZ', 'strong']] });
    await untilBadges(visited, 2);
    const recycle = (account: string, token: string) =>
      visited.page.evaluate(
        ([handle, picture]) => {
          const cell = document.querySelector('[data-testid="UserCell"]');
          const url = `https://pbs.twimg.com/profile_images/2000000000000000001/${picture}_x96.jpg`;
          cell
            ?.querySelector('[data-testid^="UserAvatar"]')
            ?.setAttribute('data-testid', `UserAvatar-Container-${handle}`);
          cell?.querySelector('img')?.setAttribute('src', url);
          const background = cell?.querySelector<HTMLElement>('[style*="background"]');
          if (background) background.style.backgroundImage = `url("${url}")`;
        },
        [account, token] as const,
      );
    await recycle('nobody_marked', 'YYYY');
    await untilBadges(visited, 1);
    await recycle('marked_again', 'ZZZZ');
    await untilBadges(visited, 2);
    const signs = await visited.page.evaluate(() => window.harness.watch.summary().signs);
    const strong = signs.filter((sign) => sign.result.verdict.band === 'strong');
    expect(strong.map((sign) => sign.account).sort()).toEqual(['ada_first', 'img_only', 'marked_again']);
  });

  it('come to an avatar that is added later, and go when it is removed', async () => {
    const visited = await browsed('x-followers', { plan: [...X, ['ZZZZ', 'strong']] });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      const first = document.querySelector('[data-testid="cellInnerDiv"]');
      const copy = first?.cloneNode(true) as HTMLElement;
      copy.innerHTML = copy.innerHTML.replaceAll('AAAAaaaa', 'ZZZZzzzz').replaceAll('ada_first', 'zoe');
      copy.style.transform = 'translateY(400px)';
      first?.parentElement?.append(copy);
    });
    await untilBadges(visited, 3);
    await visited.page.evaluate(() => document.querySelector('[data-testid="cellInnerDiv"]')?.remove());
    await untilBadges(visited, 2);
  });

  it('follow an SVG picture whose link attribute changes', async () => {
    const visited = await browsed('facebook-group-members', { plan: [['401_', 'strong']] });
    await untilBadges(visited, 1);
    const setLink = (name: string) =>
      visited.page.evaluate((file) => {
        const image = document.querySelector('[role="main"] svg image');
        const url = `https://scontent-zrh1-1.xx.fbcdn.net/v/t39.30808-1/${file}_n.jpg?stp=cp0_dst-jpg_s60x60`;
        image?.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', url);
      }, name);
    await setLink('777_8_9');
    await untilBadges(visited, 0);
    await setLink('401_8_9');
    await untilBadges(visited, 1);
  });

  it('are drawn under a strict policy of the page', async () => {
    const policy = "default-src 'none'; img-src https:; style-src 'unsafe-hashes'";
    const visited = await browsed('x-followers', { plan: X, policy });
    await expect.poll(() => visited.badges()).not.toHaveLength(0);
    const [badge] = await visited.badges();
    expect(badge?.width).toBeGreaterThanOrEqual(14);
  });

  it('cannot be found by the page', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.mouse.move(500, 600);
    const [badge] = await visited.badges();
    if (!badge) throw new Error('No badge');
    const hit = await visited.page.evaluate(
      ([x, y]) => {
        const host = document.documentElement.lastElementChild;
        return {
          shadow: host?.shadowRoot,
          isHit: document.elementsFromPoint(x, y).includes(host as Element),
        };
      },
      [badge.x + 5, badge.y + 8] as const,
    );
    expect(hit).toEqual({ shadow: null, isHit: false });
  });

  it('stay as they are however the page styles the element they lie in', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      document.documentElement.lastElementChild?.setAttribute(
        'style',
        'display: none !important; opacity: 0 !important',
      );
      const style = document.createElement('style');
      style.textContent = 'html > div { display: none !important } button { width: 400px !important }';
      document.head.append(style);
    });
    await still(visited);
    const badges = await visited.badges();
    expect(badges).toHaveLength(2);
    expect(badges[0]?.width).toBeLessThanOrEqual(18);
  });

  it('are put back when the page throws them out, but not for ever', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    const throwOut = async (): Promise<boolean> => {
      await visited.page.evaluate(() => {
        const last = document.documentElement.lastElementChild;
        if (last !== document.body) last?.remove();
      });
      await visited.page.waitForTimeout(50);
      return visited.page.evaluate(() => document.documentElement.lastElementChild !== document.body);
    };
    expect(await throwOut()).toBe(true);
    await untilBadges(visited, 2);
    let times = 1;
    while ((await throwOut()) && times < 20) times++;
    expect(times).toBeLessThan(10);
  });

  it('go with every trace when the site is switched off, and come back when it is on', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await browse(visited, false);
    expect(await visited.page.evaluate(() => document.documentElement.children.length)).toBe(2);
    await browse(visited);
    await untilBadges(visited, 2);
  });

  it('go with every trace when the extension was updated under the page', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      window.harness.alive = false;
      document.body.append('changed');
      document.querySelector('main')?.append(document.createElement('p'));
    });
    await expect.poll(() => visited.page.evaluate(() => document.documentElement.children.length)).toBe(2);
  });

  it('stand at the other corner where text runs from right to left', async () => {
    const html = (page: string) => page.replace('dir="ltr"', 'dir="rtl"');
    const visited = await browsed('x-followers', { plan: X, html });
    await untilBadges(visited, 2);
    const avatar = await visited.page.locator('[data-testid="UserAvatar-Container-ada_first"]').boundingBox();
    const [badge] = await visited.badges();
    expect(Math.abs((badge?.x ?? 0) - (avatar?.x ?? 0))).toBeLessThan(6);
  });
});

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
