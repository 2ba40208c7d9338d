import type { CheckResult } from '../shared/messages.ts';
import type { UnjudgedReason } from '../shared/verdict.ts';
import { MODELS_VERSION } from './version.ts';

/** The result for a picture that never reached the detector. */
export function unjudged(reason: UnjudgedReason, variant: CheckResult['variant'], ms = 0): CheckResult {
  return {
    variant,
    verdict: {
      band: 'unjudged',
      reason,
      score: null,
      evidence: [],
      image: { width: 0, height: 0, sha256: '' },
      modelsVersion: MODELS_VERSION,
      ms,
    },
  };
}
