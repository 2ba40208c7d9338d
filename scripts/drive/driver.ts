/** What the demo and the end-to-end tests do with a browser, the same for Chromium and Firefox. */
import type { GetDataType, GetReturnType } from '@webext-core/messaging';
import type { PageToBackground } from '../../src/shared/messages.ts';
import type { Family } from './browsers.ts';

/** In pixels of the document, whatever is scrolled. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A button that opens details, drawn by the extension over the page in a closed shadow root. */
export interface Badge {
  readonly label: string;
  readonly rect: Rect;
}

export interface Tab {
  /** Runs an expression in the page and gives what it resolves to; it must survive JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** The badges that a person sees now. */
  badges(): Promise<Badge[]>;
  /**
   * Calls a function with each element of this name in closed shadow roots, and gives the answers but null. Reads from
   * outside the page, which cannot do so itself.
   */
  closed<T>(localName: string, read: string): Promise<T[]>;
  /** Makes the window as high as the document: badges are drawn only on avatars that a person sees. */
  fit(): Promise<void>;
  /** Moves the pointer to a point of the document and clicks, as a person does. */
  click(x: number, y: number): Promise<void>;
  /** Presses and releases Escape. */
  pressEscape(): Promise<void>;
  /** Brings the tab to the front. */
  focus(): Promise<void>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface Driver {
  readonly family: Family;
  /** Opens a page in front and waits for its `load` event. */
  open(url: string): Promise<Tab>;
  /** Opens a page of the extension itself. */
  openExtension(file: string): Promise<Tab>;
  /** Sends what a page of the extension may send to the background. */
  ask<K extends keyof PageToBackground>(
    kind: K,
    payload: GetDataType<PageToBackground[K]>,
  ): Promise<GetReturnType<PageToBackground[K]>>;
  /** Number of the tab that shows this address, as the extension knows it. */
  tabId(url: string): Promise<number>;
  /** Brings the tab with this address to the front and lets the extension in, as a click on its toolbar button does. */
  pressButton(url: string): Promise<void>;
  close(): Promise<void>;
}

export const DOCUMENT_SIZE = `[document.documentElement.clientWidth, document.documentElement.scrollHeight]`;

/** Sends one message as `shared/messaging` does, from a page of the extension, and gives its answer. */
export function askExpression(kind: string, payload: unknown): string {
  const message = JSON.stringify({ id: 0, type: kind, data: payload, timestamp: 0 });
  return `chrome.runtime.sendMessage(${message}).then((answer) => {
    if (answer === undefined) throw new Error('Nobody answered ${kind}');
    if (answer.err !== undefined) throw new Error('${kind}: ' + (answer.err.message ?? JSON.stringify(answer.err)));
    return answer.res;
  })`;
}

export const tabIdExpression = (url: string): string =>
  `chrome.tabs.query({}).then((tabs) => tabs.find((tab) => tab.url === ${JSON.stringify(url)})?.id ?? null)`;

/** The expression's value as JSON text, so that both protocols give the same. */
export const asJson = (expression: string): string =>
  `(async () => JSON.stringify((await (${expression})) ?? null))()`;

/** Makes a `Badge` of a button, or null of one that is not drawn or is no badge. */
export const READ_BADGE = `(button) => {
  const { x, y, width, height } = button.getBoundingClientRect();
  if (button.ariaHasPopup !== 'dialog') return null;
  if (width === 0 || height === 0 || !button.checkVisibility({ visibilityProperty: true })) return null;
  return { label: button.ariaLabel ?? '', rect: { x: x + scrollX, y: y + scrollY, width, height } };
}`;

/** Tries again until the answer is there. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  timeout = 45_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeout / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
