/**
 * Principal components of GAN pictures, whole avatars in grey: what GANs draw is laid out so regularly that few suffice
 * (Mundra et al. 2023, "Exposing GAN-generated profile photos from compact embeddings").
 */
import { Matrix, QrDecomposition } from 'ml-matrix';
import { randomNumbers } from '../metrics.ts';
import { combine, dot } from './vector.ts';

/** Side of the square that avatars are pressed into, in pixels. */
export const COMPONENTS_SIDE = 64;
const COMPONENTS = 128;
const ROUNDS = 3;

export interface Components {
  readonly mean: Float64Array;
  /** Orthonormal. They span what the leading components span; which is which does not matter here. */
  readonly basis: readonly Float64Array[];
}

/** By subspace iteration (Halko, Martinsson and Tropp 2011). */
export function fitComponents(rows: readonly Float64Array[], count = COMPONENTS): Components {
  const length = rows[0]?.length ?? 0;
  const mean = combine(rows, Array(rows.length).fill(1 / rows.length), length);
  const centred = new Matrix(rows.map((row) => [...without(mean, row)]));
  const transposed = centred.transpose();
  const random = randomNumbers(1);
  let basis = Matrix.from1DArray(
    length,
    count,
    Array.from({ length: length * count }, () => random() - 0.5),
  );
  for (let round = 0; round < ROUNDS; round++) {
    basis = new QrDecomposition(transposed.mmul(centred.mmul(basis))).orthogonalMatrix;
  }
  return {
    mean,
    basis: Array.from({ length: count }, (_, k) => Float64Array.from(basis.getColumn(k))),
  };
}

/** The picture's coordinates in the components. */
export function embed({ mean, basis }: Components, features: Float64Array): Float64Array {
  const off = without(mean, features);
  return Float64Array.from(basis, (component) => dot(component, off));
}

/** What the components leave of the picture's deviation from the mean; GAN pictures leave less. */
export function residual(components: Components, features: Float64Array): number {
  const off = without(components.mean, features);
  const embedded = embed(components, features);
  return Math.sqrt(Math.max(0, dot(off, off) - dot(embedded, embedded)));
}

const without = (mean: Float64Array, features: Float64Array): Float64Array =>
  features.map((value, i) => value - (mean[i] as number));
