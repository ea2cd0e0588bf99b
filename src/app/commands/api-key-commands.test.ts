import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccounts } from '../../accounts/index.ts';
import { newUuid } from '../../foundation/ids.ts';
import { systemRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import type { Office } from '../open-office.ts';
import { apiKeyCreate, apiKeyList, apiKeyRevoke } from './api-key-commands.ts';
import type { Command, CommandIo, CommandResult } from './command.ts';

const io: CommandIo = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };
let database: TestDatabase;
let office: Office;
beforeAll(async () => {
  database = await testDatabase();
  const accounts = openAccounts({ database, random: systemRandom, newId: newUuid });
  const tenantId = await database.newTenant('default');
  await database.newTenant('other');
  office = { accounts, tenantId, world: { clock: new FakeClock() } } as unknown as Office;
});
afterAll(() => database.close());

async function run(command: Command, args: unknown): Promise<CommandResult> {
  if (command.needs !== 'office') throw new Error('an office command was expected');
  return command.run(office, args, io);
}

test('a key is made, shown once, listed by its last letters, and revoked by its name', async () => {
  const scopes = ['calls:read', 'agents:control', 'calls:read'];
  const made = await run(apiKeyCreate, { name: 'crm', scopes, expires: '2999-01-31' });
  const { key } = made.json as { key: string };
  expect(made.text).toBe(`${key}\n(shown this once: 'crm' may calls:read, agents:control)`);
  expect(await office.accounts.authenticate(key)).toMatchObject({ name: 'crm', tenantId: office.tenantId });
  const listed = await run(apiKeyList, {});
  expect(listed.text).toMatch(
    new RegExp(`^crm\t…${key.slice(-4)}\tin use\tused .*\texpires 2999-01-31 00:00\tcalls:read,agents:control$`),
  );
  expect(JSON.stringify(listed)).not.toContain(key);
  expect((await run(apiKeyRevoke, { key: 'crm' })).json).toEqual({ revoked: 'crm' });
  expect((await run(apiKeyList, {})).text).toContain('\trevoked\t');
  await expect(run(apiKeyRevoke, { key: 'crm' })).rejects.toThrow("there is no key 'crm' in use");
});

test('keys of another tenant are made and seen there alone', async () => {
  await run(apiKeyCreate, { name: 'elsewhere', scopes: ['calls:read'], tenant: 'other' });
  expect((await run(apiKeyList, { tenant: 'other' })).text).toContain('elsewhere');
  expect((await run(apiKeyList, {})).text).not.toContain('elsewhere');
  await expect(run(apiKeyList, { tenant: 'nobody' })).rejects.toThrow("there is no tenant 'nobody'");
});

test('what cannot be a key is refused with what was wanted', async () => {
  await run(apiKeyCreate, { name: 'taken', scopes: ['calls:read'] });
  await expect(run(apiKeyCreate, { name: 'taken', scopes: ['calls:read'] })).rejects.toThrow('in use');
  await expect(run(apiKeyCreate, { name: 'a', scopes: ['moon:fly'] })).rejects.toThrow('scopes.0');
  await expect(run(apiKeyCreate, { name: 'a', scopes: [] })).rejects.toThrow('without a scope');
  await expect(run(apiKeyCreate, { name: 'a', scopes: ['calls:read'], expires: 'soon' })).rejects.toThrow(
    'wanted a date like 2027-01-31',
  );
  await expect(run(apiKeyCreate, { name: 'a', scopes: ['calls:read'], expires: '1969-01-31' })).rejects.toThrow(
    'in the past',
  );
});
