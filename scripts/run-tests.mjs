// Runs all tests. In CI a file that failed beside the others is run once more, whole and alone: a shared machine stops for
// seconds now and then, and a test that starts again in the middle of its file meets what its first try left behind. What
// fails twice is broken, and so is a run of which more than a few files fail.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** More failed files than this are no accident of the machine. */
const mostRepeated = 10;

const folder = mkdtempSync(join(tmpdir(), 'waihu-tests-'));
const report = join(folder, 'report.json');

const vitest = (args, environment = {}) =>
  spawnSync(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
    stdio: 'inherit',
    env: { ...process.env, WAIHU_BUILT: '1', ...environment },
  }).status ?? 1;

function failedFiles() {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
  } catch {
    return [];
  }
}

const status = vitest([
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
const failed = status === 0 ? [] : failedFiles();
rmSync(folder, { recursive: true, force: true });

if (!process.env.CI || failed.length === 0 || failed.length > mostRepeated) process.exit(status);
console.log(`\nFailed beside the others, now run once more alone:\n${failed.map((file) => `  ${file}`).join('\n')}\n`);
process.exit(vitest(failed, { WAIHU_TESTS_ALONE: '1' }));
