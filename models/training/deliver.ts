import type { Sharp } from 'sharp';

/**
 * An upright picture as a platform delivers it: at most `side` pixels at its long side, never enlarged, as JPEG.
 * Thresholds and accuracy are measured on the same bytes.
 */
export async function deliverUpright(
  upright: Sharp,
  { side, quality }: { side: number; quality: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const delivered = upright
    .flatten({ background: 'white' })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality });
  return new Uint8Array(await delivered.toBuffer());
}
