import { describe, expect, it } from 'vitest';
import { fixtureNames } from './expected.ts';
import { browse, STRONG, still, untilBadges, useVisits, X } from './visits.ts';

const { visit, browsed } = useVisits();

describe('collectors, where layout counts', () => {
  it.each(fixtureNames())('%s gives exactly the expected avatars', async (name) => {
    const { page, expected } = await visit(name);
    await page.waitForLoadState('load');
    const found = await page.evaluate(() => window.harness.find());
    expect({ ...found, address: expected.address }).toEqual(expected);
  });

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

  it('give way to a control of the page, and never lie on it', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      for (const name of ['ada_first', 'img_only']) {
        const avatar = document.querySelector<HTMLElement>(`[data-testid="UserAvatar-Container-${name}"]`);
        const remove = document.createElement('a');
        remove.href = '/remove';
        remove.className = 'remove';
        remove.style.cssText =
          'position: absolute; z-index: 9; right: -4px; top: -4px; width: 18px; height: 18px; background: #ddd';
        avatar?.style.setProperty('position', 'relative');
        avatar?.append(remove);
      }
    });
    await still(visited);
    const badges = await visited.badges();
    expect(badges).toHaveLength(2);
    const controls = await visited.page.evaluate(() =>
      [...document.querySelectorAll('.remove')].map((control) => {
        const { left, right, top, bottom } = control.getBoundingClientRect();
        return { left, right, top, bottom };
      }),
    );
    for (const { x, y, width, height } of badges)
      for (const { left, right, top, bottom } of controls)
        expect(x + width <= left || x >= right || y + height <= top || y >= bottom).toBe(true);
  });

  it('keep to their avatars when the page zooms or scales its root', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    for (const style of ['zoom: 1.4', 'transform: scale(0.7); transform-origin: 0 0']) {
      await visited.page.evaluate((css) => {
        document.documentElement.style.cssText = css;
      }, style);
      await still(visited);
      const avatar = await visited.page
        .locator('[data-testid="UserAvatar-Container-ada_first"]')
        .boundingBox();
      const [badge] = await visited.badges();
      if (!avatar || !badge) throw new Error(`Nothing to compare under ${style}`);
      expect(Math.abs(badge.x + badge.width - (avatar.x + avatar.width))).toBeLessThan(6);
      expect(Math.abs(badge.y - avatar.y)).toBeLessThan(6);
      expect(badge.width).toBeLessThanOrEqual(18.5);
    }
  });

  it('are told apart without colour, and take the colours that a person forces', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => window.harness.watch.checkAll());
    await untilBadges(visited, 3);
    const drawn = () =>
      visited.page.evaluate(() => {
        const { closedRoot } = window as unknown as { closedRoot: ShadowRoot };
        return [...closedRoot.querySelectorAll<HTMLElement>('button.badge')].map((button) => {
          const shape = button.querySelector('.shape');
          return {
            name: button.ariaLabel,
            path: shape?.getAttribute('d'),
            fill: shape && getComputedStyle(shape).fill,
            isFocusable: button.tabIndex === 0,
          };
        });
      });
    const usual = await drawn();
    expect(new Set(usual.map(({ path }) => path)).size).toBe(2);
    expect(new Set(usual.map(({ name }) => name)).size).toBe(2);
    expect(usual.every(({ isFocusable }) => isFocusable)).toBe(true);
    await visited.page.emulateMedia({ forcedColors: 'active' });
    const forced = await drawn();
    expect(new Set(forced.map(({ fill }) => fill)).size).toBe(1);
    expect(forced[0]?.fill).not.toBe(usual[0]?.fill);
  });

  it('open a card in the colours of the system, and without motion where none is wanted', async () => {
    const card = async (context: {
      colorScheme: 'dark' | 'light';
      reducedMotion: 'reduce' | 'no-preference';
    }) => {
      const visited = await browsed('x-followers', { plan: X, context });
      await untilBadges(visited, 2);
      const [badge] = await visited.badges();
      if (!badge) throw new Error('No badge');
      await visited.page.mouse.click(badge.x + 6, badge.y + 8);
      return visited.page.evaluate(() => {
        const { closedRoot } = window as unknown as { closedRoot: ShadowRoot };
        const shown = closedRoot.querySelector('.card');
        if (!shown) throw new Error('No card');
        const { backgroundColor, animationName } = getComputedStyle(shown);
        return { backgroundColor, animationName };
      });
    };
    const light = await card({ colorScheme: 'light', reducedMotion: 'no-preference' });
    const dark = await card({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(dark.backgroundColor).not.toBe(light.backgroundColor);
    expect([light.animationName, dark.animationName]).toEqual(['appear', 'none']);
  });

  it('hide as long as another element covers their avatar', async () => {
    const visited = await browsed('x-followers', { plan: X });
    await untilBadges(visited, 2);
    await visited.page.evaluate(() => {
      const cover = document.createElement('div');
      cover.id = 'cover';
      cover.style.cssText = 'position: fixed; inset: 0; z-index: 2147483647; background: #fff';
      document.body.append(cover);
    });
    await untilBadges(visited, 0);
    await visited.page.evaluate(() => document.querySelector('#cover')?.remove());
    await untilBadges(visited, 2);
  });
});
