import type { UnjudgedReason } from '../../shared/verdict.ts';
import type { Header } from './sniff.ts';

/** What we accept to decode. Avatars are far below all three; the limits stop decompression bombs. */
export const LIMITS = {
  bytes: 8 * 1024 * 1024,
  pixels: 40_000_000,
  /** Shorter side, in pixels: in smaller pictures a face falls below the gate on the distance between the eyes. */
  side: 48,
} as const;

/**
 * @param header what `sniff` read of the bytes
 * @returns why the bytes must not be decoded, or null when they may
 */
export function refuse(bytes: Uint8Array, header: Header | null): UnjudgedReason | null {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > LIMITS.bytes) return 'too_many_bytes';
  if (header === null) return 'unsupported_format';
  if (header.animated) return 'animated';
  if (header.width * header.height > LIMITS.pixels) return 'too_many_pixels';
  if (header.width === 0 || header.height === 0) return 'unreadable';
  return Math.min(header.width, header.height) < LIMITS.side ? 'too_small' : null;
}
