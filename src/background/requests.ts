import type { Sender } from '../shared/messaging.ts';

/** The open requests of each tab, so that they can be dropped with the photo, the page or the tab. */
export interface Requests {
  /** Runs `work` with a signal that aborts when the request is cancelled. */
  track<T>(sender: Sender, id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  cancel(sender: Sender, ids: readonly string[]): void;
  cancelTab(tabId: number): void;
}

interface OpenPage {
  readonly documentId: string | null;
  readonly requests: Map<string, AbortController>;
}

export function createRequests(): Requests {
  const pages = new Map<number, OpenPage>();

  /** A new document in a tab ends the requests of the one before it. */
  function pageOf(tabId: number, documentId: string | null): OpenPage {
    const known = pages.get(tabId);
    if (known !== undefined && known.documentId === documentId) return known;
    cancelTab(tabId);
    const page: OpenPage = { documentId, requests: new Map() };
    pages.set(tabId, page);
    return page;
  }

  function cancelTab(tabId: number): void {
    for (const controller of pages.get(tabId)?.requests.values() ?? []) controller.abort();
    pages.delete(tabId);
  }

  return {
    async track({ tabId, documentId }, id, work) {
      const controller = new AbortController();
      if (tabId === null) return work(controller.signal);
      const { requests } = pageOf(tabId, documentId);
      requests.get(id)?.abort();
      requests.set(id, controller);
      try {
        return await work(controller.signal);
      } finally {
        if (requests.get(id) === controller) requests.delete(id);
      }
    },
    cancel({ tabId, documentId }, ids) {
      const page = tabId === null ? undefined : pages.get(tabId);
      if (page === undefined || page.documentId !== documentId) return;
      for (const id of ids) page.requests.get(id)?.abort();
    },
    cancelTab,
  };
}
