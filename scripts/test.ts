/**
 * `npm test`: types, lint and every test, in real browsers too. All parts run even when one fails; the exit status is
 * 0 only when all passed. `TELLTALE_SKIP=firefox` or `=chromium` leaves a browser out, and says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const RESULTS = path.join(ROOT, 'test-results');
const VITEST_REPORT = path.join(RESULTS, 'vitest.json');

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: number;
}

interface Part extends Counts {
  readonly name: string;
  readonly seconds: number;
}

/** Runs a tool of this project by its script, so that it works the same on every system. */
function runTool(
  script: string,
  args: readonly string[],
): { readonly ok: boolean; readonly seconds: number } {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { ok: status === 0, seconds: (Date.now() - started) / 1000 };
}

function tool(name: string, script: string, args: readonly string[]): Part {
  console.log(`\n── ${name}`);
  const { ok, seconds } = runTool(script, args);
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, leftOut: 0, seconds };
}

function tests(): Part {
  console.log('\n── tests');
  rmSync(VITEST_REPORT, { force: true });
  const report = `--outputFile.json=${VITEST_REPORT}`;
  const args = ['run', '--reporter=default', '--reporter=json', report, ...process.argv.slice(2)];
  const { ok, seconds } = runTool('vitest/vitest.mjs', args);
  const counts = readCounts();
  // A crash outside every test is a failure, too.
  const failed = ok ? counts.failed : Math.max(1, counts.failed);
  return { name: 'tests', ...counts, failed, seconds };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

function readCounts(): Counts {
  try {
    const report = JSON.parse(readFileSync(VITEST_REPORT, 'utf8')) as VitestReport;
    // A file that fails before its first test has no failed test to count.
    const brokenFiles = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      leftOut: report.numPendingTests,
    };
  } catch {
    return { passed: 0, failed: 1, leftOut: 0 };
  }
}

mkdirSync(RESULTS, { recursive: true });
const parts = [
  tool('types', 'typescript/bin/tsc', ['--noEmit']),
  tool('lint', '@biomejs/biome/bin/biome', ['check']),
  tests(),
];
const total = (count: keyof Counts): number => parts.reduce((sum, part) => sum + part[count], 0);
const summary: Counts = { passed: total('passed'), failed: total('failed'), leftOut: total('leftOut') };
writeFileSync(path.join(RESULTS, 'summary.json'), `${JSON.stringify(summary)}\n`);

console.log('\n── summary');
for (const { name, passed, failed, leftOut, seconds } of parts) {
  const mark = failed > 0 ? 'FAILED' : 'ok';
  const skipped = leftOut > 0 ? `, ${leftOut} LEFT OUT` : '';
  console.log(
    `${mark.padEnd(7)}${name.padEnd(8)}${passed} passed, ${failed} failed${skipped} (${seconds.toFixed(0)} s)`,
  );
}
if (process.env.TELLTALE_SKIP)
  console.log(`Left out as asked by TELLTALE_SKIP: ${process.env.TELLTALE_SKIP}`);
process.exitCode = summary.failed === 0 ? 0 : 1;
