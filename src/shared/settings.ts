import * as v from 'valibot';

/**
 * What a person can choose. Every field falls back to its default by itself: one broken value in storage loses
 * nothing else. Change a field's meaning and `SETTINGS_VERSION` rises with a step in `migrations`.
 */
export const SETTINGS_VERSION = 1;

const settingsSchema = v.object({
  version: v.fallback(v.literal(SETTINGS_VERSION), SETTINGS_VERSION),
  /** Sites on which photos are checked while browsing, as `siteKey` gives them; none until a person chooses. */
  sitesOn: v.fallback(v.array(v.string()), []),
  /** May a larger unsigned variant of a shown avatar be fetched from the same host? */
  fetchLarger: v.fallback(v.boolean(), true),
  /** Days that verdicts are kept; 0 keeps none between browser starts. */
  keepVerdictsDays: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365)), 30),
  /** Days that audits are kept after they were last worked on; 0 keeps them until a person deletes them. */
  keepAuditsDays: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650)), 0),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

/** Reads stored settings of any version, however damaged. */
export function readSettings(stored: unknown): Settings {
  const isObject = typeof stored === 'object' && stored !== null;
  return v.parse(settingsSchema, isObject ? stored : {});
}

export const DEFAULT_SETTINGS: Settings = readSettings({});

/** One switch for a site: its host without the prefixes of its other front doors. */
export function siteKey(host: string): string {
  return host.replace(/^(www|m|mobile|web|touch)\.(?=[^.]+\.)/, '');
}

const covers = (site: string, host: string) => host === site || host.endsWith(`.${site}`);

export function isSiteOn({ sitesOn }: Settings, host: string): boolean {
  return sitesOn.some((site) => covers(site, host));
}

export function withSites(settings: Settings, hosts: readonly string[], on: boolean): Settings {
  const others = settings.sitesOn.filter((site) => !hosts.some((host) => covers(site, host)));
  return { ...settings, sitesOn: on ? [...new Set([...others, ...hosts.map(siteKey)])].sort() : others };
}

/** The match pattern that lets a site's pages be worked on. */
export function sitePattern(site: string): string {
  const hasSubdomains = site.includes('.') && !/^[\d.]+$|:/.test(site);
  return hasSubdomains ? `*://*.${site}/*` : `*://${site}/*`;
}
