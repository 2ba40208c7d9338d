import { type Telltale, unseen } from './telltale.ts';

const inPicture = unseen('leftLobe', 'rightLobe');

/** Two earrings that do not match. One alone says nothing: many people wear one, or hair hides the other. */
export const earrings: Telltale = {
  check: 'earrings',
  regions: ['leftLobe', 'rightLobe'],
  gate: (seen, limits) => {
    const { leftEarring, rightEarring, leftLobe, rightLobe } = seen.logits;
    const outside = inPicture(seen);
    if (outside !== null) return outside;
    const worn = [leftEarring, rightEarring].filter((logit) => logit >= limits.earring).length;
    if (worn === 2) return null;
    if (worn === 1) return 'only_one';
    return Math.max(leftLobe, rightLobe) < limits.lobe ? 'hidden' : 'not_worn';
  },
};
