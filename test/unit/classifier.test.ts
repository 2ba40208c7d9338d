import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { classify, type Networks, type OpenNetwork } from '../../src/detection/classifier.ts';
import type { Pixels } from '../../src/detection/image/pixels.ts';

const SIDE = 32;
const quad = { centre: { x: SIDE / 2, y: SIDE / 2 }, side: SIDE, roll: 0 };
const looks = [
  { frame: 0.85, down: 0, mirrored: false },
  { frame: 0.7, down: 0, mirrored: true },
] as const;
const never = new AbortController().signal;

/** Black on its left half, white on its right. */
const halves: Pixels = {
  width: SIDE,
  height: SIDE,
  data: Uint8ClampedArray.from({ length: SIDE * SIDE * 4 }, (_, at) =>
    at % 4 === 3 || Math.floor(at / 4) % SIDE >= SIDE / 2 ? 255 : 0,
  ),
};

/** Answers by whether the picture's left edge is dark, and notes every look. */
function network(dark: number, light: number, taken: string[], name: string): OpenNetwork {
  return {
    file: name,
    sha256: '',
    input: { size: 8, scale: 1, offset: 0 },
    outputs: ['gan', 'not_a_photo'],
    looks,
    positions: 2,
    run: async ({ image }) => {
      const straight = (image as { data: Float32Array }).data[0] === 0;
      taken.push(`${name} ${straight ? 'straight' : 'mirrored'}`);
      return {
        logits: new ort.Tensor('float32', Float32Array.of(straight ? dark : light, -3), [1, 2]),
        positions: new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4), [1, 1, 2, 2]),
      };
    },
  };
}

function run(
  first: readonly [number, number],
  second: readonly [number, number],
  wishes = { suspected: false, thorough: false },
) {
  const taken: string[] = [];
  const networks: Networks = [network(...first, taken, 'first'), network(...second, taken, 'second')];
  const decision = { combine: { ask: 0, intercept: 1, weights: [2, 3] }, ...wishes };
  return { taken, output: classify(halves, quad, networks, decision, never) };
}

describe('a face', () => {
  test('in which the first network sees nothing costs one look', async () => {
    const { taken, output } = run([-1, 9], [9, 9]);
    expect(await output).toEqual({ gan: -1, notAPhoto: -3, asked: false, map: null });
    expect(taken).toEqual(['first straight']);
  });

  test('in which it sees something is looked at by all, from both sides', async () => {
    const { taken, output } = run([1, 3], [2, 4]);
    expect((await output).gan).toBe(1 + 2 * 2 + 3 * 3);
    expect([...taken].sort()).toEqual([
      'first mirrored',
      'first straight',
      'second mirrored',
      'second straight',
    ]);
  });

  test('that a person asks about keeps its answer, and shows where it came from', async () => {
    const { taken, output } = run([-1, 9], [9, 9], { suspected: false, thorough: true });
    const { gan, map } = await output;
    expect(gan).toBe(-1);
    expect(taken).toHaveLength(4);
    expect(map?.rows).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('that is suspected for other reasons is looked at by all, and what they say counts', async () => {
    const { output } = run([-1, 3], [2, 4], { suspected: true, thorough: false });
    expect(await output).toMatchObject({ gan: 1 + 2 * 1 + 3 * 3, asked: true });
  });
});

test('aborting stops between two looks', async () => {
  const controller = new AbortController();
  controller.abort();
  const networks: Networks = [network(1, 1, [], 'only')];
  const decision = { combine: { ask: 0, intercept: 0, weights: [1] }, suspected: false, thorough: false };
  await expect(classify(halves, quad, networks, decision, controller.signal)).rejects.toThrow(/abort/i);
});
