/** One picture to check, with the fields of its JSON line that are passed through, or a line that names none. */
export type Entry =
  | { readonly path: string; readonly fields: Fields }
  | { readonly path: null; readonly fields: Fields; readonly error: string };

export type Fields = Readonly<Record<string, unknown>>;

export const plain = (path: string): Entry => ({ path, fields: {} });

/**
 * A line of standard input: a JSON object that names a picture, or a path. What begins like a JSON object and is
 * none is reported, because a path seldom begins with `{"` and a damaged line often does.
 * @param number of the line, from 1
 */
export function readLine(line: string, number: number): Entry {
  const object = parseObject(line);
  if (object === null) {
    return line.startsWith('{"') ? bad({ line: number }, 'This line is no whole JSON object') : plain(line);
  }
  const { path, ...fields } = object;
  if (typeof path === 'string' && path !== '') return { path, fields };
  const error =
    typeof fields.url === 'string'
      ? 'A url is not fetched: give the path of the picture'
      : 'This line has no "path"';
  return bad({ ...fields, line: number }, error);
}

function bad(fields: Fields, error: string): Entry {
  return { path: null, fields, error };
}

function parseObject(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
