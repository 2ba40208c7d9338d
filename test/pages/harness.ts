/** The content script's modules in a plain page, with verdicts given by the test instead of the background. */
import { pictureSource, shownSource } from '../../src/content/picture.ts';
import { createWatch, type Watch } from '../../src/content/watch.ts';
import type { CheckRequest, CheckResult, PageSummary } from '../../src/shared/messages.ts';
import type { Band } from '../../src/shared/verdict.ts';
import { siteOf } from '../../src/sites/index.ts';
import { foundOn } from './found.ts';

/** Pictures whose address holds the text get the band; others have no signs. */
export type Plan = readonly (readonly [text: string, band: Band])[];

class Harness {
  plan: Plan = [];
  /** How many of the next requests get lost, as when the background is stopped under way. */
  lost = 0;
  answerAfterMs = 20;
  alive = true;
  readonly requests: CheckRequest[] = [];
  readonly cancelled: string[] = [];
  readonly summaries: PageSummary[] = [];
  readonly site = siteOf(document);
  readonly watch: Watch = createWatch({
    site: this.site,
    page: document,
    ask: (request, signal) => this.answer(request, signal),
    readSource: pictureSource,
    readShown: shownSource,
    isAlive: () => this.alive,
    onSummary: (summary) => this.summaries.push(summary),
    onDead: () => undefined,
  });

  find() {
    return foundOn(this.site, document);
  }

  private async answer(request: CheckRequest, signal: AbortSignal): Promise<CheckResult> {
    this.requests.push(request);
    signal.addEventListener('abort', () => this.cancelled.push(request.key));
    await new Promise((resolve) => setTimeout(resolve, this.answerAfterMs));
    if (this.lost > 0) {
      this.lost--;
      throw new Error('The message port closed before a response was received.');
    }
    const address = request.source.kind === 'url' ? request.source.url : 'data';
    const band = this.plan.find(([text]) => address.includes(text))?.[1] ?? 'none';
    return result(band);
  }
}

function result(band: Band): CheckResult {
  const base = {
    image: { width: 400, height: 400, sha256: 'ab'.repeat(32) },
    modelsVersion: 'test-1',
    ms: 12,
  };
  if (band === 'unjudged')
    return { variant: 'shown', verdict: { ...base, band, reason: 'no_face', score: null, evidence: [] } };
  return {
    variant: 'larger',
    verdict: {
      ...base,
      band,
      reason: null,
      score: band === 'none' ? 0.02 : 0.994,
      evidence: [
        { check: 'classifier', status: 'ok', value: 6.21, percentile: 99.97, counts: true, marks: [] },
        {
          check: 'alignment',
          status: 'ok',
          value: 0.61,
          percentile: 99.4,
          counts: true,
          marks: [
            {
              kind: 'quad',
              role: 'expected',
              corners: [
                { x: 0.1, y: 0.12 },
                { x: 0.9, y: 0.11 },
                { x: 0.91, y: 0.92 },
                { x: 0.1, y: 0.93 },
              ],
            },
            { kind: 'point', role: 'found', at: { x: 0.38, y: 0.47 } },
            { kind: 'point', role: 'expected', at: { x: 0.385, y: 0.475 } },
            { kind: 'point', role: 'found', at: { x: 0.62, y: 0.47 } },
            { kind: 'point', role: 'expected', at: { x: 0.615, y: 0.475 } },
          ],
        },
        {
          check: 'glasses',
          status: 'ok',
          value: 1.4,
          percentile: 97,
          counts: true,
          marks: [
            { kind: 'box', role: 'found', from: { x: 0.25, y: 0.35 }, to: { x: 0.48, y: 0.58 } },
            { kind: 'box', role: 'found', from: { x: 0.52, y: 0.35 }, to: { x: 0.75, y: 0.58 } },
          ],
        },
        {
          check: 'earrings',
          status: 'abstained',
          reason: 'not_worn',
          value: null,
          percentile: null,
          counts: false,
          marks: [],
        },
      ],
    },
  };
}

declare global {
  interface Window {
    harness: Harness;
  }
}
window.harness = new Harness();
