/** Three drawn portraits with verdicts made up for them, for looking at the view of details. */
import sharp from 'sharp';
import type { CheckResult } from '../../src/shared/messages.ts';
import type { Evidence, Mark, Point } from '../../src/shared/verdict.ts';

export interface Portrait {
  readonly name: string;
  /** A `data:` URL. */
  readonly picture: string;
  readonly result: CheckResult;
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Between the eyes, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels between the eyes. */
  readonly eyes: number;
  /** In degrees clockwise. */
  readonly roll: number;
  readonly hasGlasses: boolean;
}

/** A face whose halves differ: one earring, a parting, and lenses of two shapes. */
function drawn({ width, height, x, y, eyes, roll, hasGlasses }: Drawing): string {
  const glasses = `<g fill="#dff3ff" fill-opacity=".5" stroke="#222" stroke-width=".08">
    <circle cx="-.5" cy="0" r=".36"/><rect x=".18" y="-.3" width=".68" height=".56" rx=".12"/>
    <path d="M-.14 0H.18M-.86 0l-.2-.06M.86 0l.2-.06" fill="none"/></g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#9db8c9"/><rect width="40%" height="100%" fill="#b9c7a4"/>
    <g transform="translate(${x} ${y}) rotate(${roll}) scale(${eyes})">
      <path d="M-2 3.4q0-1.2 2-1.3q2 .1 2 1.3z" fill="#3d5a80"/>
      <ellipse cx="0" cy=".2" rx="1.35" ry="1.75" fill="#4a2f24"/>
      <rect x="-.42" y="1.3" width=".84" height="1" fill="#d59f80"/>
      <ellipse cx="0" cy=".35" rx="1.06" ry="1.4" fill="#e6b598"/>
      <path d="M-1.1-.1Q-.9-1.3.5-1.15Q1.1-1 1.15-.1Q.6-.5.4-.95Q-.4-.35-1.1-.1" fill="#4a2f24"/>
      <g fill="#fff"><ellipse cx="-.5" cy="0" rx=".2" ry=".11"/><ellipse cx=".5" cy="0" rx=".2" ry=".11"/></g>
      <circle cx="-.5" cy="0" r=".1" fill="#2f5d50"/><circle cx=".5" cy="0" r=".1" fill="#5d4a2f"/>
      <path d="M0 .1q-.18.4-.1.5h.2" fill="none" stroke="#b97f63" stroke-width=".06"/>
      <path d="M-.45.95Q0 1.35.45.95Q0 1.05-.45.95" fill="#fff" stroke="#a8434a" stroke-width=".08"/>
      <circle cx="1.1" cy=".75" r=".12" fill="#e9c46a"/>
      ${hasGlasses ? glasses : ''}
    </g></svg>`;
}

/** The place of a point of the face, given in distances between the eyes, on the picture. */
function placed({ width, height, x, y, eyes, roll }: Drawing, right: number, down: number): Point {
  const [cos, sin] = [Math.cos((roll * Math.PI) / 180) * eyes, Math.sin((roll * Math.PI) / 180) * eyes];
  return { x: (x + right * cos - down * sin) / width, y: (y + right * sin + down * cos) / height };
}

function box(drawing: Drawing, right: number, down: number, side: number): Mark {
  const { x, y } = placed(drawing, right, down);
  const half = {
    x: (side * drawing.eyes) / 2 / drawing.width,
    y: (side * drawing.eyes) / 2 / drawing.height,
  };
  return {
    kind: 'box',
    role: 'found',
    from: { x: x - half.x, y: y - half.y },
    to: { x: x + half.x, y: y + half.y },
  };
}

