import { writeFile } from 'node:fs/promises';
import {
  asJson,
  askExpression,
  type Badge,
  DESCRIBE_BUTTON,
  DOCUMENT_SIZE,
  type Driver,
  type Tab,
  tabIdExpression,
  until,
} from './driver.ts';
import type { RunningFirefox } from './firefox.ts';

type Bidi = RunningFirefox['bidi'];

/** @param page file of the extension from which messages are sent */
export async function firefoxDriver(
  { bidi, openExtensionPage, close }: RunningFirefox,
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
    close,
  };
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
    badges: () => badges(bidi, context),
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

async function badges(bidi: Bidi, context: string): Promise<Badge[]> {
  const document = (await value(
    bidi<ScriptResult>('script.evaluate', {
      expression: 'document.documentElement',
      target: { context },
      awaitPromise: false,
      serializationOptions: { maxDomDepth: null, includeShadowTree: 'all' },
    }),
  )) as Node;
  const found: Badge[] = [];
  for (const sharedId of closedButtons(document, false)) {
    const badge = await describe(bidi, context, sharedId);
    if (badge !== null) found.push(badge);
  }
  return found;
}

function* closedButtons({ sharedId, value }: Node, closed: boolean): Generator<string> {
  if (closed && value?.localName === 'button' && sharedId !== undefined) yield sharedId;
  for (const child of value?.children ?? []) yield* closedButtons(child, closed);
  const root = value?.shadowRoot;
  if (root !== null && root !== undefined) yield* closedButtons(root, root.value?.mode === 'closed');
}

/** null for a button that left the page meanwhile or is not drawn. */
async function describe(bidi: Bidi, context: string, sharedId: string): Promise<Badge | null> {
  try {
    const json = await value(
      bidi<ScriptResult>('script.callFunction', {
        functionDeclaration: `(button) => JSON.stringify((${DESCRIBE_BUTTON})(button))`,
        arguments: [{ sharedId }],
        target: { context },
        awaitPromise: false,
      }),
    );
    return JSON.parse(String(json.value)) as Badge | null;
  } catch {
    return null;
  }
}
