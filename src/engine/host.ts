import type { AuditedPicture } from '../shared/audit.ts';
import type { JudgeJob } from '../shared/messages.ts';

/** Where detection runs, seen from the background. */
export interface EngineHost {
  /**
   * Fetches and judges one picture. What is wrong with the picture comes back as an unjudged verdict; rejects when
   * `signal` aborts or the engine cannot run.
   */
  judge(job: JudgeJob, signal: AbortSignal): Promise<AuditedPicture>;
}

/** The engine could not start, or went away: worth another try. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
}
