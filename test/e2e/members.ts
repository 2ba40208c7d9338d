/** Members for tests that change pages: under new names, so that nothing is known of them before. */
import { FACEBOOK_MEMBERS, type Member, type Portrait, X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import { type Encoding, served } from '../../scripts/demo/pictures.ts';
import { FACEBOOK_ENCODING, X_LARGER } from '../../scripts/demo/sites.ts';
import { cell } from '../../scripts/demo/x-page.ts';
import type { Tab } from '../../scripts/drive/driver.ts';
import { openDetector } from '../../src/engine/node/detector.ts';

const NEWCOMERS = 6;
/** More than that without enough strong signs, and the model itself is broken. */
const MOST_LOOKED_AT = 60;

const detector = await openDetector();

async function hasStrongSigns(portrait: Portrait, encoding: Encoding): Promise<boolean> {
  const bytes = await served(portrait, encoding);
  if (bytes === null) return false;
  const { band } = await detector.judge(new Uint8Array(bytes), new AbortController().signal);
  return band === 'strong';
}

/**
 * The tests of lists and pages are not about accuracy: they take the first GAN faces that this model is sure of. How
 * many it is sure of is measured by the demo's own tests and by the model's.
 */
async function strongGanFaces(): Promise<Portrait[]> {
  const found: Portrait[] = [];
  for (let file = 60; file < 60 + MOST_LOOKED_AT && found.length < NEWCOMERS; file++) {
    const portrait: Portrait = { kind: 'gan', file };
    if (await hasStrongSigns(portrait, X_LARGER)) found.push(portrait);
  }
  if (found.length < NEWCOMERS)
    throw new Error(`Only ${found.length} of ${MOST_LOOKED_AT} GAN faces have strong signs`);
  return found;
}

const newcomers = (portraits: readonly Portrait[], prefix: string): Member[] =>
  portraits.map((portrait, at) => ({
    account: `${prefix}${at}`,
    name: `Newcomer ${at}`,
    note: 'New here',
    portrait,
  }));

const photos = X_FOLLOWERS.map(({ portrait }) => portrait).filter(({ kind }) => kind === 'photo');

export const GAN_NEWCOMERS = newcomers(await strongGanFaces(), 'new_gan_');
export const PHOTO_NEWCOMERS = newcomers(photos.slice(0, NEWCOMERS), 'new_photo_');

/** A member of the Facebook group whose small picture has strong signs. */
export async function strongOnFacebook(): Promise<Member> {
  for (const member of FACEBOOK_MEMBERS) {
    if (member.portrait.kind === 'gan' && (await hasStrongSigns(member.portrait, FACEBOOK_ENCODING)))
      return member;
  }
  throw new Error('No GAN face of the Facebook group has strong signs');
}

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
