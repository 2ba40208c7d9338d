import { version } from '../../models/models.json';

/** Of the models and thresholds that ship: what the background compares stored verdicts with. */
export const MODELS_VERSION = version;
