import { expect, test } from 'vitest';
import { perceptualHash } from '../../src/detection/image/perceptual-hash.ts';
import type { Pixels } from '../../src/detection/image/pixels.ts';

/** A smooth picture of a few waves. */
function drawn(side: number, phase: number, change: (value: number, x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [u, v] = [x / side, y / side];
      const value =
        128 +
        50 * Math.sin(5 * u + phase) * Math.cos(7 * v) +
        40 * Math.sin(11 * u * v + 3 * phase) +
        20 * Math.cos(9 * v - 4 * u);
      data.fill(change(value, x, y), (y * side + x) * 4, (y * side + x) * 4 + 3);
      data[(y * side + x) * 4 + 3] = 255;
    }
  }
  return { width: side, height: side, data };
}

const same = (value: number) => value;

function distance(a: string, b: string): number {
  const bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  return [...bits.toString(2)].filter((bit) => bit === '1').length;
}

test('the same picture smaller, brighter and with noise differs in few bits', () => {
  const hash = perceptualHash(drawn(400, 1, same));
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(distance(hash, perceptualHash(drawn(96, 1, same)))).toBeLessThanOrEqual(4);
  expect(distance(hash, perceptualHash(drawn(400, 1, (value) => value * 0.8 + 30)))).toBeLessThanOrEqual(4);
  const noisy = drawn(200, 1, (value, x, y) => value + (((x * 7919 + y * 104729) % 17) - 8));
  expect(distance(hash, perceptualHash(noisy))).toBeLessThanOrEqual(4);
});

test('another picture differs in many', () => {
  const hash = perceptualHash(drawn(200, 1, same));
  expect(distance(hash, perceptualHash(drawn(200, 2.5, same)))).toBeGreaterThan(12);
});
