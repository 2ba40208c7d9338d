import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { RunningChromium } from './chromium.ts';
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

/** @param page file of the extension from which messages are sent */
export async function chromiumDriver(
  { context, extensionId, close }: RunningChromium,
  page: string,
): Promise<Driver> {
  const address = (file: string) => `chrome-extension://${extensionId}/${file}`;
  const open = async (url: string): Promise<Page> => {
    const opened = await context.newPage();
    await opened.goto(url);
    return opened;
  };
  const own = await open(address(page));
  return {
    family: 'chromium',
    open: async (url) => tab(await open(url)),
    openExtension: async (file) => tab(await open(address(file))),
    ask: (kind, payload) => evaluate(own, askExpression(kind, payload)),
    tabId: (url) =>
      until(`a tab with ${url}`, () => evaluate<number | null>(own, tabIdExpression(url)), 10_000),
    pressButton: async (url) => {
      await context
        .pages()
        .find((one) => one.url() === url)
        ?.bringToFront();
      await triggerAction(context, extensionId, url);
    },
    close,
  };
}

/** Only a browser that the extension was loaded into over the protocol does so. */
async function triggerAction(context: BrowserContext, id: string, url: string): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (session === undefined) throw new Error('This browser gives no session to press a button through.');
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'tab' }] });
  const targetId = targetInfos.find((target) => target.url === url)?.targetId;
  if (targetId === undefined) throw new Error(`No tab shows ${url}`);
  await session.send('Extensions.triggerAction', { id, targetId });
  await session.detach();
}

async function evaluate<T>(page: Page, expression: string): Promise<T> {
  return JSON.parse(await page.evaluate<string>(asJson(expression))) as T;
}

function tab(page: Page): Tab {
  return {
    evaluate: (expression) => evaluate(page, expression),
    badges: () => closed<Badge>(page, 'button', READ_BADGE),
    closed: (localName, read) => closed(page, localName, read),
    fit: async () => {
      const [width, height] = await evaluate<[number, number]>(page, DOCUMENT_SIZE);
      await page.setViewportSize({ width, height });
    },
    click: async (x, y) => {
      const [left, top] = await evaluate<[number, number]>(page, '[scrollX, scrollY]');
      await page.mouse.move(x - left, y - top, { steps: 3 });
      await page.mouse.click(x - left, y - top);
    },
    pressEscape: () => page.keyboard.press('Escape'),
    focus: () => page.bringToFront(),
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    close: () => page.close(),
  };
}

interface Node {
  readonly localName: string;
  readonly backendNodeId: number;
  readonly shadowRootType?: 'open' | 'closed' | 'user-agent';
  readonly children?: readonly Node[];
  readonly shadowRoots?: readonly Node[];
}

async function closed<T>(page: Page, localName: string, read: string): Promise<T[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { root }: { root: Node } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const found = [...closedElements(root, localName, false)].map((node) => call<T>(session, node, read));
    return (await Promise.all(found)).filter((value) => value !== null);
  } finally {
    await session.detach();
  }
}

function* closedElements(node: Node, name: string, isInside: boolean): Generator<Node> {
  if (isInside && node.localName === name) yield node;
  for (const child of node.children ?? []) yield* closedElements(child, name, isInside);
  for (const root of node.shadowRoots ?? []) {
    if (root.shadowRootType !== 'user-agent')
      yield* closedElements(root, name, root.shadowRootType === 'closed');
  }
}

/** null for an element that left the page meanwhile. */
async function call<T>(session: CDPSession, { backendNodeId }: Node, read: string): Promise<T | null> {
  try {
    const { object } = await session.send('DOM.resolveNode', { backendNodeId });
    if (object.objectId === undefined) return null;
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: `function () { return (${read})(this); }`,
      returnByValue: true,
    });
    return result.value as T | null;
  } catch {
    return null;
  }
}
