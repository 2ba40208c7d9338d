import type { InspectedAvatar, PageInspection } from '../../src/shared/messages.ts';
import type { LeftOut } from '../../src/sites/find.ts';

/** One JSON object an avatar: the contract that saved pages are checked by from outside. */
export function jsonLine({ reason: _, band, ...avatar }: InspectedAvatar): string {
  const { site, account, handle, name, link, src, fetched, kind, rect } = avatar;
  return JSON.stringify({
    site,
    account,
    handle,
    name,
    link,
    src,
    fetched,
    kind,
    rect: rect.map((pixels) => Math.round(pixels * 100) / 100),
    band: band ?? 'unjudged',
  });
}

const WIDTHS = [8, 10, 20, 24, 24];

export const TABLE_HEAD = row(['band', 'kind', 'box', 'account', 'name', 'picture']);

export function tableRow({ band, kind, rect, account, name, src }: InspectedAvatar): string {
  const [x, y, width, height] = rect.map(Math.round);
  return row([
    band ?? 'unjudged',
    kind,
    `${width}x${height} at ${x},${y}`,
    account ?? '–',
    name ?? '–',
    shortened(src),
  ]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0)).join('  ');
}

const WORDS: Readonly<Record<LeftOut, string>> = {
  no_rule: 'no rule fits the element',
  no_picture: 'shows no picture',
  other_address: 'not the address of an avatar',
  differs: 'not the shape of an avatar',
  default_picture: 'default picture',
  no_account: 'no account can be read',
  own_account: 'the account that is signed in',
  excluded: 'in a region that is left out',
  twin: 'the same picture lies under it as a background',
  not_laid_out: 'not laid out',
};

/** Lines on what was not judged and what was left out, for standard error. */
export function remarks({ avatars, leftOut }: PageInspection): string[] {
  const unjudged = counted(
    avatars.flatMap(({ band, reason }) => (band === null ? ['no answer'] : reason === null ? [] : [reason])),
  );
  const reasons = leftOut.map(({ why, src }) => ({ why: words(why), src }));
  return [
    ...reasons.flatMap(({ why, src }) => (src === null ? [] : [`left out (${why}): ${shortened(src)}`])),
    `${avatars.length} avatars${unjudged === '' ? '' : `, of which cannot be judged: ${unjudged}`}`,
    `${leftOut.length} left out${leftOut.length === 0 ? '' : `: ${counted(reasons.map(({ why }) => why))}`}`,
  ];
}

const isKnown = (why: string): why is LeftOut => why in WORDS;
const words = (why: string): string => (isKnown(why) ? WORDS[why] : why);

function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word.replaceAll('_', ' ')}`).join(', ');
}

const MAX_SHOWN = 160;
const shortened = (url: string): string => (url.length > MAX_SHOWN ? `${url.slice(0, MAX_SHOWN)}…` : url);
