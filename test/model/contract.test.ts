import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createDetector } from '../../src/detection/detector.ts';
import { ContractError, readContract } from '../../src/detection/models.ts';
import { configureRuntime, floats, openSession } from '../../src/detection/session.ts';
import { REGION_OUTPUTS, REGIONS } from '../../src/detection/telltales/regions.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import parity from './classifier-parity.json' with { type: 'json' };
import telltalesParity from './telltales-parity.json' with { type: 'json' };

const model = (file: string) => new URL(`../../models/${file}`, import.meta.url);
const contract = async () => JSON.parse(await readFile(model('models.json'), 'utf8'));

/** The pattern that the export script showed the networks: integer triangle waves. */
function drawnPattern(image: number, side: number, scale: number, offset: number): Float32Array {
  const plane = side * side;
  const data = new Float32Array(plane * 3);
  for (let at = 0; at < data.length; at++) {
    const [channel, y, x] = [Math.floor(at / plane), Math.floor((at % plane) / side), at % side];
    const wave = (x * (3 + channel) + y * (5 + image)) % 512;
    data[at] = (wave < 256 ? wave : 511 - wave) * scale + offset;
  }
  return data;
}

test.each(parity)(
  'the shipped runtime gives the logits that the training framework gave: $file',
  async ({ file, logits }) => {
    configureRuntime(null);
    const network = readContract(await contract()).models.classifier.find(
      (candidate) => candidate.file === file,
    );
    if (network === undefined) throw new Error(`${file} is not in the contract`);
    const { size, scale, offset } = network.input;
    const run = await openSession(await readFile(model(file)));
    for (const [image, expected] of logits.entries()) {
      const data = drawnPattern(image, size, scale, offset);
      const found = floats(
        await run({ image: { data, dims: [1, 3, size, size] } }),
        'logits',
        expected.length,
      );
      for (const [output, value] of expected.entries()) {
        expect(Math.abs((found[output] ?? Number.NaN) - value)).toBeLessThan(1e-3);
      }
    }
  },
);

test('the runtime gives the telltales that the training framework gave', async () => {
  configureRuntime(null);
  const { file, input, outputs } = readContract(await contract()).models.regions;
  expect([...outputs].sort()).toEqual([...REGION_OUTPUTS].sort());
  const squares = REGIONS.map((_, at) => drawnPattern(at % 2, input.size, input.scale, input.offset));
  const data = Float32Array.from(squares.flatMap((square) => [...square]));
  const run = await openSession(await readFile(model(file)));
  const dims = [1, REGIONS.length, 3, input.size, input.size];
  const found = floats(await run({ regions: { data, dims } }), 'logits', outputs.length);
  for (const [at, value] of (telltalesParity.logits[0] ?? []).entries())
    expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThan(1e-3);
});

test('the classifier fits in 3 MB, the telltales in 2, the face models in 5, and the curves rise', async () => {
  const { models, calibration } = readContract(await contract());
  const { faceDetector, faceLandmarks, classifier, regions } = models;
  const size = async ({ file }: { file: string }) => (await readFile(model(file))).length;
  const networks = await Promise.all(classifier.map(size));
  expect(await size(regions)).toBeLessThan(2_000_000);
  expect(networks.reduce((sum, bytes) => sum + bytes)).toBeLessThan(3_000_000);
  expect((await size(faceDetector)) + (await size(faceLandmarks))).toBeLessThan(5_000_000);
  const curves = [
    ...[calibration.alignment.whole, calibration.alignment.centred].flatMap((framing) => [
      framing.percentile,
      framing.logLikelihoodRatio,
    ]),
    ...Object.values(calibration.telltales.checks).map(({ percentile }) => percentile),
    ...calibration.buckets.map(({ appearancePercentile }) => appearancePercentile),
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

test('a contract that leaves a network without its weight is refused', async () => {
  const damaged = await contract();
  damaged.calibration.classifier.weights.pop();
  expect(() => readContract(damaged)).toThrow(ContractError);
});