function alignment(drawing: Drawing, percentile: number): Evidence {
  const corner = (right: number, down: number) => placed(drawing, right * 2.13, 0.1 + down * 2.13);
  const long = Math.max(drawing.width, drawing.height);
  const expected = (share: number): Mark => ({
    kind: 'point',
    role: 'expected',
    at: { x: 0.5 + ((share - 0.5) * long) / drawing.width, y: 0.5 - (0.023 * long) / drawing.height },
  });
  return {
    check: 'alignment',
    status: 'ok',
    value: 1.2,
    percentile,
    counts: true,
    marks: [
      { kind: 'quad', role: 'found', corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)] },
      expected(0.381),
      expected(0.615),
      { kind: 'point', role: 'found', at: placed(drawing, -0.5, 0) },
      { kind: 'point', role: 'found', at: placed(drawing, 0.5, 0) },
    ],
  };
}

async function portrait(name: string, drawing: Drawing, evidence: readonly Evidence[]): Promise<Portrait> {
  const { width, height } = drawing;
  const png = await sharp(Buffer.from(drawn(drawing)))
    .png()
    .toBuffer();
  return {
    name,
    picture: `data:image/png;base64,${png.toString('base64')}`,
    result: {
      variant: 'larger',
      verdict: {
        band: 'strong',
        reason: null,
        score: 0.994,
        evidence,
        image: { width, height, sha256: 'ab'.repeat(32) },
        modelsVersion: 'test-1',
        ms: 12,
      },
    },
  };
}

const FRONTAL: Drawing = { width: 256, height: 256, x: 127, y: 121, eyes: 60, roll: 0, hasGlasses: true };
const SMALL: Drawing = { width: 72, height: 72, x: 32, y: 34, eyes: 18, roll: 12, hasGlasses: false };
const TALL: Drawing = { width: 240, height: 320, x: 130, y: 130, eyes: 66, roll: -4, hasGlasses: false };

/** Warm on the left cheek, hottest below it. */
const HEAT: Mark = {
  kind: 'heat',
  role: 'found',
  from: { x: 0.1, y: 0.1 },
  to: { x: 0.9, y: 0.9 },
  rows: Array.from({ length: 8 }, (_, y) =>
    Array.from({ length: 8 }, (_, x) => Math.exp(-((x - 2.5) ** 2 + (y - 5) ** 2) / 6)),
  ),
};

export async function portraits(): Promise<readonly [frontal: Portrait, small: Portrait, tall: Portrait]> {
  return [
    await portrait('frontal', FRONTAL, [
      { check: 'classifier', status: 'ok', value: 6.21, percentile: 99.97, counts: true, marks: [HEAT] },
      alignment(FRONTAL, 99.4),
      {
        check: 'glasses',
        status: 'ok',
        value: 2.1,
        percentile: 98.2,
        counts: true,
        marks: [box(FRONTAL, -0.5, 0, 0.9), box(FRONTAL, 0.5, 0, 0.9)],
      },
      {
        check: 'mouth',
        status: 'ok',
        value: 0.2,
        percentile: 60,
        counts: false,
        marks: [box(FRONTAL, 0, 1, 1.2)],
      },
      abstained('earrings', 'only_one'),
      abstained('hair', 'hidden'),
      abstained('background', 'plain'),
    ]),
    await portrait('small', SMALL, [
      { check: 'classifier', status: 'ok', value: 5, percentile: 99.9, counts: true, marks: [] },
      alignment(SMALL, 80),
      abstained('eyes', 'too_small'),
      abstained('hair', 'tilted'),
    ]),
    await portrait('tall', TALL, [
      alignment(TALL, 96),
      {
        check: 'background',
        status: 'ok',
        value: 1,
        percentile: 90,
        counts: true,
        marks: [box(TALL, -1.5, -1.2, 0.9), box(TALL, 1.2, -1.2, 0.9)],
      },
      abstained('glasses', 'not_worn'),
    ]),
  ];
}

function abstained(
  check: Evidence['check'],
  reason: Extract<Evidence, { status: 'abstained' }>['reason'],
): Evidence {
  return { check, status: 'abstained', reason, value: null, percentile: null, counts: false, marks: [] };
}
