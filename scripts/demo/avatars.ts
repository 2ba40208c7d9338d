/** Where the avatars of a demo page are, and which of them carry a badge. */
import type { Badge, Rect, Tab } from '../drive/driver.ts';

/** Expression of `[account, rectangle in the document]` of every element that `selector` finds. */
export const avatarRects = (selector: string, account: string): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [${account}, { x: x + scrollX, y: y + scrollY, width, height }];
  })`;

export const X_AVATARS = avatarRects(
  '[data-testid^="UserAvatar-Container-"]',
  `element.dataset.testid.slice('UserAvatar-Container-'.length)`,
);

export const FACEBOOK_AVATARS = avatarRects(
  '[role=listitem] svg',
  String.raw`/user\/(\d+)/.exec(element.closest('a').getAttribute('href'))[1]`,
);

/** Accounts whose avatar carries a badge at this moment. */
export async function badgedAccounts(tab: Tab, rects: string): Promise<Set<string>> {
  const badges = await tab.badges();
  const avatars = await tab.evaluate<[string, Rect][]>(rects);
  return new Set(
    avatars.filter(([, rect]) => badges.some((badge) => isOn(badge, rect))).map(([account]) => account),
  );
}

/** A badge may stand over the edge of its avatar by this many pixels. */
const OVERHANG = 8;

function isOn({ rect }: Badge, avatar: Rect): boolean {
  const x = rect.x + rect.width / 2;
  const y = rect.y + rect.height / 2;
  return (
    x > avatar.x - OVERHANG &&
    x < avatar.x + avatar.width + OVERHANG &&
    y > avatar.y - OVERHANG &&
    y < avatar.y + avatar.height + OVERHANG
  );
}
