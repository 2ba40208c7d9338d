import { writeFile } from 'node:fs/promises';
import {
  asJson,
  askExpression,
  type Badge,
  DOCUMENT_SIZE,
  type Driver,
  READ_BADGE,
  type Tab,
  tabIdExpression,
  until,
} from './driver.ts';
import type { RunningFirefox } from './firefox.ts';

type Bidi = RunningFirefox['bidi'];

/** @param page file of the extension from which messages are sent */
export async function firefoxDriver(
  { bidi, extensionId, openExtensionPage, close }: RunningFirefox,
  page: string,
): Promise<Driver> {
  const own = await openExtensionPage(page);
  return {
    family: 'firefox',
    open: async (url) => {
      const { context } = await bidi<{ context: string }>('browsingContext.create', { type: 'tab' });
      await bidi('browsingContext.navigate', { context, url, wait: 'complete' });
      return tab(bidi, context);
    },
    openExtension: async (file) => tab(bidi, await openExtensionPage(file)),
    ask: (kind, payload) => evaluate(bidi, own, askExpression(kind, payload)),
    tabId: (url) =>
      until(`a tab with ${url}`, () => evaluate<number | null>(bidi, own, tabIdExpression(url)), 10_000),
    pressButton: async (url) => {
      const { contexts } = await bidi<Tree>('browsingContext.getTree', { maxDepth: 0 });
      const shown = contexts.find((one) => one.url === url);
      if (shown === undefined) throw new Error(`No tab shows ${url}`);
      await bidi('browsingContext.activate', { context: shown.context });
      await letIn(bidi, extensionId);
    },
    close,
  };
}

/** The button may lie in a menu: what its click gives is given by the browser's own script. */
async function letIn(bidi: Bidi, extensionId: string): Promise<void> {
  const { contexts } = await bidi<Tree>('browsingContext.getTree', { maxDepth: 0, 'moz:scope': 'chrome' });
  const [window] = contexts;
  if (window === undefined) throw new Error('Firefox shows no window to its automation');
  const expression = `WebExtensionPolicy.getByID(${JSON.stringify(extensionId)})
    .extension.tabManager.addActiveTabPermission(gBrowser.selectedTab)`;
  const target = { context: window.context };
  await value(bidi<ScriptResult>('script.evaluate', { expression, target, awaitPromise: false }));
}

interface Tree {
  readonly contexts: readonly { readonly context: string; readonly url: string }[];
}

/** A value as WebDriver BiDi writes it. */
interface RemoteValue {
  readonly type: string;
  readonly value?: unknown;
  readonly sharedId?: string;
}

type ScriptResult =
  | { readonly type: 'success'; readonly result: RemoteValue }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

async function value(answer: Promise<ScriptResult>): Promise<RemoteValue> {
  const result = await answer;
  if (result.type === 'exception') throw new Error(result.exceptionDetails.text);
  return result.result;
}

async function evaluate<T>(bidi: Bidi, context: string, expression: string): Promise<T> {
  const json = await value(
    bidi<ScriptResult>('script.evaluate', {
      expression: asJson(expression),
      target: { context },
      awaitPromise: true,
      userActivation: true,
    }),
  );
  return JSON.parse(String(json.value)) as T;
}

function tab(bidi: Bidi, context: string): Tab {
  return {
    evaluate: (expression) => evaluate(bidi, context, expression),
    badges: () => closed<Badge>(bidi, context, 'button', READ_BADGE),
    closed: (localName, read) => closed(bidi, context, localName, read),
    fit: async () => {
      const [width, height] = await evaluate<[number, number]>(bidi, context, DOCUMENT_SIZE);
      await bidi('browsingContext.setViewport', { context, viewport: { width, height } });
    },
    click: async (x, y) => {
      const [left, top] = await evaluate<[number, number]>(bidi, context, '[scrollX, scrollY]');
      const move = { type: 'pointerMove', x: Math.round(x - left), y: Math.round(y - top) };
      const actions = [move, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
      await bidi('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
    },
    pressEscape: async () => {
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: '\uE00C' }));
      await bidi('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    focus: async () => {
      await bidi('browsingContext.activate', { context });
    },
    screenshot: async (file) => {
      const { data } = await bidi<{ data: string }>('browsingContext.captureScreenshot', { context });
      await writeFile(file, Buffer.from(data, 'base64'));
    },
    close: async () => {
      await bidi('browsingContext.close', { context });
    },
  };
}

interface Node {
  readonly sharedId?: string;
  readonly value?: {
    readonly localName?: string;
    readonly mode?: 'open' | 'closed';
    readonly children?: readonly Node[];
    readonly shadowRoot?: Node | null;
  };
}

async function closed<T>(bidi: Bidi, context: string, localName: string, read: string): Promise<T[]> {
  const document = (await value(
    bidi<ScriptResult>('script.evaluate', {
      expression: 'document.documentElement',
      target: { context },
      awaitPromise: false,
      serializationOptions: { maxDomDepth: null, includeShadowTree: 'all' },
    }),
  )) as Node;
  const found: T[] = [];
  for (const sharedId of closedElements(document, localName, false)) {
    const answer = await call<T>(bidi, context, sharedId, read);
    if (answer !== null) found.push(answer);
  }
  return found;
}

function* closedElements({ sharedId, value }: Node, name: string, isInside: boolean): Generator<string> {
  if (isInside && value?.localName === name && sharedId !== undefined) yield sharedId;
  for (const child of value?.children ?? []) yield* closedElements(child, name, isInside);
  const root = value?.shadowRoot;
  if (root !== null && root !== undefined) yield* closedElements(root, name, root.value?.mode === 'closed');
}

/** null for an element that left the page meanwhile. */
async function call<T>(bidi: Bidi, context: string, sharedId: string, read: string): Promise<T | null> {
  try {
    const json = await value(
      bidi<ScriptResult>('script.callFunction', {
        functionDeclaration: `(element) => JSON.stringify((${read})(element))`,
        arguments: [{ sharedId }],
        target: { context },
        awaitPromise: false,
      }),
    );
    return JSON.parse(String(json.value)) as T | null;
  } catch {
    return null;
  }
}
