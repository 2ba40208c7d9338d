import Papa from 'papaparse';

/** One line of a list of picture links. */
export interface LinkedPicture {
  readonly line: number;
  readonly url: string;
  /** What else the line says of the account; null where there is no such column. */
  readonly account: string | null;
  readonly name: string | null;
  readonly link: string | null;
}

export interface Links {
  readonly pictures: readonly LinkedPicture[];
  /** Lines without a link to a picture. */
  readonly faulty: readonly { readonly line: number; readonly text: string }[];
}

/** Headings that people give such columns, in lower case; the first that is there counts. */
const HEADINGS = {
  url: ['picture', 'photo', 'image', 'avatar', 'picture_url', 'photo_url', 'image_url', 'avatar_url', 'url'],
  account: ['account', 'id', 'account_id', 'user_id', 'handle', 'username'],
  name: ['name', 'display_name', 'full_name'],
  link: ['profile', 'profile_url', 'profile_link', 'link'],
} as const;
type Field = keyof typeof HEADINGS;

/** A table with headings, or bare links, one a line; commas, semicolons or tabs. */
export function linksFromCsv(csv: string): Links {
  const data = recordsOf(csv.replace(/^\ufeff/, ''));
  const head = data[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const columns = Object.fromEntries(
    (Object.keys(HEADINGS) as Field[]).map((field) => [field, columnOf(head, field)]),
  ) as Record<Field, number>;
  const hasHeadings = columns.url >= 0;
  const pictures: LinkedPicture[] = [];
  const faulty: { line: number; text: string }[] = [];
  for (const [at, { line, cells }] of data.entries()) {
    if (at === 0 && hasHeadings) continue;
    const cell = (field: Field) => cells[columns[field]]?.trim() || null;
    const url = httpUrl(hasHeadings ? cell('url') : (cells.find((value) => httpUrl(value) !== null) ?? null));
    if (url === null) faulty.push({ line, text: cells.join(', ').slice(0, 200) });
    else
      pictures.push({
        line,
        url,
        account: cell('account'),
        name: cell('name'),
        link: httpUrl(cell('link')),
      });
  }
  return { pictures, faulty };
}

/** With the line that each begins on: quoted cells may span several, and empty lines count. */
function recordsOf(csv: string): { readonly line: number; readonly cells: readonly string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  let line = 1;
  let end = 0;
  Papa.parse<string[]>(csv, {
    step({ data, meta }) {
      if (data.some((cell) => cell.trim() !== '')) records.push({ line, cells: data });
      line += csv.slice(end, meta.cursor).match(/\r\n|\r|\n/g)?.length ?? 0;
      end = meta.cursor;
    },
  });
  return records;
}

const columnOf = (head: readonly string[], field: Field): number => {
  for (const heading of HEADINGS[field]) if (head.includes(heading)) return head.indexOf(heading);
  return -1;
};

function httpUrl(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text.trim());
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}
