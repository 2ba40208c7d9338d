import { attributeOf, avatar } from './rules.ts';

/** Pictures of a service that many sites show: what is known of them, wherever they stand. */

const picture = /^https?:\/\/(?:[a-z0-9-]+\.)?gravatar\.com\/avatar\//;

const SIDE = 512;

/** Who has no picture of their own gets a figure of the site's choice. */
const forced =
  /^https?:\/\/(?:[a-z0-9-]+\.)?gravatar\.com\/avatar\/(?:(?:0{32})?(?:[?#]|$)|[^#]*[?&](?:f|forcedefault)=(?:y|true)(?:[&#]|$))/;

export const gravatar = {
  avatar: avatar('img[src*="gravatar.com/avatar/"]', picture),
  /** A digest of the address that a person gave. */
  account: attributeOf(
    'img',
    'src',
    /^https?:\/\/(?:[a-z0-9-]+\.)?gravatar\.com\/avatar\/([0-9a-f]{32,64})(?=[?#.]|$)/,
  ),
  defaultPicture: forced,
  /** Without the figure that stands in for a missing picture: then there is no larger one. */
  larger(url: URL): string | null {
    if (!picture.test(url.href)) return null;
    const asked = Number(url.searchParams.get('s') ?? url.searchParams.get('size') ?? 80);
    if (asked >= SIDE) return null;
    for (const name of ['size', 'default']) url.searchParams.delete(name);
    url.searchParams.set('s', String(SIDE));
    url.searchParams.set('d', '404');
    return url.href;
  },
} as const;
