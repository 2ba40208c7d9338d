import { perceptualHash } from '../detection/image/perceptual-hash.ts';
import type { Decode, Pixels } from '../detection/image/pixels.ts';
import type { AuditedPicture } from '../shared/audit.ts';
import { foundEyes, type Verdict } from '../shared/verdict.ts';

/** Longer side of a thumbnail, in pixels. */
const THUMBNAIL_SIDE = 160;
const QUALITY = 0.85;

/**
 * What an audit keeps of a judged picture; null where its bytes cannot be read. Nothing is enlarged.
 * @throws DOMException `AbortError` when `signal` aborts
 */
export async function keepsake(
  bytes: Uint8Array<ArrayBuffer>,
  verdict: Verdict,
  decode: Decode,
  signal: AbortSignal,
): Promise<AuditedPicture['photo']> {
  // Without a size the detector refused it before decoding: too large, no picture, animated.
  if (verdict.image.width === 0 || BEYOND_LIMITS.has(verdict.reason)) return null;
  let picture: Pixels;
  try {
    picture = await decode(bytes, signal);
  } catch {
    signal.throwIfAborted();
    return null;
  }
  const { width, height } = picture;
  return {
    facts: {
      sha256: verdict.image.sha256,
      perceptualHash: perceptualHash(picture),
      width,
      height,
      eyes: foundEyes(verdict),
    },
    thumbnail: await thumbnail(picture),
  };
}

const BEYOND_LIMITS: ReadonlySet<Verdict['reason']> = new Set([
  'unreadable',
  'unsupported_format',
  'too_many_bytes',
  'too_many_pixels',
]);

/** WebP, or JPEG where the browser writes no WebP; a `data:` address. */
async function thumbnail({ width, height, data }: Pixels): Promise<string> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  const whole = await createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const canvas = new OffscreenCanvas(w, h);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No 2D canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, w, h);
  whole.close();
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
  const blob =
    webp.type === 'image/webp' ? webp : await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return dataUrl(blob);
}

async function dataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return `data:${blob.type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}
