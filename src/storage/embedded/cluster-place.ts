import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError } from '../../foundation/errors.ts';
import { chooseAccount, readAccounts, type Account } from './account.ts';

/** Where one embedded PostgreSQL keeps its things, and who runs it. */
export interface ClusterPlace {
  /** The folder that holds all of it, owned by the account that runs PostgreSQL. */
  readonly base: string;
  /** PostgreSQL's own data folder. */
  readonly data: string;
  readonly socketFolder: string;
  readonly log: string;
  /** Absent where PostgreSQL runs as ourselves. */
  readonly account: Account | undefined;
}

/** `sun_path` holds 108 bytes with its final zero; PostgreSQL dies on longer ones. */
const longestSocketPath = 107;
export const socketName = '.s.PGSQL.5432';
const rootsFolder = '/var/lib/waihu';

/** Where Waihu keeps its data unless told otherwise. */
export function defaultDataFolder(uid: number, home: string): string {
  return uid === 0 ? rootsFolder : join(home, '.local', 'share', 'waihu');
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The socket's folder: inside `base`, or a short one under `/tmp` where that path would be too long. */
export function socketFolderFor(base: string): string {
  const inside = join(base, 'run');
  return Buffer.byteLength(join(inside, socketName)) <= longestSocketPath
    ? inside
    : join('/tmp', `waihu-${shortHash(base)}`);
}

/** Whether an account that is neither owner nor group of any of them can walk through all folders of `path`. */
async function reachableByOthers(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Makes a folder that only `account` (or ourselves) may use, or refuses one that is somebody else's. */
async function ownFolder(folder: string, account: Account | undefined): Promise<void> {
  const uid = account?.uid ?? process.getuid?.();
  if (await mkdir(folder, { recursive: true, mode: 0o700 })) {
    if (account) await chown(folder, account.uid, account.gid);
    return;
  }
  const found = await lstat(folder);
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid && found.uid !== process.getuid?.())) {
    throw new CodedError(
      'database-folder-foreign',
      `the database folder ${folder} belongs to uid ${found.uid}, not to ${account?.name ?? 'you'} (uid ${uid}): remove it or choose another data folder`,
      { folder },
    );
  }
  if (account && found.uid !== account.uid) await chown(folder, account.uid, account.gid);
}

async function ownerOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ uid }) => uid,
    () => undefined,
  );
}

/**
 * Decides on the folders of the database that belongs to `dataFolder` and makes them. As root the data must lie where an
 * unprivileged account can reach it: under `dataFolder` when all folders above it let others through, else under
 * `/var/lib/waihu`.
 */
export async function prepareClusterPlace(dataFolder: string): Promise<ClusterPlace> {
  await mkdir(dataFolder, { recursive: true, mode: 0o711 });
  const folder = await realpath(dataFolder);
  const asRoot = process.getuid?.() === 0;
  const base =
    !asRoot || (await reachableByOthers(folder))
      ? join(folder, 'postgres')
      : join(rootsFolder, `postgres-${shortHash(folder)}`);
  const data = join(base, 'data');
  if (asRoot) await mkdir(dirname(base), { recursive: true, mode: 0o711 });
  const account = asRoot ? chooseAccount(await readAccounts(), await ownerOf(data)) : undefined;
  const socketFolder = socketFolderFor(base);
  await ownFolder(base, account);
  await ownFolder(socketFolder, account);
  return { base, data, socketFolder, log: join(base, 'postgres.log'), account };
}
