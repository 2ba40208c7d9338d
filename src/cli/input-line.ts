/** One picture to check, with the fields of its JSON line that are passed through, or a line that names none. */
export type Entry =
  | { readonly kind: 'file'; readonly path: string; readonly fields: Fields }
  | { readonly kind: 'url'; readonly url: string; readonly fields: Fields }
  | { readonly kind: 'bad'; readonly error: string; readonly fields: Fields };

export type Fields = Readonly<Record<string, unknown>>;

export const plain = (path: string): Entry => ({ kind: 'file', path, fields: {} });

/** What a table calls it. */
export function nameOf(entry: Entry): string {
  if (entry.kind === 'bad') return 'a line';
  return entry.kind === 'file' ? entry.path : entry.url;
}

/**
 * A line of standard input: a JSON object that names a picture, or a path. A picture on the web and a line that
 * names none are passed on with their number. What begins like a JSON object and is
 * none is reported, because a path seldom begins with `{"` and a damaged line often does.
 * @param number of the line, from 1
 */
export function readLine(line: string, number: number): Entry {
  const object = parseObject(line);
  if (object === null) {
    return line.startsWith('{"') ? bad({ line: number }, 'This line is no whole JSON object') : plain(line);
  }
  const { path, ...fields } = object;
  if (typeof path === 'string' && path !== '') return { kind: 'file', path, fields };
  const { url } = fields;
  if (typeof url === 'string' && url !== '') return { kind: 'url', url, fields: { ...fields, line: number } };
  return bad({ ...fields, line: number }, 'This line has neither "path" nor "url"');
}

function bad(fields: Fields, error: string): Entry {
  return { kind: 'bad', error, fields };
}

function parseObject(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
