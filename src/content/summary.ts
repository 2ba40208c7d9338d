import type { PageSign, PageSummary } from '../shared/messages.ts';
import type { Band, UnjudgedReason } from '../shared/verdict.ts';
import type { Avatar } from '../sites/site.ts';
import type { CheckState } from './checks.ts';

/** An avatar as it counts in a summary, whether or not it still stands on the page. */
export interface Seen {
  /** As people know it, if the page says so, or its key. */
  readonly account: string | null;
  readonly url: string;
  readonly key: string;
}

export function seenOf({ account, handle, name, url, key }: Avatar): Seen {
  return { account: handle ?? name ?? account, url, key };
}

/** A list that recycles its rows shows the same people again: they count once. */
export function seenKey({ account, key }: Avatar): string {
  return `${account ?? ''} ${key}`;
}

/** Signs listed at most; a page with more has another problem. */
const MAX_SIGNS = 500;
const MAX_LISTED_URL = 100_000;
const STRENGTH: Readonly<Record<Band, number>> = { strong: 2, some: 1, none: 0, unjudged: 0 };

export function summarise(
  host: string,
  seen: Iterable<Seen>,
  stateOf: (key: string) => CheckState | null,
): PageSummary {
  const bands: Record<Band, number> = { strong: 0, some: 0, none: 0, unjudged: 0 };
  const reasons: Partial<Record<UnjudgedReason, number>> = {};
  const signs: PageSign[] = [];
  let found = 0;
  let waiting = 0;
  for (const { account, url, key } of seen) {
    found++;
    const state = stateOf(key);
    if (state?.status === 'waiting') waiting++;
    if (state?.status === 'failed') {
      bands.unjudged++;
      reasons.timed_out = (reasons.timed_out ?? 0) + 1;
    }
    if (state?.status !== 'settled') continue;
    const { verdict } = state.result;
    bands[verdict.band]++;
    if (verdict.reason !== null) reasons[verdict.reason] = (reasons[verdict.reason] ?? 0) + 1;
    if (STRENGTH[verdict.band] > 0)
      signs.push({
        account: account === null ? fileName(url) : shownName(account),
        pictureUrl: listedUrl(url),
        result: state.result,
      });
  }
  signs.sort(byStrength);
  return { host, found, waiting, bands, reasons, signs: signs.slice(0, MAX_SIGNS) };
}

/** Far above any honest name. */
const MAX_NAME = 200;

/** Names come from the page: none may turn the direction of what stands beside it, or fill the popup. */
function shownName(account: string): string {
  return (
    account.slice(0, MAX_NAME).replace(/[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, '') || '–'
  );
}

/** What a picture is called whose account the page does not say. */
function fileName(url: string): string {
  const name = url.startsWith('http') ? new URL(url).pathname.split('/').at(-1) : '';
  return name?.slice(0, MAX_NAME) || '–';
}

/** Summaries are sent again and again: long `data:` pictures stay out of them. */
function listedUrl(url: string): string {
  return url.startsWith('data:') && url.length > MAX_LISTED_URL ? '' : url;
}

function byStrength(one: PageSign, other: PageSign): number {
  const [a, b] = [one.result.verdict, other.result.verdict];
  return STRENGTH[b.band] - STRENGTH[a.band] || (b.score ?? 0) - (a.score ?? 0);
}
