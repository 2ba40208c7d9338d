/** One row of the demo's table for each member: what the picture is, and what was said of it. */
import type { CheckResult, PictureSource } from '../../src/shared/messages.ts';
import { facebookPictureUrl, xPictureUrl } from './addresses.ts';
import { FACEBOOK_AVATARS, X_AVATARS } from './avatars.ts';
import { FACEBOOK_MEMBERS, type Member, type PortraitKind, X_FOLLOWERS } from './cast.ts';
import { FACEBOOK_URL, X_URL } from './sites.ts';

export interface DemoSite {
  readonly name: 'X' | 'Facebook';
  readonly url: string;
  readonly members: readonly Member[];
  readonly source: (member: Member) => PictureSource;
  /** Expression of `[account, rectangle in the document]` of every avatar on the page. */
  readonly avatarRects: string;
}

export const DEMO_SITES: readonly DemoSite[] = [
  {
    name: 'X',
    url: X_URL,
    members: X_FOLLOWERS,
    source: (member) => ({
      kind: 'url',
      url: xPictureUrl(member),
      larger: xPictureUrl(member, '400x400'),
    }),
    avatarRects: X_AVATARS,
  },
  {
    name: 'Facebook',
    url: FACEBOOK_URL,
    members: FACEBOOK_MEMBERS,
    source: (member) => ({ kind: 'url', url: facebookPictureUrl(member), larger: null }),
    avatarRects: FACEBOOK_AVATARS,
  },
];

/** Members whose picture is a photo of somebody: default silhouettes are nobody's and never checked. */
export const checkedMembers = ({ members }: DemoSite): Member[] =>
  members.filter(({ portrait }) => portrait.kind !== 'silhouette');

const WHAT: Readonly<Record<PortraitKind, string>> = {
  gan: 'GAN face',
  photo: 'photo of a person',
  drawing: 'drawing',
  silhouette: 'default picture',
  missing: 'missing picture',
};

export interface Row {
  readonly site: DemoSite['name'];
  readonly member: Member;
  readonly result: CheckResult;
}

const COLUMNS = [
  ['site', 9],
  ['account', 17],
  ['what it is', 18],
  ['band', 24],
  ['score', 6],
  ['ms', 5],
] as const;

const line = (cells: readonly string[]): string =>
  cells
    .map((text, at) => text.padEnd(COLUMNS[at]?.[1] ?? 0))
    .join(' ')
    .trimEnd();

export const HEADER = line(COLUMNS.map(([title]) => title));

export function rowText({ site, member, result: { verdict } }: Row): string {
  const band = verdict.band === 'unjudged' ? `unjudged: ${verdict.reason}` : verdict.band;
  const score = verdict.score === null ? '–' : verdict.score.toFixed(3);
  return line([
    site,
    member.account,
    WHAT[member.portrait.kind],
    band,
    score,
    String(Math.round(verdict.ms)),
  ]);
}

/** @returns what is wrong with a row, or null: GAN faces that can be judged are flagged, and nothing else is */
export function fault({ member: { portrait }, result: { verdict } }: Row, badged: boolean): string | null {
  const flagged = verdict.band === 'strong';
  if (flagged !== badged)
    return flagged ? 'strong signs, but no badge on the page' : 'a badge without strong signs';
  if (portrait.kind === 'gan')
    return flagged || verdict.band === 'unjudged' ? null : 'a GAN face without a badge';
  return badged ? `a badge on a ${WHAT[portrait.kind]}` : null;
}
