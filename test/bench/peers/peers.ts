/** Methods of others, small enough to be fitted on the spot, measured on the very bytes that we judge. */
import type { Pixels } from '../../../src/detection/image/pixels.ts';
import type { Verdict } from '../../../src/shared/verdict.ts';
import { brightness } from './brightness.ts';
import { COMPONENTS_SIDE, type Components, embed, fitComponents, residual } from './components.ts';
import { GAN_EYE_DISTANCE, ganEyeDistance } from './gan-eye-distance.ts';
import { fitLogistic, type Logistic, logOdds } from './logistic.ts';
import { azimuthalSpectrum, cosineStatistics, SPECTRUM_SIDE } from './spectra.ts';

export const PEERS = [
  { id: 'eyes', name: 'GANEyeDistance (Yang 2024)', threshold: -GAN_EYE_DISTANCE },
  { id: 'reconstruction', name: 'PCA-128 reconstruction (after Mundra 2023)', threshold: null },
  { id: 'embedding', name: 'PCA-128 embedding + logistic regression', threshold: null },
  { id: 'spectrum', name: 'azimuthal spectrum + LR (after Durall 2019)', threshold: null },
  { id: 'cosines', name: 'log DCT + LR (after Frank 2020)', threshold: null },
] as const;

/** By peer; higher means more like a GAN face. */
export type PeerScores = Readonly<Record<(typeof PEERS)[number]['id'], number>>;

export interface PeerFeatures {
  readonly avatar: Float64Array;
  readonly spectrum: Float64Array;
  readonly cosines: Float64Array;
}

export interface FittedPeers {
  readonly components: Components;
  readonly embedding: Logistic;
  readonly spectrum: Logistic;
  readonly cosines: Logistic;
}

/** Strengths that did best on a sample of the validation pictures: where this is unfair, it favours the peers. */
const PENALTIES = { embedding: 0.001, spectrum: 0.01, cosines: 0.1 } as const;

export function peerFeatures(picture: Pixels): PeerFeatures {
  const square = brightness(picture, SPECTRUM_SIDE);
  return {
    avatar: brightness(picture, COMPONENTS_SIDE),
    spectrum: azimuthalSpectrum(square),
    cosines: cosineStatistics(square),
  };
}

/** @param generated whether the picture of the same index is a GAN's */
export function fitPeers(features: readonly PeerFeatures[], generated: readonly boolean[]): FittedPeers {
  const regression = (rows: readonly Float64Array[], penalty: number) =>
    fitLogistic(rows, generated, { penalty });
  const avatars = features.map(({ avatar }) => avatar);
  const components = fitComponents(avatars.filter((_, i) => generated[i]));
  const rows = avatars.map((avatar) => embed(components, avatar));
  return {
    components,
    embedding: regression(rows, PENALTIES.embedding),
    spectrum: regression(
      features.map(({ spectrum }) => spectrum),
      PENALTIES.spectrum,
    ),
    cosines: regression(
      features.map(({ cosines }) => cosines),
      PENALTIES.cosines,
    ),
  };
}

export function scorePeers(fitted: FittedPeers, picture: Pixels, verdict: Verdict): PeerScores {
  const { avatar, spectrum, cosines } = peerFeatures(picture);
  return {
    eyes: -ganEyeDistance(verdict),
    reconstruction: -residual(fitted.components, avatar),
    embedding: logOdds(fitted.embedding, embed(fitted.components, avatar)),
    spectrum: logOdds(fitted.spectrum, spectrum),
    cosines: logOdds(fitted.cosines, cosines),
  };
}
