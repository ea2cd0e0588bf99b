import type { Command } from 'commander';
import { tenantCommand, type TenantFlags } from './command-options.ts';

interface CreateFlags extends TenantFlags {
  readonly name: string;
  readonly scope: readonly string[];
  readonly expires?: string;
}

const scopesOf = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').map((scope) => scope.trim()),
];

/** Keys with which programs use the API. */
export function addApiKeys(
  program: Command,
  run: (command: string, args: unknown, json: boolean) => Promise<void>,
): void {
  const keys = program.command('api-key').description('keys with which programs use the API');
  tenantCommand(keys, 'create', 'make a key; its text is shown once')
    .requiredOption('--name <name>', 'what uses it')
    .requiredOption(
      '--scope <scopes>',
      'what it may do, with commas: calls:read, calls:control, calls:monitor, agents:read, agents:control, numbers:read, recordings:read, alerts:read, campaigns:read, campaigns:run',
      scopesOf,
    )
    .option('--expires <date>', 'when it ends, e.g. 2027-01-31; never where absent')
    .action(({ json, scope, ...flags }: CreateFlags) => run('api-key create', { ...flags, scopes: scope }, json));
  tenantCommand(keys, 'list', 'all keys: what they may do, and when they were last used').action(
    ({ json, ...flags }: TenantFlags) => run('api-key list', flags, json),
  );
  tenantCommand(keys, 'revoke <key>', 'end a key, by its name or id, for good').action(
    (key: string, { json, ...flags }: TenantFlags) => run('api-key revoke', { key, ...flags }, json),
  );
}
