import type { AuditPhoto } from '../../shared/audit.ts';

/** Of the square that pictures are laid over each other in, in pixels. */
export const COMPOSITE_SIDE = 160;

/**
 * The mean of pictures, each scaled whole to one square, pixel by pixel in their 8-bit sRGB values: what lies at the
 * same place in all of them stays sharp. null where none can be shown.
 */
export async function composite(photos: readonly AuditPhoto[]): Promise<ImageData | null> {
  if (photos.length === 0) return null;
  const side = COMPOSITE_SIDE;
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  // Nothing of the picture before shows through a transparent one.
  context.globalCompositeOperation = 'copy';
  const sums = new Float64Array(side * side * 4);
  let count = 0;
  for (const { thumbnail } of photos) {
    const bitmap = await createImageBitmap(new Blob([thumbnail.bytes], { type: thumbnail.type })).catch(
      () => null,
    );
    if (bitmap === null) continue;
    context.drawImage(bitmap, 0, 0, side, side);
    bitmap.close();
    const { data } = context.getImageData(0, 0, side, side);
    for (let at = 0; at < data.length; at++) sums[at] = (sums[at] as number) + (data[at] as number);
    count++;
  }
  if (count === 0) return null;
  return new ImageData(
    Uint8ClampedArray.from(sums, (sum) => sum / count),
    side,
    side,
  );
}

/** A `data:` address, for pages that carry all in themselves. */
export async function asPng(image: ImageData): Promise<string> {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return `data:image/png;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}
