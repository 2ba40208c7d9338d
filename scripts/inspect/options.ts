import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run --silent inspect -- --url https://host/path --html FILE [--picture FILE] [--json]
  Opens a saved page under its address in Chromium with the extension, and prints the avatars that are found there.
  What the rules of the site leave out, and why, goes to standard error. Nothing is fetched from outside.
  --url      the address that the page was saved from
  --html     the saved page
  --picture  stands for every photo, instead of a drawn portrait
  --json     one JSON object an avatar instead of a table
Exit status: 0 the page was inspected · 1 the browser could not be started · 64 wrong usage · 66 a file is missing`;

export interface Options {
  /** https, in the form that browsers give addresses. */
  readonly url: string;
  readonly html: string;
  readonly picture: string | null;
  readonly json: boolean;
}

/** @throws with what is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      html: { type: 'string' },
      picture: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { url, html, picture, json } = values;
  if (url === undefined || html === undefined) throw new Error('--url and --html are needed.');
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw new Error(`--url must be an address that starts with https://, and ${url} is not.`);
  return { url: new URL(url).href, html, picture: picture ?? null, json };
}
