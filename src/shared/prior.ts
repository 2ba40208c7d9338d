/**
 * How many photos are generated before anything is known of one, by where it was met. While browsing: 0.021 to 0.044 %
 * of active accounts (Yang, Singh & Menczer 2024), 0.052 % of 15 million profile pictures (Ricker et al. 2024). The
 * others are assumptions, not measured: a list that somebody audits is suspected as a whole, and a person asks about
 * one photo because something about it seemed odd.
 */
export const PRIORS = { browsing: 0.0005, audit: 0.01, asked: 0.05 } as const;
export type Setting = keyof typeof PRIORS;

/**
 * Share of photos with such a score that are generated, in [0, 1].
 * @param score of a verdict: the posterior at even odds
 */
export function posterior(score: number, setting: Setting): number {
  const prior = PRIORS[setting];
  const generated = score * prior;
  return generated / (generated + (1 - score) * (1 - prior));
}
