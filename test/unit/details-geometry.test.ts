import { describe, expect, it } from 'vitest';
import { axisOf, halvesOf, viewOf } from '../../src/shared/details-geometry.ts';
import type { Evidence, Mark, Point } from '../../src/shared/verdict.ts';

const point = (x: number, y: number, role: 'found' | 'expected' = 'found'): Mark => ({
  kind: 'point',
  role,
  at: { x, y },
});
const alignment = (marks: readonly Mark[]): readonly Evidence[] => [
  { check: 'alignment', status: 'ok', value: 1, percentile: 50, counts: true, marks },
];
const SIZE = { width: 200, height: 100 };
const near = ({ x, y }: Point) => ({ x: expect.closeTo(x), y: expect.closeTo(y) });

describe('the view', () => {
  it('is the picture where all marks lie well within', () => {
    expect(viewOf([])).toEqual({ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } });
    expect(viewOf([point(0.1, 0.9)])).toEqual({ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } });
  });

  it('reaches beyond the picture to marks there, but not far', () => {
    const corners = [
      { x: -0.05, y: 0.1 },
      { x: 3, y: 0.1 },
      { x: 3, y: 1 },
      { x: -0.05, y: 1 },
    ] as const;
    const { from, to } = viewOf([{ kind: 'quad', role: 'found', corners }]);
    expect(from).toEqual(near({ x: -0.07, y: 0 }));
    expect(to).toEqual(near({ x: 1.15, y: 1.02 }));
  });
});

describe('the axis of a face', () => {
  it('lies between the eyes that were found, whichever comes first, and leans as they do', () => {
    const eyes = [point(0.5, 0.6), point(0.4, 0.5, 'expected'), point(0.3, 0.4)];
    const { at, roll } = axisOf(alignment(eyes), SIZE);
    expect(at).toEqual(near({ x: 0.4, y: 0.5 }));
    // 40 pixels to the right, 20 down.
    expect(roll).toBeCloseTo(Math.atan2(20, 40));
  });

  it('is the middle of the picture where no eyes are known', () => {
    expect(axisOf(alignment([point(0.3, 0.4)]), SIZE)).toEqual({ at: { x: 0.5, y: 0.5 }, roll: 0 });
  });

  it('parts the picture into halves that are as wide as the narrower side', () => {
    const [left, right] = halvesOf({ at: { x: 0.6, y: 0.5 }, roll: 0 });
    expect([left.from, left.to]).toEqual([near({ x: 0.2, y: 0 }), near({ x: 0.6, y: 1 })]);
    expect([right.from, right.to]).toEqual([near({ x: 0.6, y: 0 }), near({ x: 1, y: 1 })]);
  });
});
