// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { h, render } from 'preact';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Details } from '../../src/shared/details.tsx';
import type { CheckResult } from '../../src/shared/messages.ts';
import type { Setting } from '../../src/shared/prior.ts';
import {
  ABSTENTIONS,
  type Abstention,
  BANDS,
  CHECKS,
  type CheckId,
  type Evidence,
  UNJUDGED_REASONS,
} from '../../src/shared/verdict.ts';
import { filledIn, type Messages } from '../messages.ts';

const LOCALES = path.resolve('public/_locales');
const messagesOf = (locale: string): Messages =>
  JSON.parse(readFileSync(path.join(LOCALES, locale, 'messages.json'), 'utf8'));
const en = messagesOf('en');

const getMessage = (key: string, substitutions?: readonly string[]) => filledIn(en, key, substitutions);

beforeAll(() => {
  vi.stubGlobal('chrome', { i18n: { getMessage } });
});

const base = { image: { width: 400, height: 300, sha256: 'ab' }, modelsVersion: 'models-7', ms: 9 };

function shown(
  result: CheckResult,
  pictureUrl: string | null = null,
  setting: Setting = 'browsing',
): HTMLElement {
  const slot = document.createElement('div');
  render(h(Details, { result, pictureUrl, setting }), slot);
  return slot;
}

const abstained = (check: CheckId, reason: Abstention): Evidence => ({
  check,
  status: 'abstained',
  reason,
  value: null,
  percentile: null,
  counts: false,
  marks: [],
});

const strong: CheckResult = {
  variant: 'larger',
  verdict: {
    ...base,
    band: 'strong',
    reason: null,
    score: 0.994,
    evidence: [
      { check: 'classifier', status: 'ok', value: 6.2, percentile: 99.97, counts: true, marks: [] },
      {
        check: 'alignment',
        status: 'ok',
        value: 0.4,
        percentile: 100,
        counts: true,
        marks: [
          { kind: 'point', role: 'found', at: { x: 0.25, y: 0.5 } },
          { kind: 'point', role: 'expected', at: { x: 0.26, y: 0.5 } },
        ],
      },
    ],
  },
};

describe('the details of a verdict', () => {
  it('say how rare a sign is among real photos, never that it is certain', () => {
    const text = shown(strong).textContent;
    expect(text).toContain('About 3 in 10,000 real photos show this as strongly.');
    expect(text).toContain('Fewer than 1 in 10,000 real photos show this as strongly.');
    expect(text).toContain(en.band_note_strong?.message);
  });

  it('give the numbers: score, values, size, models and which picture was judged', () => {
    const text = shown(strong).textContent;
    for (const part of ['0.994', '6.2', '400 × 300', 'models-7', 'a larger one from the same host'])
      expect(text).toContain(part);
  });

  it('say what the score means where the photo was met', () => {
    expect(shown(strong).textContent).toContain('about 7.7 are generated, if 5 in 10,000 are');
    expect(shown(strong, null, 'asked').textContent).toContain('about 89.7 are generated, if 500 in 10,000');
  });

  it('tell of a pair that anybody can see to differ', () => {
    const pair = (role: 'found' | 'unequal'): CheckResult => {
      const at = (x: number) => ({ x, y: 0.4 });
      const marks = [0.2, 0.6].map((x) => ({ kind: 'box', from: at(x), to: at(x + 0.2), role }) as const);
      const lenses = {
        check: 'glasses',
        status: 'ok',
        value: 1,
        percentile: 60,
        counts: true,
        marks,
      } as const;
      return { ...strong, verdict: { ...strong.verdict, evidence: [lenses] } };
    };
    const words = en.details_unequal?.message ?? 'missing';
    expect(shown(pair('unequal'), 'https://pbs.twimg.com/a.jpg').textContent).toContain(words);
    expect(shown(pair('found'), 'https://pbs.twimg.com/a.jpg').textContent).not.toContain(words);
  });

  it('draw what was found and what was expected, each in its own shape, where a picture is given', () => {
    expect(shown(strong).querySelector('img')).toBeNull();
    const slot = shown(strong, 'https://pbs.twimg.com/a.jpg');
    expect(slot.querySelector('img')?.getAttribute('referrerpolicy')).toBe('no-referrer');
    expect(slot.querySelector('svg')?.getAttribute('viewBox')).toBe('0 0 400 300');
    const [found, expected] = ['found', 'expected'].map((name) =>
      slot
        .querySelector(`path.${name}`)
        ?.getAttribute('d')
        ?.replace(/[\d. -]/g, ''),
    );
    expect(found).toBeTruthy();
    expect(expected).toBeTruthy();
    expect(found).not.toBe(expected);
    expect(slot.querySelectorAll('.legend li')).toHaveLength(2);
  });

  it('claim no sign where a check found nothing unusual, or could not be applied', () => {
    const text = shown({
      variant: 'shown',
      verdict: {
        ...base,
        band: 'none',
        reason: null,
        score: 0.01,
        evidence: [
          { check: 'classifier', status: 'ok', value: -3, percentile: 40, counts: true, marks: [] },
          abstained('alignment', 'tilted'),
        ],
      },
    }).textContent;
    expect(text).not.toContain(en.check_classifier_found?.message);
    expect(text).not.toContain(en.check_alignment_found?.message);
    expect(text).toContain(`Position of the face: ${en.abstained_tilted?.message}`);
    expect(text).toContain(en.band_note_none?.message);
  });

  it.each(UNJUDGED_REASONS)('say why a picture was not judged: %s', (reason) => {
    const image = { width: 0, height: 0, sha256: '' };
    const text = shown({
      variant: 'shown',
      verdict: { ...base, image, band: 'unjudged', reason, score: null, evidence: [] },
    }).textContent;
    expect(text).toContain(en.band_unjudged?.message);
    expect(text).toContain(en[`reason_${reason}`]?.message);
  });
});

describe.each(['en', 'de'])('the words in %s', (locale) => {
  const messages = messagesOf(locale);
  const keys = [
    ...BANDS.flatMap((band) => [`band_${band}`, `band_note_${band}`]),
    ...UNJUDGED_REASONS.map((reason) => `reason_${reason}`),
    ...CHECKS.flatMap((check) => [`check_${check}`, `check_${check}_found`, `check_${check}_look`]),
    ...ABSTENTIONS.map((reason) => `abstained_${reason}`),
    ...['shown', 'larger', 'given'].map((variant) => `details_variant_${variant}`),
    ...['badge_strong', 'badge_some', 'details_close', 'details_rarity', 'details_usual'],
  ];
  it.each(keys)('has %s', (key) => {
    expect(messages[key]?.message).toBeTruthy();
  });
});
