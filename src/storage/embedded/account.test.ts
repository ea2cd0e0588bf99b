import { expect, test } from 'vitest';
import { chooseAccount, parsePasswd, readAccounts } from './account.ts';

const passwd = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
postgres:x:105:111:PostgreSQL administrator:/var/lib/postgresql:/bin/bash
li:x:1000:1000::/home/li:/bin/bash
broken
`;
const accounts = parsePasswd(passwd);

test('accounts are read from /etc/passwd', async () => {
  expect(accounts.map(({ name }) => name)).toEqual(['root', 'nobody', 'postgres', 'li']);
  expect(accounts[2]).toEqual({ name: 'postgres', uid: 105, gid: 111 });
  expect((await readAccounts()).length).toBeGreaterThan(0);
});

test('PostgreSQL runs under the best account there is, never root', () => {
  expect(chooseAccount(accounts, undefined).name).toBe('postgres');
  expect(chooseAccount(accounts, 0).name).toBe('postgres');
  expect(chooseAccount([{ name: 'waihu', uid: 999, gid: 999 }, ...accounts], undefined).name).toBe('waihu');
  expect(chooseAccount(accounts.slice(0, 2), undefined).name).toBe('nobody');
});

test('data that is there keeps its owner, whatever accounts came later', () => {
  expect(chooseAccount(accounts, 1000).name).toBe('li');
  expect(chooseAccount(accounts, 65_534).name).toBe('nobody');
});

test('with root alone the refusal says how to go on', () => {
  expect(() => chooseAccount(accounts.slice(0, 1), undefined)).toThrow(/useradd --system waihu/);
});
