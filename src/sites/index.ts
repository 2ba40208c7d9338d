import { siteKey, sitePattern } from '../shared/settings.ts';
import { bluesky } from './bluesky.ts';
import { discord } from './discord.ts';
import { facebook } from './facebook.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { instagram } from './instagram.ts';
import { linkedin } from './linkedin.ts';
import { mastodon } from './mastodon.ts';
import { medium } from './medium.ts';
import { quora } from './quora.ts';
import { reddit } from './reddit.ts';
import type { Site } from './site.ts';
import { telegram } from './telegram.ts';
import { threads } from './threads.ts';
import { tiktok } from './tiktok.ts';
import { vk } from './vk.ts';
import { x } from './x.ts';
import { youtube } from './youtube.ts';

/** Every site known by name, by id; others get the generic fallback. */
export const SITES: readonly Site[] = [
  bluesky,
  discord,
  facebook,
  github,
  instagram,
  linkedin,
  mastodon,
  medium,
  quora,
  reddit,
  telegram,
  threads,
  tiktok,
  vk,
  x,
  youtube,
];

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

/** The site that a page belongs to: by its host, else by what it holds. */
export function siteOf(page: Document): Site {
  const { hostname } = new URL(page.URL);
  const byHost = siteForHost(hostname);
  if (byHost !== generic) return byHost;
  const isRecognised = ({ recognisedBy }: Site) =>
    recognisedBy !== null && page.querySelector(recognisedBy) !== null;
  return SITES.find(isRecognised) ?? generic;
}

/** What is switched on and off as one: a site known by name with all its hosts, or a host by itself. */
export interface SiteChoice {
  readonly label: string;
  /** As `siteKey` gives them. */
  readonly hosts: readonly string[];
  /** Match patterns of its pages, and of the hosts that its photos lie on: asked for together. */
  readonly origins: readonly string[];
}

const choiceOf = ({ name, hosts, imageHosts }: Pick<Site, 'name' | 'hosts' | 'imageHosts'>): SiteChoice => {
  const keys = [...new Set(hosts.filter((host) => !host.startsWith('*')).map(siteKey))];
  return { label: name, hosts: keys, origins: [...new Set([...keys.map(sitePattern), ...imageHosts])] };
};

/** The sites that can be switched on by name, in the order of their names. */
export const NAMED_CHOICES: readonly SiteChoice[] = SITES.filter(({ hosts }) => hosts.length > 0)
  .map(choiceOf)
  .sort((a, b) => a.label.localeCompare(b.label));

export function siteChoice(host: string): SiteChoice {
  const site = siteForHost(host);
  return choiceOf(site === generic ? { name: siteKey(host), hosts: [host], imageHosts: [] } : site);
}
