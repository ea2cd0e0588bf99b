import { spawn } from 'node:child_process';
import { chown, mkdtemp, open, readdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { delay, type Clock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import { socketName, type ClusterPlace } from './cluster-place.ts';
import { engineEnvironment, runAs, type Engine } from './engine.ts';
import { postgresArguments, type Durability } from './postgres-settings.ts';

/** The name of the embedded cluster's superuser; used to make roles and databases, never to serve. */
export const adminRole = 'waihu_admin';

/** A pid no process has: above any `pid_max`. */
const nobodysPid = 2 ** 31 - 2;
const largestLogBytes = 5_000_000;

/** Where the state letter stands in `/proc/PID/stat`: after the command, which may hold spaces and brackets. */
export function isZombie(procStat: string): boolean {
  return /^[ZX]/.test(procStat.slice(procStat.lastIndexOf(')') + 2));
}

/** Whether a process lives; a zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const procStat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return procStat === undefined ? process.platform !== 'linux' : !isZombie(procStat);
}

/** The pid in the first line of a lock file, with the lines after it. */
async function readLockFile(path: string): Promise<{ pid: number; rest: string[] } | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid, ...rest] = text.split('\n');
  return { pid: Number(pid), rest };
}

/** Whether `pid` is a living process that works in this data folder, as postmasters do. */
async function worksOn(place: ClusterPlace, pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || !(await isAlive(pid))) return false;
  if (process.platform !== 'linux') return true;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === place.data;
}

const pidFile = (place: ClusterPlace): string => join(place.data, 'postmaster.pid');
const socketLockFile = (place: ClusterPlace): string => join(place.socketFolder, `${socketName}.lock`);

/** The pid of the postmaster that runs on this data, or undefined. */
export async function runningPostmaster(place: ClusterPlace): Promise<number | undefined> {
  const pid = (await readLockFile(pidFile(place)))?.pid;
  return pid !== undefined && (await worksOn(place, pid)) ? pid : undefined;
}

/**
 * A postmaster that was killed may stand as a zombie, or its pid may have gone to another process; PostgreSQL would then
 * refuse to start. Its files are kept with a pid nobody has, so that PostgreSQL still checks its shared memory for
 * orphaned backends.
 */
async function disarmStaleLockFiles(place: ClusterPlace): Promise<void> {
  for (const path of [pidFile(place), socketLockFile(place)]) {
    const lock = await readLockFile(path);
    if (!lock || (await worksOn(place, lock.pid))) continue;
    await writeFile(path, [String(nobodysPid), ...lock.rest].join('\n'));
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function runToEnd(program: string, args: string[], place: ClusterPlace): Promise<void> {
  const child = spawn(program, args, {
    ...runAs(place.account),
    env: engineEnvironment,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2_000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0)
    throw new CodedError(
      'database-init-failed',
      `${basename(program)} failed in ${place.base} (exit code ${code}): ${complaint.trim()}`,
      { folder: place.base },
    );
}

const scratchPrefix = '.initdb-';

/** initdb goes on when its program was killed, and would make the folder anew after it is gone. */
async function killThoseWhoMake(scratch: string): Promise<void> {
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (commandLine.includes(`--pgdata=${scratch}`)) process.kill(Number(name), 'SIGKILL');
  }
}

/** Removes what an interrupted first start left. The maker's pid stands in the name. */
async function removeAbandonedScratch(place: ClusterPlace): Promise<void> {
  for (const name of await readdir(place.base)) {
    if (!name.startsWith(scratchPrefix)) continue;
    if (await isAlive(Number(name.slice(scratchPrefix.length).split('-')[0]))) continue;
    await killThoseWhoMake(join(place.base, name));
    await rm(join(place.base, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initialise(engine: Engine, place: ClusterPlace, durability: Durability): Promise<void> {
  const scratch = await mkdtemp(join(place.base, `${scratchPrefix}${process.pid}-`));
  if (place.account) await chown(scratch, place.account.uid, place.account.gid);
  const options = [
    `--pgdata=${scratch}`,
    `--username=${adminRole}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durability === 'throw-away' ? ['--no-sync'] : []),
  ];
  try {
    await runToEnd(engine.initdb, options, place);
    await rename(scratch, place.data).catch((error: NodeJS.ErrnoException) => {
      // Another program was first: its cluster is as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Makes the cluster where there is none yet, whole or not at all; refuses one of another major version. */
export async function prepareCluster(engine: Engine, place: ClusterPlace, durability: Durability): Promise<void> {
  await removeAbandonedScratch(place);
  if (!(await exists(place.data))) await initialise(engine, place, durability);
  const major = (await readFile(join(place.data, 'PG_VERSION'), 'utf8')).trim();
  if (major !== String(engine.major))
    throw new CodedError(
      'database-version',
      `the database in ${place.data} was made by PostgreSQL ${major}, this program brings PostgreSQL ${engine.major}: back it up with the version of Waihu that made it and restore it here`,
      { folder: place.data, found: major, wanted: engine.major },
    );
}

async function openLog(place: ClusterPlace): Promise<Awaited<ReturnType<typeof open>>> {
  const size = await stat(place.log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLogBytes) await rename(place.log, `${place.log}.1`);
  return open(place.log, 'a', 0o600);
}

async function logTail(place: ClusterPlace): Promise<string> {
  return (await readFile(place.log, 'utf8').catch(() => 'no log')).trimEnd().split('\n').slice(-5).join(' | ');
}

export interface StartedPostmaster {
  /** How it ended, once it has; undefined while it lives. */
  ended(): Promise<string | undefined>;
  /** Whether starting anew may succeed: it was dying when we adopted it, or met processes of a killed one that are dying. */
  mayTryAgain(): Promise<boolean>;
}

function adopt(place: ClusterPlace, pid: number): StartedPostmaster {
  const isGone = async (): Promise<boolean> => (await runningPostmaster(place)) !== pid;
  return { ended: async () => ((await isGone()) ? 'it was dying' : undefined), mayTryAgain: isGone };
}

/** What PostgreSQL says of what a killed postmaster has left alive for a moment. */
const leftovers = /lock file .* already exists|pre-existing shared memory block/;

/** Starts a postmaster that outlives us, unless one runs on this data already: that one is adopted. */
export async function startPostmaster(
  engine: Engine,
  place: ClusterPlace,
  durability: Durability,
): Promise<StartedPostmaster> {
  const running = await runningPostmaster(place);
  if (running !== undefined) return adopt(place, running);
  await disarmStaleLockFiles(place);
  const log = await openLog(place);
  let end: string | undefined;
  try {
    const child = spawn(engine.postgres, postgresArguments(place, durability), {
      ...runAs(place.account),
      env: engineEnvironment,
      cwd: place.data,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.unref();
    child.once('error', (error) => (end = error.message));
    child.once('exit', (code, signal) => (end = `it ended with ${signal ?? `exit code ${code}`}`));
  } finally {
    await log.close();
  }
  return {
    ended: async () => (end === undefined ? undefined : `${end}: ${await logTail(place)}`),
    mayTryAgain: async () => end !== undefined && leftovers.test(await logTail(place)),
  };
}

/** Asks the postmaster to stop, rolling back what is open, and waits until it is gone. */
export async function stopPostmaster(place: ClusterPlace, clock: Clock): Promise<void> {
  const pid = await runningPostmaster(place);
  if (pid === undefined) return;
  process.kill(pid, 'SIGINT');
  while ((await runningPostmaster(place)) === pid) await delay(clock, 10);
}
