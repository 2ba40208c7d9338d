import { expect, test } from 'vitest';
import type { Landmarks } from '../../src/detection/face/landmarks.ts';
import { facePoints, ffhqQuad } from '../../src/detection/face/quad.ts';
import { alignmentVector } from '../../src/detection/telltales/alignment.ts';

const picture = (width: number, height: number) => ({ width, height, data: new Uint8ClampedArray(0) });

/** Eyes and mouth of a frontal face as FFHQ's preparation places them in a square of side `side` at `left`, `top`. */
function face(side: number, left = 0, top = 0) {
  const at = (x: number, y: number) => ({ x: left + x * side, y: top + y * side });
  return { leftEye: at(0.375, 0.475), rightEye: at(0.625, 0.475), mouth: at(0.5, 0.725) };
}

test('a face placed as FFHQ places it gives the picture itself as its square', () => {
  const [scale, x, y, roll] = alignmentVector(picture(400, 400), ffhqQuad(face(400)));
  for (const value of [scale, x, y, roll]) expect(Math.abs(value ?? 1)).toBeLessThan(1e-9);
});

test('the vector does not depend on the size of the picture', () => {
  const small = alignmentVector(picture(100, 100), ffhqQuad(face(80, 12, 9)));
  const large = alignmentVector(picture(300, 300), ffhqQuad(face(240, 36, 27)));
  for (const [i, value] of small.entries()) expect(large[i]).toBeCloseTo(value, 9);
});

test('an aligned picture cut to portrait format keeps its place', () => {
  const [scale, x, y] = alignmentVector(picture(300, 400), ffhqQuad(face(400, -50, 0)));
  for (const value of [scale, x, y]) expect(Math.abs(value ?? 1)).toBeLessThan(1e-9);
});

test('turning the head in the picture shows as roll', () => {
  const turn = ({ x, y }: { x: number; y: number }, angle: number) => ({
    x: 200 + (x - 200) * Math.cos(angle) - (y - 200) * Math.sin(angle),
    y: 200 + (x - 200) * Math.sin(angle) + (y - 200) * Math.cos(angle),
  });
  const { leftEye, rightEye, mouth } = face(400);
  const turned = { leftEye: turn(leftEye, 0.1), rightEye: turn(rightEye, 0.1), mouth: turn(mouth, 0.1) };
  expect(alignmentVector(picture(400, 400), ffhqQuad(turned))[3]).toBeCloseTo(0.1, 9);
});

test('eyes and mouth are means of their mesh points', () => {
  const points = Array.from({ length: 468 }, (_, i) => ({ x: i, y: 2 * i }));
  const landmarks: Landmarks = { points, depths: points.map(() => 0), presence: 1 };
  expect(facePoints(landmarks).mouth).toEqual({ x: (61 + 291) / 2, y: 61 + 291 });
});
