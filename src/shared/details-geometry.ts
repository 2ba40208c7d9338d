import type { Evidence, Mark, Point } from './verdict.ts';

/** An upright part of the picture, in fractions of its width and height; it may reach beyond the picture. */
export interface Part {
  readonly from: Point;
  readonly to: Point;
}

/** Of the picture that was judged, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The line that a face is mirrored about. */
export interface Axis {
  readonly at: Point;
  /** How far the face leans, in radians clockwise. */
  readonly roll: number;
}

/** How far a view may reach beyond the picture to show marks there. */
const MAX_BEYOND = 0.15;
/** Room for the outline of a mark on the edge of the view. */
const ROOM = 0.02;

/** The picture with as much round it as its marks take, within limits. */
export function viewOf(marks: readonly Mark[]): Part {
  const points = marks.flatMap(pointsOf);
  const reach = (axis: 'x' | 'y') => {
    const values = points.map((point) => point[axis]);
    return [
      Math.max(-MAX_BEYOND, Math.min(0, ...values.map((value) => value - ROOM))),
      Math.min(1 + MAX_BEYOND, Math.max(1, ...values.map((value) => value + ROOM))),
    ] as const;
  };
  const [left, right] = reach('x');
  const [top, bottom] = reach('y');
  return { from: { x: left, y: top }, to: { x: right, y: bottom } };
}

function pointsOf(mark: Mark): readonly Point[] {
  switch (mark.kind) {
    case 'point':
      return [mark.at];
    case 'quad':
      return mark.corners;
    case 'box':
    case 'heat':
      return [mark.from, mark.to];
  }
}

/** Between the eyes where these were found, upright in the middle of the picture otherwise. */
export function axisOf(evidence: readonly Evidence[], { width, height }: Size): Axis {
  const eyes = evidence
    .filter(({ check }) => check === 'alignment')
    .flatMap(({ marks }) =>
      marks.flatMap((mark) => (mark.kind === 'point' && mark.role === 'found' ? [mark.at] : [])),
    )
    .toSorted((a, b) => a.x - b.x);
  const [left, right] = eyes;
  if (left === undefined || right === undefined) return { at: { x: 0.5, y: 0.5 }, roll: 0 };
  return {
    at: { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 },
    roll: Math.atan2((right.y - left.y) * height, (right.x - left.x) * width),
  };
}

/** The parts on either side of the axis, as wide as the narrower one, of the picture turned upright. */
export function halvesOf({ at: { x } }: Axis): readonly [Part, Part] {
  const width = Math.min(x, 1 - x);
  return [
    { from: { x: x - width, y: 0 }, to: { x, y: 1 } },
    { from: { x, y: 0 }, to: { x: x + width, y: 1 } },
  ];
}
