import browser from 'webextension-polyfill';

/** Whether a page or picture at this address may be read. Asked per picture, so answers are kept until they change. */
const known = new Map<string, Promise<boolean>>();

export function originPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

export function mayRead(url: string): Promise<boolean> {
  const pattern = originPattern(url);
  const cached = known.get(pattern);
  if (cached !== undefined) return cached;
  const asked = browser.permissions.contains({ origins: [pattern] });
  known.set(pattern, asked);
  return asked;
}

export function forgetPermissions(): void {
  known.clear();
}
