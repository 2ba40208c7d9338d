import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createDetector } from '../../src/detection/detector.ts';
import { ContractError, readContract } from '../../src/detection/models.ts';
import { configureRuntime, floats, openSession } from '../../src/detection/session.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import parity from './classifier-parity.json' with { type: 'json' };

const model = (file: string) => new URL(`../../models/${file}`, import.meta.url);
const contract = async () => JSON.parse(await readFile(model('models.json'), 'utf8'));

test('the shipped runtime gives the logits that the training framework gave', async () => {
  configureRuntime(null);
  const { models } = readContract(await contract());
  const run = await openSession(await readFile(model(models.classifier.file)));
  const pictures = await readFile(new URL('classifier-parity.bin', import.meta.url));
  const { size, scale, offset } = models.classifier.input;
  const plane = size * size;
  for (const [index, expected] of parity.logits.entries()) {
    const rgb = pictures.subarray(index * plane * 3, (index + 1) * plane * 3);
    const data = new Float32Array(plane * 3);
    for (let i = 0; i < plane * 3; i++)
      data[(i % 3) * plane + Math.floor(i / 3)] = (rgb[i] ?? 0) * scale + offset;
    const logits = floats(await run({ image: { data, dims: [1, 3, size, size] } }), 'logits', 2);
    for (const [output, value] of expected.entries()) {
      expect(Math.abs((logits[output] ?? Number.NaN) - value)).toBeLessThan(1e-3);
    }
  }
});

test('the models that ship fit in 5 MB each and their curves rise', async () => {
  const { models, calibration } = readContract(await contract());
  for (const { file } of Object.values(models)) {
    expect((await readFile(model(file))).length).toBeLessThan(5_000_000);
  }
  const curves = [
    calibration.alignment.percentile,
    calibration.alignment.logLikelihoodRatio,
    ...calibration.buckets.map(({ classifierPercentile }) => classifierPercentile),
  ];
  for (const { x, y } of curves) {
    expect(x.length).toBe(y.length);
    expect(x.every((value, i) => i === 0 || value > (x[i - 1] ?? 0))).toBe(true);
  }
  for (const bucket of calibration.buckets)
    expect(bucket.strongAlone).toBeGreaterThan(bucket.strongWhenAligned);
});

test('a model whose bytes are not those of the contract is refused', async () => {
  const load = async (file: string) => {
    const bytes = new Uint8Array(await readFile(model(file)));
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    return bytes;
  };
  const parts = { contract: await contract(), loadModel: load, decode: decodeInNode, wasmUrl: null };
  await expect(createDetector(parts)).rejects.toThrow(/SHA-256/);
});

test('a contract without a threshold is refused, and says which', async () => {
  const damaged = await contract();
  delete damaged.calibration.buckets[0].strongAlone;
  expect(() => readContract(damaged)).toThrow(ContractError);
  expect(() => readContract(damaged)).toThrow('calibration.buckets[0].strongAlone');
});
