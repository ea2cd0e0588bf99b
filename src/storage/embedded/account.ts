import { readFile } from 'node:fs/promises';
import { CodedError } from '../../foundation/errors.ts';

/** A system account that PostgreSQL runs under, since it refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const preferred = ['waihu', 'postgres', 'nobody'];

/** The accounts of an `/etc/passwd` text. */
export function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** Who runs PostgreSQL: the account that owns the data already there, else the first known unprivileged one. */
export function chooseAccount(accounts: readonly Account[], dataOwnerUid: number | undefined): Account {
  const unprivileged = accounts.filter(({ uid }) => uid !== 0);
  const owner = unprivileged.find(({ uid }) => uid === dataOwnerUid);
  if (owner) return owner;
  for (const name of preferred) {
    const account = unprivileged.find((each) => each.name === name);
    if (account) return account;
  }
  throw new CodedError(
    'database-account-missing',
    `PostgreSQL does not run as root and none of the accounts ${preferred.join(', ')} exists: make one with "useradd --system waihu", or set DATABASE_URL`,
  );
}

export async function readAccounts(): Promise<Account[]> {
  return parsePasswd(await readFile('/etc/passwd', 'utf8'));
}
