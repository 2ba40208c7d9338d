/**
 * What is known of one site, as data. A function stands only where data cannot say it.
 * Selectors never rest on build-hash classes or on visible words: test ids, roles, links and URL classes only.
 */
export interface Site {
  /** Short name, as in file name and `inspect`. */
  readonly id: string;
  /** As the site calls itself. */
  readonly name: string;
  /** Hosts of its pages: exact, or with `*.` for any subdomain. Empty where the host does not tell the site. */
  readonly hosts: readonly string[];
  /** For software that runs on any host: what its pages hold from the first moment on. */
  readonly recognisedBy: string | null;
  /** Match patterns of the hosts that serve its avatars, for permissions. */
  readonly imageHosts: readonly string[];
  /** Where avatars are, most specific first; the first rule that fits an element decides. */
  readonly avatars: readonly AvatarRule[];
  /** Ways to read the account key, tried in order. */
  readonly accounts: readonly ReadRule[];
  /** Ways to read the name that the account's address and mentions of it are made of. */
  readonly handles: readonly ReadRule[];
  /** Ways to read the display name. */
  readonly names: readonly ReadRule[];
  /** Ways to read the address of the profile: all that the key matches. */
  readonly links: readonly ReadRule[];
  /** Lists of people, most specific first. */
  readonly lists: readonly ListRule[];
  /** Regions whose pictures are never a person on this page (own photo, message drawers, navigation, ads). */
  readonly excluded: readonly string[];
  /** Where the page says who is signed in: that account's own photo is left out. */
  readonly ownAccount: ReadRule | null;
  /** URL patterns of default silhouettes and other pictures that are nobody's photo. */
  readonly defaultPictures: readonly RegExp[];
  /** The larger variant at an unsigned URL on the same host, or null. */
  readonly larger: ((url: URL) => string | null) | null;
  /** Query parameters that change while the picture stays the same; a trailing `*` stands for any ending. */
  readonly volatileParameters: readonly string[];
}

export interface AvatarRule {
  /** Matches the element that shows the picture: `img`, SVG `image`, or an element with a CSS background. */
  readonly selector: string;
  /** The picture's URL must match: avatars are told from posts by their path. */
  readonly url: RegExp;
  /** Displayed shape, demanded where the URL alone does not tell an avatar from other pictures. */
  readonly shape: ShapeRule | null;
  /** Whether a picture whose account cannot be read is left out. */
  readonly accountNeeded: boolean;
}

/** In CSS pixels as displayed. */
export interface ShapeRule {
  readonly minSide: number;
  readonly maxSide: number;
  /** Longer side over shorter. */
  readonly maxAspect: number;
  /** Only round pictures: by radius, clip path or SVG mask, on itself or a frame of its size. */
  readonly round: boolean;
}

/** How the page is read: climb to `within`, then the first match in it that fits the key. */
export interface ReadRule {
  /** `closest` selector from the avatar element. */
  readonly within: string;
  /** Selector inside it, or `:scope` for the element itself. */
  readonly from: string;
  /** `href` and `src` are read as absolute addresses; null reads the text, in one line. */
  readonly attribute: string | null;
  /** First group is what is read. */
  readonly key: RegExp;
}

/** A list of people: what has to be known to gather it while a person scrolls. */
export interface ListRule {
  /** Rows stay once they are there, or only those in sight exist and are used again for others. */
  readonly layout: 'append' | 'virtualised';
  readonly root: string;
  /** Selector inside the root. */
  readonly row: string;
  /** Selector inside the row of what says since when somebody is in the list; absent where rows do not show it. */
  readonly joined?: string;
}

export type PictureKind = 'img' | 'svg' | 'background';

/** One avatar as found on a page: twins (an `img` over a background) are one. */
export interface Avatar {
  readonly site: string;
  /** The element that carries the picture's address. */
  readonly picture: Element;
  /** The box a person sees; a badge is anchored to it. */
  readonly element: Element;
  /** As the page shows it: http(s), or `blob:` and `data:`, which only the page can read. */
  readonly url: string;
  /** A larger unsigned variant on the same host, or null. */
  readonly larger: string | null;
  /** Account key (handle or id), or null where the page does not say. */
  readonly account: string | null;
  readonly handle: string | null;
  /** Display name. */
  readonly name: string | null;
  /** Address of the profile. */
  readonly link: string | null;
  /** Picture identity: its URL without volatile parameters. */
  readonly key: string;
  readonly kind: PictureKind;
}
