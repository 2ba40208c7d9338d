import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings.ts';

const browser = vi.hoisted(() => ({
  action: { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn() },
  permissions: { contains: vi.fn(async (_: { origins: string[] }) => true) },
  scripting: {
    executeScript: vi.fn(async () => []),
    getRegisteredContentScripts: vi.fn(async () => []),
    registerContentScripts: vi.fn(async (_: { id: string }[]) => undefined),
    unregisterContentScripts: vi.fn(),
  },
  storage: {
    local: { get: vi.fn(async (): Promise<object> => ({})), set: vi.fn() },
    session: {
      kept: {} as Record<string, unknown>,
      get: vi.fn(async (key: string) => ({ [key]: browser.storage.session.kept[key] })),
      set: vi.fn(async (values: object) => void Object.assign(browser.storage.session.kept, values)),
      remove: vi.fn(async (key: string) => void delete browser.storage.session.kept[key]),
    },
  },
  tabs: {
    get: vi.fn(async () => ({ id: 1, url: 'https://x.com/home' })),
    query: vi.fn(async (): Promise<object[]> => []),
  },
}));
const tellTab = vi.hoisted(() => vi.fn());
vi.mock('webextension-polyfill', () => ({ default: browser }));
vi.mock('../../src/shared/messaging.ts', () => ({ tellTab }));

const { applySettings, checkPage, dropForbidden, fulfilWish, switchSite, tabState } = await import(
  '../../src/background/sites.ts'
);
const { forgetPermissions } = await import('../../src/background/permissions.ts');

const on = (...sitesOn: string[]): Settings => ({ ...DEFAULT_SETTINGS, sitesOn });

beforeEach(() => {
  vi.clearAllMocks();
});

describe('applySettings', () => {
  test('a site that the browser has no pattern for costs the others nothing', async () => {
    const registered: string[] = [];
    browser.scripting.registerContentScripts.mockImplementation(async (scripts) => {
      if (scripts.some(({ id }) => id === 'site:[::1]')) throw new Error('Invalid url pattern');
      registered.push(...scripts.map(({ id }) => id));
    });
    await applySettings(on('[::1]', 'forum.example'));
    expect(registered).toEqual(['site:forum.example']);
  });

  test('does not wait for a page that hangs', async () => {
    vi.useFakeTimers();
    browser.tabs.query.mockResolvedValueOnce([
      { id: 1, url: 'https://x.com/home' },
      { id: 2, url: 'https://forum.example/' },
    ]);
    tellTab.mockImplementation((_kind, _state, tabId) =>
      tabId === 1 ? new Promise(() => undefined) : Promise.resolve(),
    );
    const applied = applySettings(on('x.com'));
    await vi.advanceTimersByTimeAsync(5_000);
    await applied;
    expect(tellTab.mock.calls.map(([, , tabId]) => tabId).sort()).toEqual([1, 2]);
    vi.useRealTimers();
  });

  test('leaves discarded pages asleep', async () => {
    browser.tabs.query.mockResolvedValueOnce([{ id: 1, url: 'https://x.com/home', discarded: true }]);
    await applySettings(DEFAULT_SETTINGS);
    expect(tellTab).not.toHaveBeenCalled();
    expect(browser.scripting.executeScript).not.toHaveBeenCalled();
  });
});

