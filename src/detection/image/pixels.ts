/** Decoded pixels: RGBA, 8 bits a channel, row by row, EXIF orientation applied, flattened on white. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A rectangle in pixels of a picture; fractions are allowed. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Turns the bytes of one picture into pixels. The browser and Node have different decoders; the engine room passes
 * in the one that fits. Rejects when the bytes cannot be decoded.
 */
export type Decode = (bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<Pixels>;

/** Composites every pixel on white, in place: transparent avatars are seen on light pages. */
export function flattenOnWhite(data: Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] ?? 255;
    if (alpha === 255) continue;
    for (let channel = 0; channel < 3; channel++) {
      data[i + channel] = ((data[i + channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255;
    }
    data[i + 3] = 255;
  }
}
