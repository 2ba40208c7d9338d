import { expect, test } from 'vitest';
import { BICUBIC, BILINEAR, resample } from '../../src/detection/image/resample.ts';
import reference from './pillow-reference.json' with { type: 'json' };

function picture() {
  const { width, height } = reference;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) data[i * 4 + channel] = ((i * 3 + channel) * 37) % 256;
  }
  return { width, height, data };
}

test.each(reference.cases)(
  '$kernel of $box to $size gives what Pillow gives',
  ({ kernel, box, size, rgb }) => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
    const [width = 0, height = 0] = size;
    const chosen = kernel === 'bicubic' ? BICUBIC : BILINEAR;
    const out = resample(picture(), { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, width, height, chosen);
    expect(out.length).toBe(rgb.length);
    const worst = Math.max(...Array.from(out, (value, i) => Math.abs(value - (rgb[i] ?? Number.NaN))));
    expect(worst).toBeLessThanOrEqual(1);
  },
);

test('a box outside the picture is refused', () => {
  expect(() => resample(picture(), { x: 10, y: 0, width: 4, height: 4 }, 2, 2, BICUBIC)).toThrow(RangeError);
});
