/** What a person downloads and what it takes on disk, for each browser's build. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

export async function benchPackageSize(): Promise<void> {
  for (const browser of ['chrome', 'firefox']) {
    let bytes = 0;
    let packed = 0;
    for (const entry of await readdir(path.join(DIST, browser), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(path.join(entry.parentPath, entry.name));
      bytes += content.length;
      packed += deflateRawSync(content).length;
    }
    const mega = (size: number) => (size / 1e6).toFixed(2);
    console.log(`package for ${browser}: ${mega(bytes)} MB unpacked, ${mega(packed)} MB packed`);
  }
}
