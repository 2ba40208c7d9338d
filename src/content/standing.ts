import type { Avatar } from '../sites/site.ts';
import type { Zone } from './viewport.ts';

/** An avatar that stands on the page. */
export interface Standing {
  readonly avatar: Avatar;
  zone: Zone;
}

/** The avatars of a page, told by what they show and by where they stand without a walk through a long list. */
export interface AllStanding {
  add(avatar: Avatar): void;
  remove(avatar: Avatar): void;
  all(): Iterable<Standing>;
  /** All that show this picture. */
  ofKey(key: string): ReadonlySet<Standing>;
  /** All that stand in this box: an element may come again before its former picture is told gone. */
  ofElement(element: Element): ReadonlySet<Standing>;
  clear(): void;
}

const NONE: ReadonlySet<Standing> = new Set();

export function createStanding(): AllStanding {
  const standing = new Map<Avatar, Standing>();
  const byKey = new Map<string, Set<Standing>>();
  const byElement = new Map<Element, Set<Standing>>();

  return {
    add(avatar) {
      const one: Standing = { avatar, zone: 'away' };
      standing.set(avatar, one);
      put(byKey, avatar.key, one);
      put(byElement, avatar.element, one);
    },
    remove(avatar) {
      const one = standing.get(avatar);
      if (!one) return;
      standing.delete(avatar);
      take(byKey, avatar.key, one);
      take(byElement, avatar.element, one);
    },
    all: () => standing.values(),
    ofKey: (key) => byKey.get(key) ?? NONE,
    ofElement: (element) => byElement.get(element) ?? NONE,
    clear() {
      for (const memory of [standing, byKey, byElement]) memory.clear();
    },
  };
}

function put<K>(index: Map<K, Set<Standing>>, key: K, one: Standing): void {
  const known = index.get(key);
  if (known) known.add(one);
  else index.set(key, new Set([one]));
}

function take<K>(index: Map<K, Set<Standing>>, key: K, one: Standing): void {
  const known = index.get(key);
  known?.delete(one);
  if (known?.size === 0) index.delete(key);
}
