/** Slowly, as a person reads: sites take quick scrolling for an attack. */
const STEP_MS = 1_200;
/** Of the height of what scrolls, at each step. */
const STEP = 0.6;

/**
 * Scrolls a list on while its page is looked at; never above what was reached.
 * @param list finds the list anew at each step: pages put it in another place
 * @returns a function that ends it
 */
export function scrollSlowly(list: () => Element | null): () => void {
  const timer = setInterval(() => {
    const root = list();
    if (!root || root.ownerDocument.hidden) return;
    const box = scrolledBy(root);
    box.scrollBy({ top: box.clientHeight * STEP, behavior: 'auto' });
  }, STEP_MS);
  return () => clearInterval(timer);
}

/** The nearest part around or in the list that scrolls, or else the page. */
function scrolledBy(root: Element): Element {
  for (let at: Element | null = root; at; at = at.parentElement) if (canScroll(at)) return at;
  return root.ownerDocument.scrollingElement ?? root.ownerDocument.documentElement;
}

function canScroll(element: Element): boolean {
  if (element.scrollHeight <= element.clientHeight) return false;
  return /auto|scroll/.test(getComputedStyle(element).overflowY);
}
