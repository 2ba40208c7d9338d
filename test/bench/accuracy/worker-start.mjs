/** Starts `worker.ts` in a thread: tsx, given as an option, registers itself in the main thread only. */
import { register } from 'tsx/esm/api';

register();
export const { measure, features } = await import('./worker.ts');
