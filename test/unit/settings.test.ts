import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  isSiteOn,
  readSettings,
  siteKey,
  sitePattern,
  withSite,
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
    const chosen = { version: 1, sitesOn: [], fetchLarger: false, keepVerdictsDays: 0 };
    expect(readSettings(chosen)).toEqual(chosen);
  });

  test('forgets what it does not know', () => {
    expect(readSettings({ surprise: true })).toEqual(DEFAULT_SETTINGS);
  });
});

describe('sites', () => {
  test.each(['x.com', 'www.facebook.com', 'm.facebook.com', 'mobile.twitter.com'])(
    '%s is on at first',
    (host) => {
      expect(isSiteOn(DEFAULT_SETTINGS, host)).toBe(true);
    },
  );

  test.each(['example.org', 'notx.com', 'x.com.example.org'])('%s is off at first', (host) => {
    expect(isSiteOn(DEFAULT_SETTINGS, host)).toBe(false);
  });

  test('one switch is for all front doors of a site', () => {
    const on = withSite(DEFAULT_SETTINGS, 'www.example.org', true);
    expect(isSiteOn(on, 'm.example.org')).toBe(true);
    const off = withSite(on, 'example.org', false);
    expect(isSiteOn(off, 'www.example.org')).toBe(false);
    expect(off.sitesOn).toEqual(DEFAULT_SETTINGS.sitesOn);
  });

  test('switching on twice is switching on once', () => {
    const once = withSite(DEFAULT_SETTINGS, 'example.org', true);
    expect(withSite(once, 'example.org', true)).toEqual(once);
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
