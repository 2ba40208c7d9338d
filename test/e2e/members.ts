/** Members for tests that change pages: not on the demo's own pages, so that nothing is known of them before. */
import type { Member } from '../../scripts/demo/cast.ts';
import { FACEBOOK_MEMBERS, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import { cell } from '../../scripts/demo/x-page.ts';
import type { Tab } from '../../scripts/drive/driver.ts';

const of = (members: readonly Member[], kind: Member['portrait']['kind']): Member[] =>
  members.filter(({ portrait }) => portrait.kind === kind);

/** The demo's portraits under other names. */
const renamed = (members: readonly Member[], prefix: string): Member[] =>
  members.map((member, at) => ({ ...member, account: `${prefix}${at}`, name: `Newcomer ${at}` }));

export const GAN_ON_X = of(X_FOLLOWERS, 'gan');
export const GAN_NEWCOMERS = renamed(GAN_ON_X, 'new_gan_');
export const PHOTO_NEWCOMERS = renamed(of(X_FOLLOWERS, 'photo'), 'new_photo_');
export const GAN_ON_FACEBOOK = of(FACEBOOK_MEMBERS, 'gan');

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There is no member ${index}`);
  return found;
}

/** Adds a cell to the end of the X list, as when it loads more. */
export async function append(tab: Tab, member: Member): Promise<void> {
  await tab.evaluate(`(() => {
    const list = document.querySelector('.list');
    const index = list.children.length;
    list.insertAdjacentHTML('beforeend', ${JSON.stringify(cell(member, 0))});
    list.lastElementChild.style.transform = 'translateY(' + index * 88 + 'px)';
    list.style.minHeight = (index + 1) * 88 + 'px';
  })()`);
  await tab.fit();
}
