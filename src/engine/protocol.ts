import type { AuditedPicture } from '../shared/audit.ts';
import type { JudgeJob } from '../shared/messages.ts';

/** What the host says to the worker. */
export type ToWorker =
  | { readonly kind: 'judge'; readonly job: JudgeJob }
  | { readonly kind: 'cancel'; readonly id: string };

/** What the worker answers; every `judge` ends in exactly one of `done` and `failed`. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** The models cannot be loaded: no job will ever succeed in this worker. */
  | { readonly kind: 'broken'; readonly message: string }
  /** The picture is loaded, and the detector starts on it. */
  | { readonly kind: 'judging'; readonly id: string }
  | { readonly kind: 'done'; readonly id: string; readonly judged: AuditedPicture }
  | { readonly kind: 'failed'; readonly id: string; readonly message: string };
