/** What the first bytes of a file say, read without decoding it: a hostile picture is refused before it costs. */
export interface Header {
  readonly format: 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';
  /** As stored, before EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
}

/**
 * Tells a picture's format by its content, never by its name or declared type.
 * @returns null when the bytes are of no format that we read, or end before the size is known
 */
export function sniff(bytes: Uint8Array): Header | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return (
      png(bytes, view) ?? jpeg(bytes, view) ?? gif(bytes, view) ?? webp(bytes, view) ?? avif(bytes, view)
    );
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** PNG 3rd edition: chunks of length, type, data, CRC. An `acTL` chunk before the data makes it animated. */
function png(bytes: Uint8Array, view: DataView): Header | null {
  if (ascii(bytes, 0, 8) !== '\x89PNG\r\n\x1a\n' || ascii(bytes, 12, 4) !== 'IHDR') return null;
  let animated = false;
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = ascii(bytes, at + 4, 4);
    if (type === 'acTL') animated = view.getUint32(at + 8) > 1;
    if (type === 'IDAT' || type === 'acTL') break;
  }
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20), animated };
}

/** JPEG (ITU T.81): segments up to the first start-of-frame marker. */
function jpeg(bytes: Uint8Array, view: DataView): Header | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Markers without parameters have no place here: read as segments, they would hide the true frame header.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9)) return null;
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startOfFrame) {
      const height = view.getUint16(at + 5);
      return { format: 'jpeg', width: view.getUint16(at + 7), height, animated: false };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** GIF89a: walks the blocks up to the second image descriptor. A frame may be larger than the screen it names. */
function gif(bytes: Uint8Array, view: DataView): Header | null {
  if (!['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6))) return null;
  const colourTable = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  let width = view.getUint16(6, true);
  let height = view.getUint16(8, true);
  let at = 13 + colourTable(view.getUint8(10));
  let frames = 0;
  while (at < bytes.length && frames < 2) {
    const block = bytes[at];
    if (block === 0x2c && at + 9 < bytes.length) {
      frames += 1;
      width = Math.max(width, view.getUint16(at + 5, true));
      height = Math.max(height, view.getUint16(at + 7, true));
      at += 11 + colourTable(view.getUint8(at + 9));
    } else if (block === 0x21) {
      at += 2;
    } else {
      break;
    }
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] as number);
    at += 1;
  }
  return { format: 'gif', width, height, animated: frames > 1 };
}

/** WebP container (RFC 9649): VP8 (lossy), VP8L (lossless) or VP8X (extended, may be animated). */
function webp(bytes: Uint8Array, view: DataView): Header | null {
  if (ascii(bytes, 0, 4) !== 'RIFF' || ascii(bytes, 8, 4) !== 'WEBP') return null;
  const size = (width: number, height: number, animated = false): Header => ({
    format: 'webp',
    width,
    height,
    animated,
  });
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (ascii(bytes, 12, 4)) {
    case 'VP8 ':
      return size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return size(uint24(24) + 1, uint24(27) + 1, (view.getUint8(20) & 0x02) !== 0);
    default:
      return null;
  }
}

/** "ispe" in ASCII. */
const ISPE = [0x69, 0x73, 0x70, 0x65] as const;

/** AVIF (ISO BMFF): brand `avif`, or `avis` for a sequence; the largest `ispe` box anywhere bounds the size. */
function avif(bytes: Uint8Array, view: DataView): Header | null {
  if (ascii(bytes, 4, 4) !== 'ftyp') return null;
  const brands = ascii(bytes, 8, Math.min(view.getUint32(0), 64) - 8);
  if (!brands.includes('avif') && !brands.includes('avis')) return null;
  let width = 0;
  let height = 0;
  for (
    let at = bytes.indexOf(ISPE[0]);
    at !== -1 && at + 16 <= bytes.length;
    at = bytes.indexOf(ISPE[0], at + 1)
  ) {
    if (!ISPE.every((byte, i) => bytes[at + i] === byte)) continue;
    width = Math.max(width, view.getUint32(at + 8));
    height = Math.max(height, view.getUint32(at + 12));
  }
  if (width === 0 || height === 0) return null;
  return { format: 'avif', width, height, animated: brands.startsWith('avis') };
}
