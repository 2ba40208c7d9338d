import { X_SIDES } from '../demo/sites.ts';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where an address does not say: as large as most sites serve avatars. */
const DEFAULT_SIDE = 160;
const SIDE = { min: 16, max: 1024 } as const;

/** How addresses name a width and a height, or one side for both; the first that fits counts. */
const NAMED: readonly RegExp[] = [
  /(?<!\d)(\d{2,4})x(\d{2,4})(?!\d)/,
  /shrink_(\d{2,4})_(\d{2,4})(?!\d)/,
  /:(\d{2,4}):(\d{2,4})(?!\d)/,
  /[?&](?:s|sz|size|w|width|h|height)=(\d{2,4})(?!\d)/,
  /[=/]s(\d{2,4})(?:[-/]|$)/,
  /_x(\d{2,4})(?=\.\w+$)/,
];
const WORD = /_([a-z_]+)\.\w+$/;

/** The size of picture that an address asks its host for. */
export function askedSize(url: string): Size {
  const { pathname, search } = new URL(url);
  const address = pathname + search;
  for (const pattern of NAMED) {
    const match = pattern.exec(address);
    if (match) return { width: within(match[1]), height: within(match[2] ?? match[1]) };
  }
  const side = X_SIDES[WORD.exec(pathname)?.[1] ?? ''] ?? DEFAULT_SIDE;
  return { width: side, height: side };
}

function within(side: string | undefined): number {
  return Math.min(SIDE.max, Math.max(SIDE.min, Number(side)));
}
