import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { decodeInBrowser } from '../../src/engine/decode.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a picture that turns out larger than its header said is not copied', async () => {
  const close = vi.fn();
  const canvas = vi.fn();
  vi.stubGlobal('createImageBitmap', async () => ({ width: 20_000, height: 20_000, close }));
  vi.stubGlobal('OffscreenCanvas', canvas);
  const small = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  await expect(decodeInBrowser(new Uint8Array(small), new AbortController().signal)).rejects.toThrow(
    'larger',
  );
  expect(canvas).not.toHaveBeenCalled();
  expect(close).toHaveBeenCalledOnce();
});
