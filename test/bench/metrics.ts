/** Area under the ROC curve: the chance that a positive scores above a negative (ties count half). */
export function auc(negatives: readonly number[], positives: readonly number[]): number {
  const all = [
    ...negatives.map((score) => ({ score, positive: false })),
    ...positives.map((score) => ({ score, positive: true })),
  ].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end]?.score === all[i]?.score) end++;
    const rank = (i + 1 + end) / 2;
    for (let k = i; k < end; k++) if (all[k]?.positive) rankSum += rank;
    i = end;
  }
  const n = positives.length;
  return (rankSum - (n * (n + 1)) / 2) / (n * negatives.length);
}

/** True positive rate at the lowest threshold that no more than `fpr` of the negatives exceed. */
export function tprAtFpr(negatives: readonly number[], positives: readonly number[], fpr: number): number {
  const descending = [...negatives].sort((a, b) => b - a);
  const threshold = descending[Math.floor(fpr * negatives.length)] ?? Number.NEGATIVE_INFINITY;
  return positives.filter((score) => score > threshold).length / positives.length;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
