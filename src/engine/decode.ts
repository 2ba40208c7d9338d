import { LIMITS } from '../detection/image/limits.ts';
import { type Decode, flattenOnWhite } from '../detection/image/pixels.ts';
import { sniff } from '../detection/image/sniff.ts';
import { isWhole } from './whole.ts';

/** Decodes with the browser's own decoders. */
export const decodeInBrowser: Decode = async (bytes, signal) => {
  signal.throwIfAborted();
  if (!isWhole(bytes)) throw new Error('The picture is cut off');
  // By content, not by declared type: Firefox picks its decoder by the blob's type.
  const blob = new Blob([bytes], { type: `image/${sniff(bytes)?.format ?? 'octet-stream'}` });
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: 'from-image',
    premultiplyAlpha: 'none',
    colorSpaceConversion: 'default',
  });
  try {
    signal.throwIfAborted();
    const { width, height } = bitmap;
    // A hostile header may name a smaller picture than the decoder finds: before it is copied twice more.
    if (width * height > LIMITS.pixels) throw new Error('The picture is larger than its header says');
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('No 2D canvas');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    flattenOnWhite(data);
    return { width, height, data };
  } finally {
    bitmap.close();
  }
};
