import { type Telltale, unseen } from './telltale.ts';

const inPicture = unseen('leftEye', 'rightEye');

/**
 * Lenses, rims, bridge and temples: generators draw each side for itself (Graphika & DFRLab 2019). The network's output
 * was trained on wearers only, so that what differs is not whether glasses are worn.
 */
export const glasses: Telltale = {
  check: 'glasses',
  regions: ['leftEye', 'rightEye'],
  gate: (seen, limits) => inPicture(seen) ?? (seen.logits.worn < limits.worn ? 'not_worn' : null),
};
