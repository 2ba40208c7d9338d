import browser from 'webextension-polyfill';
import type { SiteChoice } from '../sites/index.ts';

export interface Allowed {
  readonly allowed: readonly SiteChoice[];
  readonly refused: readonly SiteChoice[];
}

/**
 * Asks for all of these sites, with the hosts of their photos, in one prompt. To be called first of all in a click,
 * without waiting for anything: browsers show their prompt only then.
 */
export async function allowSites(choices: readonly SiteChoice[]): Promise<Allowed> {
  const origins = [...new Set(choices.flatMap((choice) => choice.origins))];
  await browser.permissions.request({ origins }).catch(() => false);
  // Some may have been allowed before, or in the browser's own settings meanwhile.
  const answers = await Promise.all(
    choices.map((choice) => browser.permissions.contains({ origins: [...choice.origins] })),
  );
  return {
    allowed: choices.filter((_, index) => answers[index]),
    refused: choices.filter((_, index) => !answers[index]),
  };
}
