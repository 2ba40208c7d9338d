import {
  defineExtensionMessaging,
  type ExtensionMessenger,
  type GetDataType,
  type GetReturnType,
} from '@webext-core/messaging';
import * as v from 'valibot';
import type {
  BackgroundToContent,
  BackgroundToEngine,
  ContentToBackground,
  PageToBackground,
} from './messages.ts';

/*
 * One messenger a direction. Several may listen in one context: each answers only the kinds it has handlers for, and
 * leaves the others alone. A message that nobody answers rejects with "No response".
 */
const contentToBackground = defineExtensionMessaging<ContentToBackground>();
const backgroundToContent = defineExtensionMessaging<BackgroundToContent>();
const pageToBackground = defineExtensionMessaging<PageToBackground>();
const backgroundToEngine = defineExtensionMessaging<BackgroundToEngine>();

/** For content scripts. */
export const tellBackground = contentToBackground.sendMessage;
/** For the background; the last argument names the tab. */
export const tellTab = backgroundToContent.sendMessage;
/** For the popup, the options page and other pages of the extension. */
export const askBackground = pageToBackground.sendMessage;
/** For the background, where detection runs in another document. */
export const askEngine = backgroundToEngine.sendMessage;

export interface Sender {
  /** null for a page of the extension outside tabs. */
  readonly tabId: number | null;
  /** Changes with each navigation; null in browsers that do not name documents. */
  readonly documentId: string | null;
  /** In a private window: nothing about it may be kept. */
  readonly isPrivate: boolean;
  readonly url: string;
}

export type Handlers<M> = {
  readonly [K in keyof M]: (
    payload: GetDataType<M[K]>,
    sender: Sender,
  ) => GetReturnType<M[K]> | Promise<GetReturnType<M[K]>>;
};

/** What each kind must carry: a content script lives beside a hostile page. */
export type PayloadSchemas<M> = {
  readonly [K in keyof M]: v.GenericSchema<unknown, GetDataType<M[K]>>;
};

/** The sender may not send this kind. */
export class RefusedSender extends Error {
  override readonly name = 'RefusedSender';
}

/** In a content script: answers the background. */
export function handleBackground(handlers: Handlers<BackgroundToContent>): () => void {
  return listen(backgroundToContent, handlers, fromOurselves, null);
}

/** In the background: answers content scripts; malformed payloads reject with a `ValiError`. */
export function handleContent(
  handlers: Handlers<ContentToBackground>,
  schemas: PayloadSchemas<ContentToBackground>,
): () => void {
  return listen(contentToBackground, handlers, fromContentScript, schemas);
}

/** In the background: answers our own pages, and nothing that a content script sends. */
export function handlePages(handlers: Handlers<PageToBackground>): () => void {
  return listen(pageToBackground, handlers, fromOwnPage, null);
}

/** Where detection runs: answers the background. */
export function handleEngine(handlers: Handlers<BackgroundToEngine>): () => void {
  return listen(backgroundToEngine, handlers, fromOwnPage, null);
}

type RawSender = chrome.runtime.MessageSender;

const fromOurselves = (sender: RawSender) => sender.id === chrome.runtime.id;
const fromOwnPage = (sender: RawSender) =>
  fromOurselves(sender) && (sender.url ?? '').startsWith(chrome.runtime.getURL(''));
const fromContentScript = (sender: RawSender) =>
  fromOurselves(sender) && sender.tab !== undefined && !fromOwnPage(sender);

function listen<M extends object>(
  messenger: ExtensionMessenger<M>,
  handlers: Handlers<M>,
  isAllowed: (sender: RawSender) => boolean,
  schemas: PayloadSchemas<M> | null,
): () => void {
  const listenTo = <K extends keyof M>(kind: K) =>
    messenger.onMessage(kind, ({ data, sender }) => {
      if (!isAllowed(sender)) throw new RefusedSender('This message may not come from here');
      const payload = schemas === null ? data : v.parse(schemas[kind], data);
      return handlers[kind](payload, {
        tabId: sender.tab?.id ?? null,
        documentId: sender.documentId ?? null,
        isPrivate: sender.tab?.incognito ?? false,
        url: sender.url ?? '',
      });
    });
  const kinds = Object.keys(handlers) as (keyof M)[];
  const stops = kinds.map(listenTo);
  return () => {
    for (const stop of stops) stop();
  };
}
