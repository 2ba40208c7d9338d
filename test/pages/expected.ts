import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Avatar, ListRule } from '../../src/sites/site.ts';

export type ExpectedAvatar = Pick<Avatar, 'account' | 'handle' | 'name' | 'link' | 'kind' | 'url' | 'larger'>;

export interface ExpectedList {
  readonly layout: ListRule['layout'];
  readonly rows: number;
}

export interface FoundOnPage {
  readonly site: string;
  readonly avatars: readonly ExpectedAvatar[];
  readonly lists: readonly ExpectedList[];
}

/** What the file beside a fixture page says of it. */
export interface ExpectedPage extends FoundOnPage {
  readonly address: string;
}

export const fixture = (name: string): Promise<string> =>
  readFile(path.join(import.meta.dirname, `${name}.html`), 'utf8');

export const expectedOf = async (name: string): Promise<ExpectedPage> =>
  JSON.parse(await readFile(path.join(import.meta.dirname, `${name}.json`), 'utf8'));

/** Of a site or of all: `x-followers` is a page of `x`. */
export const fixtureNames = (site = ''): string[] =>
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.json') && file.startsWith(site && `${site}-`))
    .map((file) => path.basename(file, '.json'));
