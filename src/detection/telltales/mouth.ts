import { type Telltale, unseen } from './telltale.ts';

/** Teeth without gaps or too many of them, lips that fade into the skin. */
export const mouth: Telltale = { check: 'mouth', regions: ['mouth'], gate: unseen('mouth') };
