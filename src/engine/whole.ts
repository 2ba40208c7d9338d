import { sniff } from '../detection/image/sniff.ts';

/**
 * Whether a picture's data reaches its end. Firefox paints what it has of a cut JPEG or PNG and leaves the rest grey;
 * the other decoders refuse, and half a photo is not to be judged.
 */
export function isWhole(bytes: Uint8Array): boolean {
  switch (sniff(bytes)?.format) {
    case 'jpeg':
      // The last scan comes after any thumbnail with an end of its own, and scan data holds no unstuffed marker.
      return lastIndexOf(bytes, END_OF_IMAGE) > lastIndexOf(bytes, START_OF_SCAN);
    case 'png':
      return lastIndexOf(bytes, PNG_END) !== -1;
    default:
      return true;
  }
}

const START_OF_SCAN = [0xff, 0xda];
const END_OF_IMAGE = [0xff, 0xd9];
/** "IEND" and its checksum, which is always the same. */
const PNG_END = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

function lastIndexOf(bytes: Uint8Array, wanted: readonly number[]): number {
  for (let at = bytes.length - wanted.length; at >= 0; at--) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}
