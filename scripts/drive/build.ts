/** Builds the extension where what is in `dist` is older than anything that goes into it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SOURCES = ['src', 'public', 'models', 'manifest.json', 'vite.config.ts', 'package-lock.json'];

/**
 * Says nothing on standard output.
 * @throws when it cannot be built
 */
export function buildIfChanged(target: 'chrome' | 'firefox'): void {
  const manifest = path.join(ROOT, 'dist', target, 'manifest.json');
  const changed = Math.max(...SOURCES.map((name) => newest(path.join(ROOT, name))));
  if (existsSync(manifest) && statSync(manifest).mtimeMs > changed) return;
  const build = spawnSync(
    process.execPath,
    [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--mode', target, '--logLevel', 'warn'],
    {
      cwd: ROOT,
      stdio: ['ignore', process.stderr, 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (build.status !== 0) throw new Error(`The extension could not be built for ${target}`);
}

function newest(file: string): number {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = readdirSync(file)
    .filter((name) => !['node_modules', '__pycache__', 'training', 'convert'].includes(name))
    .map((name) => newest(path.join(file, name)));
  return Math.max(stats.mtimeMs, ...inside);
}
