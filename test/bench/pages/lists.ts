/** Long lists of people: one that grows as it is scrolled, and one that uses its few cells again. */
import {
  FACEBOOK_PICTURES,
  facebookPicturePath,
  X_PICTURES,
  xPicturePath,
  xPictureUrl,
} from '../../../scripts/demo/addresses.ts';
import type { Member } from '../../../scripts/demo/cast.ts';
import { facebookPage, row } from '../../../scripts/demo/facebook-page.ts';
import type { Route } from '../../../scripts/demo/server.ts';
import { xPage } from '../../../scripts/demo/x-page.ts';

export const APPENDED_URL = 'https://www.facebook.com/groups/482915507733106/members/all';
export const VIRTUAL_URL = 'https://x.com/long_list/followers';
const MORE = 'https://www.facebook.com/more?from=';
/** Rows that come at once. */
const BATCH = 50;
const CELL_HEIGHT = 88;

/** People of a list, under accounts of their own. Portraits are decided by the server's pictures. */
export const people = (count: number, prefix: string): Member[] =>
  Array.from({ length: count }, (_, at) => ({
    account: `${prefix}${String(at).padStart(6, '0')}`,
    name: `Member ${at}`,
    note: 'Here since spring',
    portrait: { kind: 'missing' },
  }));

const html = (body: string) => ({ type: 'text/html; charset=utf-8', body });

/** Append-only: `first` rows are there at once, the others come as the end draws near. */
export function appendedList(members: readonly Member[], first: number): Route {
  const rows = (from: number, to: number) =>
    members
      .slice(from, to)
      .map((member, at) => row(member, from + at))
      .join('');
  const script = `<script>(() => {
    const list = document.querySelector('[role=list]');
    let next = ${first};
    let loading = false;
    const more = async () => {
      if (loading || next >= ${members.length}) return;
      if (scrollY + innerHeight * 4 < document.documentElement.scrollHeight) return;
      loading = true;
      const answer = await fetch('/more?from=' + next);
      list.insertAdjacentHTML('beforeend', await answer.text());
      next += ${BATCH};
      loading = false;
      more();
    };
    addEventListener('scroll', more, { passive: true });
  })()</script>`;
  return ({ url }) => {
    if (url === APPENDED_URL)
      return html(facebookPage(members.slice(0, first)).replace('</body>', `${script}</body>`));
    if (!url.startsWith(MORE)) return null;
    const from = Number(url.slice(MORE.length));
    return html(rows(from, from + BATCH));
  };
}

/** Virtualised: the cells in sight and a few more exist, and show others as the list is scrolled. */
export function virtualList(members: readonly Member[], cells = 26): Route {
  const data = members.map((member) => [member.account, xPictureUrl(member)]);
  const script = `<script>(() => {
    const people = ${JSON.stringify(data)};
    const list = document.querySelector('.list');
    list.style.minHeight = people.length * ${CELL_HEIGHT} + 'px';
    const cells = [...list.children];
    const shown = new Map();
    const show = (cell, at) => {
      const [account, picture] = people[at];
      cell.style.transform = 'translateY(' + at * ${CELL_HEIGHT} + 'px)';
      cell.querySelector('[data-testid^=UserAvatar]').dataset.testid = 'UserAvatar-Container-' + account;
      for (const link of cell.querySelectorAll('a')) link.setAttribute('href', '/' + account);
      cell.querySelector('.name').textContent = 'Member ' + at;
      cell.querySelector('.picture').style.backgroundImage = 'url("' + picture + '")';
      cell.querySelector('img').src = picture;
    };
    const render = () => {
      const from = Math.max(0, Math.floor((scrollY - list.offsetTop) / ${CELL_HEIGHT}) - 4);
      const wanted = new Set(cells.map((_, at) => from + at).filter((at) => at < people.length));
      const free = cells.filter((cell) => !wanted.has(shown.get(cell)));
      const there = new Set(shown.values());
      for (const at of wanted) {
        if (there.has(at)) continue;
        const cell = free.pop();
        if (!cell) break;
        shown.set(cell, at);
        show(cell, at);
      }
    };
    addEventListener('scroll', render, { passive: true });
    render();
  })()</script>`;
  const page = xPage(members.slice(0, cells)).replace('</body>', `${script}</body>`);
  return ({ url }) => (url === VIRTUAL_URL ? html(page) : null);
}

export interface ListPictures {
  readonly people: readonly Uint8Array[];
  readonly strong: readonly Uint8Array[];
  /** Every n-th member has a picture with strong signs. */
  readonly strongEvery: number;
}

/** Every member's picture, in whatever size is asked for. */
export function listPictures(members: readonly Member[], pictures: ListPictures): Route {
  const byPath = new Map(
    members.flatMap(
      (member, at) =>
        [
          [X_PICTURES + xPicturePath(member.account), at],
          [FACEBOOK_PICTURES + facebookPicturePath(member), at],
        ] as const,
    ),
  );
  return ({ host, path }) => {
    const at =
      byPath.get(host + path.replace(/(?:_\w+)?\.jpg$/, '')) ?? byPath.get(host + (path.split('?')[0] ?? ''));
    if (at === undefined) return null;
    const pool = at % pictures.strongEvery === 0 ? pictures.strong : pictures.people;
    const body = pool[at % pool.length];
    return body === undefined
      ? null
      : { type: 'image/jpeg', body, headers: { 'cache-control': 'max-age=604800' } };
  };
}
