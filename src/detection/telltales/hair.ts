import { type Telltale, unseen } from './telltale.ts';

/** Where hair meets forehead and background: strands that end in nothing, halos, smears. */
export const hair: Telltale = {
  check: 'hair',
  regions: ['leftHair', 'rightHair'],
  gate: unseen('leftHair', 'rightHair'),
};
