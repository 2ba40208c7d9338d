import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Avatar, PictureKind } from '../../src/sites/site.ts';

export interface ExpectedAvatar {
  readonly account: string | null;
  readonly kind: PictureKind;
  readonly url: string;
  readonly larger: string | null;
}

/** What the file beside a fixture page says of it. */
export interface ExpectedPage {
  readonly address: string;
  readonly site: string;
  readonly avatars: readonly ExpectedAvatar[];
}

export const fixture = (name: string): Promise<string> =>
  readFile(path.join(import.meta.dirname, `${name}.html`), 'utf8');

export const expectedOf = async (name: string): Promise<ExpectedPage> =>
  JSON.parse(await readFile(path.join(import.meta.dirname, `${name}.json`), 'utf8'));

export const asExpected = ({ account, kind, url, larger }: Avatar): ExpectedAvatar => ({
  account,
  kind,
  url,
  larger,
});
