import type { AvatarRule, ReadRule } from './site.ts';

/** Shorthands for the rules that most sites need. */

/** A picture that its address alone tells from all others. */
export const avatar = (selector: string, url: RegExp): AvatarRule => ({
  selector,
  url,
  shape: null,
  accountNeeded: false,
});

/** From the link that a picture lies in. */
export const linkAround = (key: RegExp): ReadRule => ({
  within: 'a[href]',
  from: ':scope',
  attribute: 'href',
  key,
});

/** From the first fitting link of a row. */
export const linkIn = (row: string, key: RegExp): ReadRule => ({
  within: row,
  from: 'a[href]',
  attribute: 'href',
  key,
});

/** The same, for a picture that lies in no link: one that does stands for whom that link leads to, or for nobody named. */
export const linkBeside = (row: string, key: RegExp): ReadRule => linkIn(`a[href], ${row}`, key);

/** From an attribute of the picture or of what it lies in. */
export const attributeOf = (within: string, attribute: string, key: RegExp): ReadRule => ({
  within,
  from: ':scope',
  attribute,
  key,
});

/** The first text in a row that is not empty. */
export const textIn = (row: string, from: string): ReadRule => ({
  within: row,
  from,
  attribute: null,
  key: /^(.+)$/,
});

/** The same, of the smallest part of a region that has any: a quote in a post has its own author. */
export const nearestTextIn = (region: string, from: string): ReadRule =>
  textIn(`:is(${region}):has(${from}), :is(${region}) :has(${from})`, from);
