import type { CDPSession, Page } from 'playwright-core';
import type { RunningChromium } from './chromium.ts';
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
    close,
  };
}

async function evaluate<T>(page: Page, expression: string): Promise<T> {
  return JSON.parse(await page.evaluate<string>(asJson(expression))) as T;
}

function tab(page: Page): Tab {
  return {
    evaluate: (expression) => evaluate(page, expression),
    badges: () => badges(page),
    fit: async () => {
      const [width, height] = await evaluate<[number, number]>(page, DOCUMENT_SIZE);
      await page.setViewportSize({ width, height });
    },
    click: async (x, y) => {
      const [left, top] = await evaluate<[number, number]>(page, '[scrollX, scrollY]');
      await page.mouse.move(x - left, y - top, { steps: 3 });
      await page.mouse.click(x - left, y - top);
    },
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    close: () => page.close(),
  };
}

interface Node {
  readonly nodeName: string;
  readonly backendNodeId: number;
  readonly shadowRootType?: 'open' | 'closed' | 'user-agent';
  readonly children?: readonly Node[];
  readonly shadowRoots?: readonly Node[];
}

async function badges(page: Page): Promise<Badge[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { root }: { root: Node } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const buttons = [...closedButtons(root, false)];
    const found = await Promise.all(buttons.map((button) => describe(session, button)));
    return found.filter((badge) => badge !== null);
  } finally {
    await session.detach();
  }
}

function* closedButtons(node: Node, closed: boolean): Generator<Node> {
  if (closed && node.nodeName === 'BUTTON') yield node;
  for (const child of node.children ?? []) yield* closedButtons(child, closed);
  for (const root of node.shadowRoots ?? []) {
    if (root.shadowRootType !== 'user-agent') yield* closedButtons(root, root.shadowRootType === 'closed');
  }
}

/** null for a button that left the page meanwhile or is not drawn. */
async function describe(session: CDPSession, { backendNodeId }: Node): Promise<Badge | null> {
  try {
    const { object } = await session.send('DOM.resolveNode', { backendNodeId });
    if (object.objectId === undefined) return null;
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: DESCRIBE_BUTTON,
      returnByValue: true,
    });
    return result.value as Badge | null;
  } catch {
    return null;
  }
}
