/** A point in pixels of a picture. */
export interface Xy {
  readonly x: number;
  readonly y: number;
}

export const add = (a: Xy, b: Xy): Xy => ({ x: a.x + b.x, y: a.y + b.y });
export const subtract = (a: Xy, b: Xy): Xy => ({ x: a.x - b.x, y: a.y - b.y });
export const scale = (a: Xy, factor: number): Xy => ({ x: a.x * factor, y: a.y * factor });
export const distance = (a: Xy, b: Xy): number => Math.hypot(a.x - b.x, a.y - b.y);
export const angle = (from: Xy, to: Xy): number => Math.atan2(to.y - from.y, to.x - from.x);

export function mean(points: readonly Xy[]): Xy {
  return scale(points.reduce(add, { x: 0, y: 0 }), 1 / points.length);
}
