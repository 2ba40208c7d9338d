import { facebook } from './facebook.ts';
import { generic } from './generic.ts';
import type { Site } from './site.ts';
import { x } from './x.ts';

/** Every site known by name; others get the generic fallback. */
export const SITES: readonly Site[] = [x, facebook];

export { generic };

function hostFits(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern;
  // The dot stays: `*.x.com` is not `evilx.com`.
  return host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1;
}

export function siteForHost(host: string): Site {
  const wanted = host.toLowerCase();
  return SITES.find((site) => site.hosts.some((pattern) => hostFits(pattern, wanted))) ?? generic;
}

/** @throws TypeError when the address cannot be parsed */
export function siteForUrl(url: string): Site {
  return siteForHost(new URL(url).hostname);
}
