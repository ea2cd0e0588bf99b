// Runs the rule list of .dependency-cruiser.mjs and fails when it read no module at all (a silent pass).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const folders = ['src', 'console'].filter((folder) => existsSync(folder));
const run = spawnSync(
  process.execPath,
  ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', ...folders],
  { encoding: 'utf8' },
);
process.stdout.write(run.stdout);
process.stderr.write(run.stderr);
const modules = Number(/(\d+) modules/.exec(run.stdout)?.[1] ?? 0);
if (run.status === 0 && modules === 0) {
  console.error('rooms: the checker read 0 modules, so its "no violations" means nothing');
  process.exit(1);
}
process.exit(run.status ?? 1);
