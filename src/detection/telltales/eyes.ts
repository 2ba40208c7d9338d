import { type Telltale, unseen } from './telltale.ts';

/** Gaze, irises and lids that do not belong together: each eye against the other, mirrored. */
export const eyes: Telltale = {
  check: 'eyes',
  regions: ['leftEye', 'rightEye'],
  gate: unseen('leftEye', 'rightEye'),
};
