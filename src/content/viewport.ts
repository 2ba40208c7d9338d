/** Where an element is: in view, about to be, or elsewhere on the page. */
export type Zone = 'visible' | 'near' | 'away';

export interface Viewport {
  observe(element: Element): void;
  unobserve(element: Element): void;
  stop(): void;
}

/** About one more screen of a list in each direction. */
export const NEAR_MARGIN = '700px 300px';

/** Tells of each observed element when its zone changes; everything starts out away. */
export function createViewport(onZone: (element: Element, zone: Zone) => void): Viewport {
  const inView = new Set<Element>();
  const close = new Set<Element>();

  const zoneOf = (element: Element): Zone =>
    inView.has(element) ? 'visible' : close.has(element) ? 'near' : 'away';

  const watch = (members: Set<Element>, margin: IntersectionObserverInit) =>
    new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const before = zoneOf(target);
        if (isIntersecting) members.add(target);
        else members.delete(target);
        const now = zoneOf(target);
        if (now !== before) onZone(target, now);
      }
    }, margin);

  // The scroll margin reaches into lists that scroll by themselves, such as a followers dialog.
  const nearInit: IntersectionObserverInit & { scrollMargin?: string } = {
    rootMargin: NEAR_MARGIN,
    scrollMargin: NEAR_MARGIN,
  };
  const observers = [watch(inView, {}), watch(close, nearInit)];

  return {
    observe: (element) => {
      for (const observer of observers) observer.observe(element);
    },
    unobserve: (element) => {
      for (const observer of observers) observer.unobserve(element);
      inView.delete(element);
      close.delete(element);
    },
    stop: () => {
      for (const observer of observers) observer.disconnect();
      inView.clear();
      close.clear();
    },
  };
}