describe('what may no longer be read', () => {
  const told = () => tellTab.mock.calls.map(([, state, tabId]) => ({ tabId, on: state.on }));
  const forbid = (host: string) =>
    browser.permissions.contains.mockImplementation(
      async ({ origins }) => !origins.some((origin) => origin.includes(host)),
    );
  beforeEach(() => {
    forgetPermissions();
    tellTab.mockResolvedValue(undefined);
  });
  afterEach(() => {
    browser.permissions.contains.mockImplementation(async () => true);
    forgetPermissions();
  });

  test('is off, though it was chosen', async () => {
    forbid('x.com');
    browser.tabs.query.mockResolvedValueOnce([{ id: 1, url: 'https://x.com/home' }]);
    await applySettings(on('x.com'));
    expect(told()).toEqual([{ tabId: 1, on: false }]);
  });

  test('hears of it, though its address is hidden by then', async () => {
    browser.tabs.query.mockResolvedValueOnce([{ id: 7 }]);
    await applySettings(on('x.com'));
    expect(told()).toEqual([{ tabId: 7, on: false }]);
  });

  test('leaves the settings, and the others stay', async () => {
    forbid('x.com');
    browser.storage.local.get.mockResolvedValueOnce({ settings: on('forum.example', 'x.com') });
    await dropForbidden();
    expect(browser.storage.local.set).toHaveBeenCalledWith({ settings: on('forum.example') });
  });
});

describe('answers of pages', () => {
  const summary = {
    host: 'x.com',
    found: 0,
    waiting: 0,
    bands: { strong: 0, some: 0, none: 0, unjudged: 0 },
    reasons: {},
    signs: [],
  };

  test('are passed on', async () => {
    tellTab.mockResolvedValue(summary);
    expect((await tabState(1)).summary).toEqual(summary);
    expect(await checkPage(1)).toEqual(summary);
  });

  test('go no further when malformed', async () => {
    tellTab.mockResolvedValue({ ...summary, signs: [{ account: { type: 'img' }, pictureUrl: '' }] });
    expect((await tabState(1)).summary).toBeNull();
    await expect(checkPage(1)).rejects.toThrow();
  });

  test('a page without our script gets it when a person asks', async () => {
    tellTab.mockRejectedValueOnce(new Error('No response')).mockResolvedValueOnce(summary);
    expect(await checkPage(1)).toEqual(summary);
    expect(browser.scripting.executeScript).toHaveBeenCalledOnce();
  });
});

describe('what a site still lacks', () => {
  const missing = async (url: string, granted: (origin: string) => boolean) => {
    forgetPermissions();
    browser.tabs.get.mockResolvedValueOnce({ id: 1, url });
    browser.permissions.contains.mockImplementation(async ({ origins }) => origins.every(granted));
    const state = await tabState(1);
    browser.permissions.contains.mockImplementation(async () => true);
    forgetPermissions();
    return state.missing;
  };

  test('is asked for at once, with the hosts of its photos', async () => {
    const wanted = ['*://*.instagram.com/*', 'https://*.cdninstagram.com/*', 'https://*.fbcdn.net/*'];
    expect(await missing('https://www.instagram.com/', () => false)).toEqual(wanted);
    expect(await missing('https://www.instagram.com/', (origin) => origin.includes('fbcdn'))).toEqual(
      wanted.slice(0, 2),
    );
  });

  test('is only itself where nothing is known of its photos', async () => {
    expect(await missing('https://forum.example/', () => false)).toEqual(['*://*.forum.example/*']);
  });
});

describe('a switch that waits for its permission', () => {
  const wishFor = async (url: string) => {
    browser.tabs.get.mockResolvedValue({ id: 1, url });
    browser.permissions.contains.mockResolvedValueOnce(false);
    await switchSite(1, true);
    forgetPermissions();
    expect(browser.storage.local.set).not.toHaveBeenCalled();
  };

  test('is turned once it is there', async () => {
    await wishFor('https://forum.example/members');
    await fulfilWish();
    const [[{ settings }]] = browser.storage.local.set.mock.calls as [[{ settings: Settings }]];
    expect(settings.sitesOn).toContain('forum.example');
  });

  test('turns on no other site that the tab shows by then', async () => {
    await wishFor('https://club.example/members');
    browser.tabs.get.mockResolvedValue({ id: 1, url: 'https://forum.example/' });
    await fulfilWish();
    expect(browser.storage.local.set).not.toHaveBeenCalled();
  });
});
