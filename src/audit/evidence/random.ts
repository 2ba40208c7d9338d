/**
 * Numbers in [0, 1) that a seed decides, so that an audit says the same each time (mulberry32).
 * @param seed any text, such as the audit's own name
 */
export function seededRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal number (Box & Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Marsaglia & Tsang 2000; `shape` above 0. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A rate as it may be when `hits` of `of` were counted: the posterior of Jeffreys' prior. */
export function drawnRate(hits: number, of: number, random: () => number): number {
  const [a, b] = [gamma(hits + 0.5, random), gamma(of - hits + 0.5, random)];
  return a / (a + b);
}

/** How often something happens that happens `mean` times by chance (Poisson), by the gaps between (Knuth 1969). */
export function drawnCount(mean: number, random: () => number): number {
  let count = -1;
  for (let passed = 0; passed < mean || count < 0; count++) passed -= Math.log(1 - random());
  return count;
}
