/** A span of the time in which members joined. */
export interface JoinBin {
  /** In milliseconds since 1970, as is `to`, which the next begins with. */
  readonly from: number;
  readonly to: number;
  readonly all: number;
  /** Of `all`. */
  readonly flagged: number;
}

export interface Join {
  readonly at: number;
  readonly isFlagged: boolean;
}

const BINS = 24;
const DAY_MS = 86_400_000;

/** Equal spans of whole days from the first to the last, which may be shorter; none where nobody is known to have joined. */
export function joinBins(joined: readonly Join[]): JoinBin[] {
  if (joined.length === 0) return [];
  const first = joined.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = joined.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const from = Math.floor(first / DAY_MS) * DAY_MS;
  const days = Math.floor(last / DAY_MS) - Math.floor(first / DAY_MS) + 1;
  const span = Math.ceil(days / BINS) * DAY_MS;
  const bins = Array.from({ length: Math.ceil((days * DAY_MS) / span) }, () => ({ all: 0, flagged: 0 }));
  for (const { at, isFlagged } of joined) {
    const bin = bins[Math.floor((at - from) / span)];
    if (bin === undefined) continue;
    bin.all++;
    if (isFlagged) bin.flagged++;
  }
  const end = from + days * DAY_MS;
  return bins.map((bin, number) => ({
    from: from + number * span,
    to: Math.min(end, from + (number + 1) * span),
    ...bin,
  }));
}
