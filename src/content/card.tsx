import { render } from 'preact';
import { Details } from '../shared/details.tsx';
import type { CheckResult } from '../shared/messages.ts';
import { text } from '../shared/text.ts';
import type { Overlay } from './overlay.ts';

export interface Card {
  open(subject: CardSubject): void;
  /** Closes without a word to `onClosed`. */
  close(): void;
  readonly subject: CardSubject | null;
  holds(x: number, y: number): boolean;
  stop(): void;
}

export interface CardSubject {
  /** The avatar whose card it is. */
  readonly element: Element;
  readonly result: CheckResult;
  readonly pictureUrl: string;
}

const HEADING = 'heading';
/** Between the card and its avatar, and the window's edge. */
const GAP = 8;

/** A group of radio buttons is one stop: the chosen one. */
const FOCUSABLE = 'button, summary, input:checked';

/** `onClosed` hears of every card that a person closed. */
export function createCard(overlay: Overlay, page: Document, onClosed: (subject: CardSubject) => void): Card {
  const slot = page.createElement('div');
  overlay.root.append(slot);
  let subject: CardSubject | null = null;
  let listening: AbortController | null = null;

  const panel = (): HTMLElement | null => slot.querySelector('.card');

  function dismiss(): void {
    const was = subject;
    close();
    if (was) onClosed(was);
  }

  function close(): void {
    listening?.abort();
    listening = null;
    subject = null;
    render(null, slot);
  }

  /** By the person only: a page could tell by an event of its own whether a card is open. */
  function onKey(event: KeyboardEvent): void {
    if (event.isTrusted && event.key === 'Escape') {
      // The page's own dialogs must not close along with it.
      event.stopImmediatePropagation();
      event.preventDefault();
      dismiss();
    }
  }

  function onPress(event: PointerEvent): void {
    if (event.isTrusted && event.target !== overlay.host) close();
  }

  function keepFocus(event: KeyboardEvent): void {
    const stops = [...(panel()?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    const other = event.shiftKey ? stops.at(-1) : stops[0];
    if (event.key !== 'Tab' || overlay.root.activeElement !== edge) return;
    event.preventDefault();
    other?.focus();
  }

  return {
    open(next) {
      close();
      subject = next;
      listening = new AbortController();
      const options = { capture: true, signal: listening.signal };
      page.defaultView?.addEventListener('keydown', onKey, options);
      page.defaultView?.addEventListener('pointerdown', onPress, options);
      render(<Panel subject={next} onClose={dismiss} onKeyDown={keepFocus} />, slot);
      const shown = panel();
      if (!shown) return;
      position(shown, next.element);
      // Choosing a check changes the height.
      const resized = new ResizeObserver(() => keepInside(shown));
      resized.observe(shown);
      listening.signal.addEventListener('abort', () => resized.disconnect());
      shown.querySelector('button')?.focus({ preventScroll: true });
    },
    close,
    get subject() {
      return subject;
    },
    holds(x, y) {
      const box = panel()?.getBoundingClientRect();
      return box !== undefined && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    },
    stop() {
      close();
      slot.remove();
    },
  };
}

interface PanelProps {
  readonly subject: CardSubject;
  readonly onClose: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Panel({ subject, onClose, onKeyDown }: PanelProps) {
  return (
    <div class="card tt-frame" role="dialog" aria-labelledby={HEADING} tabIndex={-1} onKeyDown={onKeyDown}>
      <button class="close" type="button" aria-label={text('details_close')} onClick={onClose}>
        <span aria-hidden="true">×</span>
      </button>
      <Details
        setting="browsing"
        result={subject.result}
        pictureUrl={subject.pictureUrl}
        headingId={HEADING}
      />
    </div>
  );
}

/** Beside the avatar where there is room, and always whole within the window. */
function position(panel: HTMLElement, element: Element): void {
  const anchor = element.getBoundingClientRect();
  const { width } = panel.getBoundingClientRect();
  const isRtl = getComputedStyle(element).direction === 'rtl';
  panel.dir = isRtl ? 'rtl' : 'ltr';
  const { innerWidth } = viewOf(panel);
  const after = anchor.right + GAP;
  const before = anchor.left - GAP - width;
  const fitsAfter = after + width <= innerWidth - GAP;
  const x = isRtl ? (before >= GAP ? before : after) : fitsAfter ? after : before;
  panel.style.left = `${clamp(x, GAP, innerWidth - width - GAP)}px`;
  panel.style.top = `${anchor.top}px`;
  keepInside(panel);
}

function keepInside(panel: HTMLElement): void {
  const lowest = viewOf(panel).innerHeight - panel.offsetHeight - GAP;
  panel.style.top = `${clamp(Number.parseFloat(panel.style.top), GAP, lowest)}px`;
}

const viewOf = (panel: HTMLElement): Window => panel.ownerDocument.defaultView ?? window;

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
