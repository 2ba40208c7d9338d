/** Where an element is: in view, about to be, or elsewhere on the page. */
export type Zone = 'visible' | 'near' | 'away';

export interface Viewport {
  observe(element: Element): void;
  unobserve(element: Element): void;
  stop(): void;
}

/** About one more screen of a list in each direction. */
export const NEAR_MARGIN = '700px 300px';
/** The two observers speak in no certain order, but of the same frame: both are heard before anything is told. */
const SETTLE_MS = 0;

/** Tells of each observed element when its zone changes; everything starts out away. */
export function createViewport(onZone: (element: Element, zone: Zone) => void): Viewport {
  const inView = new Set<Element>();
  const close = new Set<Element>();
  const told = new Map<Element, Zone>();
  const unsettled = new Set<Element>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const zoneOf = (element: Element): Zone =>
    inView.has(element) ? 'visible' : close.has(element) ? 'near' : 'away';

  function settle(): void {
    timer = null;
    const elements = [...unsettled];
    unsettled.clear();
    for (const element of elements) {
      const before = told.get(element);
      const now = zoneOf(element);
      if (before === undefined || now === before) continue;
      told.set(element, now);
      onZone(element, now);
    }
  }

  const watch = (members: Set<Element>, init: IntersectionObserverInit) =>
    new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) members.add(target);
        else members.delete(target);
        unsettled.add(target);
      }
      timer ??= setTimeout(settle, SETTLE_MS);
    }, init);

  // The scroll margin reaches into lists that scroll by themselves, such as a followers dialog.
  const nearInit: IntersectionObserverInit & { scrollMargin?: string } = {
    rootMargin: NEAR_MARGIN,
    scrollMargin: NEAR_MARGIN,
  };
  const observers = [watch(inView, {}), watch(close, nearInit)];

  return {
    observe(element) {
      told.set(element, 'away');
      for (const observer of observers) observer.observe(element);
    },
    unobserve(element) {
      for (const observer of observers) observer.unobserve(element);
      for (const memory of [inView, close, told, unsettled]) memory.delete(element);
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      for (const observer of observers) observer.disconnect();
      for (const memory of [inView, close, told, unsettled]) memory.clear();
    },
  };
}
