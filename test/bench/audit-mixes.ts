/**
 * `npm run bench:audit-mixes -- --list LIST.jsonl`: whether a few generated photos among many of people stand out in the
 * evidence of a group. Draws lists of validation pictures, judges them by the shipped engine, and prints what an audit
 * would say of each: how closely the eyes of the flagged photos coincide, and how many are generated. `LIST.jsonl` is that
 * of `models/training/dataset.py`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { deliverUpright } from '../../models/training/deliver.ts';
import { type EyeSpread, type Eyes, eyeSpread } from '../../src/audit/evidence/eye-spread.ts';
import { byPhoto } from '../../src/audit/evidence/look-alikes.ts';
import { type Prevalence, prevalence } from '../../src/audit/evidence/prevalence.ts';
import { seededRandom } from '../../src/audit/evidence/random.ts';
import { perceptualHash } from '../../src/detection/image/perceptual-hash.ts';
import { decodeInNode } from '../../src/engine/node/decode.ts';
import { openDetector } from '../../src/engine/node/detector.ts';
import type { AuditMember, MemberPhoto } from '../../src/shared/audit.ts';
import { foundEyes } from '../../src/shared/verdict.ts';

const { values } = parseArgs({
  options: {
    list: { type: 'string' },
    mixes: { type: 'string', default: '20' },
    of: { type: 'string', default: '100' },
    generated: { type: 'string', default: '5' },
    side: { type: 'string', default: '400' },
    quality: { type: 'string', default: '85' },
  },
});
if (values.list === undefined) {
  console.error(
    'Usage: npm run bench:audit-mixes -- --list LIST.jsonl [--mixes 20] [--of 100] [--generated 5]',
  );
  process.exit(64);
}
const [mixes, of, generated] = [Number(values.mixes), Number(values.of), Number(values.generated)];
const delivery = { side: Number(values.side), quality: Number(values.quality) };

interface Listed {
  readonly file: string;
  readonly label: string;
  readonly aligned: boolean;
  readonly validation: boolean;
}

interface Mix {
  readonly group: Prevalence;
  /** Flagged photos that are generated, of all that are. */
  readonly found: number;
  readonly spread: EyeSpread | null;
  /** Of as many others, of all where none is flagged. */
  readonly others: EyeSpread | null;
}

const listed = (await readFile(values.list, 'utf8'))
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Listed => JSON.parse(line))
  .filter(({ validation }) => validation);
const gan = listed.filter(({ label }) => label === 'gan');
const people = listed.filter(({ label, aligned }) => label === 'real' && !aligned);
const detector = await openDetector();
const never = new AbortController().signal;

const row = (mix: number | string, cells: readonly string[]) =>
  console.log([String(mix).padEnd(8), ...cells.map((cell) => cell.padEnd(20))].join(' ').trimEnd());
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

console.log(
  `${mixes} lists of ${of} photos, ${generated} of them generated, at ${delivery.side} px, JPEG ${delivery.quality}`,
);
row('list', [
  'strong, generated',
  'share [95 %]',
  'chance if none',
  'eyes stray, usually',
  'chance',
  'others: chance',
]);
const results: Mix[] = [];
for (let number = 1; number <= mixes; number++) {
  const mix = await judgedMix(`mix ${number}`);
  results.push(mix);
  const { group, found, spread, others } = mix;
  row(number, [
    `${group.strong} of ${group.judged}, ${found}`,
    `${percent(group.share)} [${percent(group.low)}, ${percent(group.high)}]`,
    group.ifNone.chance.toExponential(1),
    spread ? `${percent(spread.spread)}, ${percent(spread.usual)}` : '–',
    spread ? percent(spread.chance) : '–',
    others ? percent(others.chance) : '–',
  ]);
}
const share = (holds: (mix: Mix) => boolean) => `${results.filter(holds).length} of ${mixes}`;
const truth = generated / of;
console.log(
  `strong signs would be a chance below 1 % without any: ${share(({ group }) => group.ifNone.chance < 0.01)}`,
);
console.log(`the interval begins above 0: ${share(({ group }) => group.low > 0)}`);
console.log(
  `the interval holds ${percent(truth)}: ${share(({ group: { low, high } }) => low <= truth && truth <= high)}`,
);
console.log(`no draw of people's eyes coincides so closely: ${share(({ spread }) => spread?.chance === 0)}`);
console.log(
  `of the others, fewer than 1 % of draws do: ${share(({ others }) => others !== null && others.chance < 0.01)}`,
);

async function judgedMix(seed: string): Promise<Mix> {
  const random = seededRandom(seed);
  const chosen = [...drawn(gan, generated, random), ...drawn(people, of - generated, random)];
  const members: AuditMember[] = [];
  for (const { file } of chosen) members.push(await judge(file));
  const isGenerated = new Set(chosen.slice(0, generated).map(({ file }) => path.basename(file)));
  const flagged = members.filter(({ photo }) => photo.status === 'judged' && photo.band === 'strong');
  const others = members.filter((member) => !flagged.includes(member));
  const group = prevalence(
    byPhoto(members).flatMap(([first]) => first ?? []),
    seed,
  );
  if (group === null) throw new Error('No photo of the list was judged');
  return {
    group,
    found: flagged.filter(({ account }) => isGenerated.has(account)).length,
    spread: eyeSpread(flagged.flatMap(eyesOf), seed),
    others: eyeSpread(others.flatMap(eyesOf).slice(-flagged.length), seed),
  };
}

function drawn<T>(from: readonly T[], count: number, random: () => number): T[] {
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}

function eyesOf({ photo }: AuditMember): readonly Eyes[] {
  return photo.status === 'judged' && photo.facts?.eyes ? [photo.facts.eyes] : [];
}

async function judge(file: string): Promise<AuditMember> {
  const bytes = await deliverUpright(sharp(await readFile(file)).autoOrient(), delivery);
  const verdict = await detector.judge(bytes, never);
  const { width, height, sha256 } = verdict.image;
  const hash = perceptualHash(await decodeInNode(bytes, never));
  const facts = { sha256, perceptualHash: hash, width, height, eyes: foundEyes(verdict) };
  const common = { status: 'judged', url: '', variant: 'given', facts } as const;
  const photo: MemberPhoto =
    verdict.band === 'unjudged'
      ? { ...common, band: 'unjudged', reason: verdict.reason, score: null }
      : { ...common, band: verdict.band, reason: null, score: verdict.score };
  return {
    session: '',
    list: '',
    account: path.basename(file),
    handle: null,
    name: null,
    link: null,
    joined: null,
    firstSeen: 0,
    visit: 0,
    photo,
  };
}
