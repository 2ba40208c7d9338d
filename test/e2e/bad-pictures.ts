/** Pictures that are wrong in one way each, made by code. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { UnjudgedReason } from '../../src/shared/verdict.ts';

export interface BadPicture {
  readonly name: string;
  /** As the server declares it, however wrong. */
  readonly type: string;
  readonly status?: number;
  readonly bytes: Uint8Array;
  readonly reason: UnjudgedReason;
}

const solid = (colour: string) =>
  sharp({ create: { width: 96, height: 96, channels: 3, background: colour } });

const noise = () =>
  sharp({
    create: {
      width: 400,
      height: 400,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });

async function twoFrames(): Promise<Buffer[]> {
  return Promise.all(['crimson', 'teal'].map((colour) => solid(colour).png().toBuffer()));
}

/** One PNG chunk: length, type, data, checksum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Signature and header chunk. */
const PNG_HEAD = 33;

function uint32s(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [at, number] of numbers.entries()) bytes.writeUInt32BE(number, at * 4);
  return bytes;
}

/** A PNG that claims 30,000 x 30,000 pixels and brings a few bytes of them. */
async function bomb(): Promise<Buffer> {
  const png = await solid('navy').png().toBuffer();
  const header = Buffer.concat([uint32s(30_000, 30_000), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([PNG_SIGNATURE, chunk('IHDR', header), png.subarray(PNG_HEAD)]);
}

async function animatedPng(): Promise<Buffer> {
  const png = await solid('olive').png().toBuffer();
  return Buffer.concat([png.subarray(0, PNG_HEAD), chunk('acTL', uint32s(2, 0)), png.subarray(PNG_HEAD)]);
}

export async function badPictures(): Promise<BadPicture[]> {
  const jpeg = await noise().jpeg().toBuffer();
  const animated = sharp(await twoFrames(), { join: { animated: true } });
  const text = (body: string) => new TextEncoder().encode(body);
  return [
    { name: 'truncated.jpg', type: 'image/jpeg', bytes: jpeg.subarray(0, 200), reason: 'unreadable' },
    { name: 'huge.png', type: 'image/png', bytes: await bomb(), reason: 'too_many_pixels' },
    { name: 'zero.jpg', type: 'image/jpeg', bytes: new Uint8Array(0), reason: 'empty' },
    {
      name: 'drawing.svg',
      type: 'image/svg+xml',
      bytes: text('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><circle r="40"/></svg>'),
      reason: 'unsupported_format',
    },
    {
      name: 'page.jpg',
      type: 'image/jpeg',
      bytes: text('<!doctype html><title>Log in</title><script>document.title = 1</script>'),
      reason: 'unsupported_format',
    },
    {
      name: 'animated.gif',
      type: 'image/gif',
      bytes: await animated.clone().gif().toBuffer(),
      reason: 'animated',
    },
    {
      name: 'animated.webp',
      type: 'image/webp',
      bytes: await animated.clone().webp().toBuffer(),
      reason: 'animated',
    },
    { name: 'animated.png', type: 'image/png', bytes: await animatedPng(), reason: 'animated' },
    {
      name: 'heavy.jpg',
      type: 'image/jpeg',
      bytes: Buffer.concat([jpeg, Buffer.alloc(9 * 1024 * 1024)]),
      reason: 'too_many_bytes',
    },
    {
      name: 'tiny.png',
      type: 'image/png',
      bytes: await solid('navy').resize(16, 16).png().toBuffer(),
      reason: 'too_small',
    },
    {
      name: 'gone.jpg',
      type: 'text/html',
      status: 404,
      bytes: text('<h1>Gone</h1>'),
      reason: 'not_loadable',
    },
    { name: 'solid.png', type: 'image/png', bytes: await solid('navy').png().toBuffer(), reason: 'no_face' },
    { name: 'noise.jpg', type: 'image/jpeg', bytes: jpeg, reason: 'no_face' },
    {
      name: 'misnamed.gif',
      type: 'image/gif',
      bytes: await sharp({ create: { width: 200, height: 200, channels: 3, background: 'tan' } })
        .jpeg()
        .toBuffer(),
      reason: 'no_face',
    },
  ];
}
