/**
 * The match pattern that lets what lies at an address be read, or null where there is none. A host may hold a `*`,
 * which in a pattern stands for every host: a page could make us ask for far more than its own picture.
 */
export function originPattern(url: string): string | null {
  const { protocol, hostname } = new URL(url);
  return hostname.includes('*') ? null : `${protocol}//${hostname}/*`;
}
