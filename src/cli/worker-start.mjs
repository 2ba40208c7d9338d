/** Starts `check-file.ts` in a thread: tsx, given as an option, registers itself in the main thread only. */
import { register } from 'tsx/esm/api';

register();
const { default: checkFile } = await import('./check-file.ts');
export default checkFile;
