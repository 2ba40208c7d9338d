import sharp from 'sharp';
import { LIMITS } from '../../detection/image/limits.ts';
import type { Decode } from '../../detection/image/pixels.ts';

/** Decodes with libvips: first frame, EXIF orientation applied, sRGB, on white. */
export const decodeInNode: Decode = async (bytes, signal) => {
  signal.throwIfAborted();
  const { data, info } = await sharp(bytes, { limitInputPixels: LIMITS.pixels, failOn: 'truncated' })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: 'white' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  signal.throwIfAborted();
  return {
    width: info.width,
    height: info.height,
    data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length),
  };
};
