export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The sum of rows of one length, each times its factor. */
export function combine(
  rows: readonly Float64Array[],
  factors: readonly number[],
  length: number,
): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(length);
  for (const [i, row] of rows.entries()) {
    const factor = factors[i] as number;
    for (let k = 0; k < length; k++) sum[k] = (sum[k] as number) + factor * (row[k] as number);
  }
  return sum;
}
