import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  isSiteOn,
  readSettings,
  siteKey,
  sitePattern,
  withSites,
} from '../../src/shared/settings.ts';

describe('readSettings', () => {
  test.each([[undefined], [null], ['text'], [[]], [{}], [{ version: 99, sitesOn: 7 }]])(
    'reads %j as the defaults',
    (stored) => {
      expect(readSettings(stored)).toEqual(DEFAULT_SETTINGS);
    },
  );

  test('one broken value loses nothing else', () => {
    const stored = { sitesOn: ['example.org'], fetchLarger: 'yes', keepVerdictsDays: -1 };
    expect(readSettings(stored)).toEqual({ ...DEFAULT_SETTINGS, sitesOn: ['example.org'] });
  });

  test('keeps what a person chose, even no site at all', () => {
    const chosen = { version: 1, sitesOn: [], fetchLarger: false, keepVerdictsDays: 0, keepAuditsDays: 90 };
    expect(readSettings(chosen)).toEqual(chosen);
  });

  test('forgets what it does not know', () => {
    expect(readSettings({ surprise: true })).toEqual(DEFAULT_SETTINGS);
  });
});

describe('sites', () => {
  const onX = withSites(DEFAULT_SETTINGS, ['twitter.com', 'x.com'], true);

  test('none is on at first', () => {
    expect(DEFAULT_SETTINGS.sitesOn).toEqual([]);
  });

  test.each(['x.com', 'www.x.com', 'mobile.twitter.com'])('%s is on once its site is', (host) => {
    expect(isSiteOn(onX, host)).toBe(true);
  });

  test.each(['example.org', 'notx.com', 'x.com.example.org'])('%s is not', (host) => {
    expect(isSiteOn(onX, host)).toBe(false);
  });

  test('one switch is for all front doors of a site', () => {
    const on = withSites(onX, ['www.example.org'], true);
    expect(isSiteOn(on, 'm.example.org')).toBe(true);
    const off = withSites(on, ['example.org'], false);
    expect(isSiteOn(off, 'www.example.org')).toBe(false);
    expect(off.sitesOn).toEqual(onX.sitesOn);
  });

  test('switching on twice is switching on once', () => {
    const once = withSites(DEFAULT_SETTINGS, ['example.org'], true);
    expect(withSites(once, ['example.org'], true)).toEqual(once);
  });

  test.each([
    ['www.example.org', 'example.org', '*://*.example.org/*'],
    ['m.co', 'm.co', '*://*.m.co/*'],
    ['localhost', 'localhost', '*://localhost/*'],
    ['127.0.0.1', '127.0.0.1', '*://127.0.0.1/*'],
  ])('%s has the key %s and the pattern %s', (host, key, pattern) => {
    expect(siteKey(host)).toBe(key);
    expect(sitePattern(key)).toBe(pattern);
  });
});
