import { buildIfChanged } from '../../scripts/drive/build.ts';

/** Builds the extension for both browsers once. */
export default function setup(): void {
  buildIfChanged('chrome');
  buildIfChanged('firefox');
}
