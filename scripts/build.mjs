// Builds `dist`: the server by tsc with its SQL files beside it, and the console by vite. What has not changed since the
// last build is left alone; `--force` builds all. Named parts (`server`, `console`) are built alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const stampFile = join('dist', '.built.json');

const filesOf = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

function fingerprint(folders, files) {
  const hash = createHash('sha256');
  for (const file of [...files, ...folders.flatMap(filesOf)].filter((each) => existsSync(each)))
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [join('node_modules', script), ...args], { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`build: ${script} failed; the lines above say why`);
    process.exit(status ?? 1);
  }
}

function buildServer() {
  if (existsSync('dist'))
    for (const name of readdirSync('dist'))
      if (!['console', '.built.json'].includes(name)) rmSync(join('dist', name), { recursive: true });
  run('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  // Types of what other programs import: `waihu/cti`.
  run('typescript/bin/tsc', ['-p', 'tsconfig.cti.json']);
  for (const file of filesOf('src').filter((each) => extname(each) === '.sql')) {
    const target = join('dist', file.slice('src/'.length));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
  run(join('..', 'dist', 'dialogue', 'prepare-to-learn-entry.js'), []);
}

const buildConsole = () =>
  run('vite/bin/vite.js', ['build', '--config', join('console', 'vite.config.ts'), '--logLevel', 'warn']);

const shared = ['package-lock.json', 'tsconfig.base.json'];
const parts = [
  {
    name: 'server',
    build: buildServer,
    now: fingerprint(['src'], [...shared, 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.cti.json']),
  },
  ...(existsSync(join('console', 'vite.config.ts'))
    ? [{ name: 'console', build: buildConsole, now: fingerprint(['console', join('src', 'contract')], shared) }]
    : []),
];

const force = process.argv.includes('--force');
const built = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
const writeStamp = () => writeFileSync(stampFile, JSON.stringify(built));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const { name, build, now } of parts) {
  if (named.length > 0 && !named.includes(name)) continue;
  if (!force && built[name] === now) continue;
  delete built[name];
  if (existsSync('dist')) writeStamp();
  console.error(`Building the ${name} …`);
  build();
  built[name] = now;
  writeStamp();
}
