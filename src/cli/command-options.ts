import { Option, type Command } from 'commander';

export const jsonOption = (): Option => new Option('--json', 'print one line of JSON for programs').default(false);

/** What every command about one tenant is given. */
export interface TenantFlags {
  readonly json: boolean;
  readonly tenant?: string;
}

/** Adds a command about one tenant to those of `parent`. */
export function tenantCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--tenant <name>', 'whose; the first tenant where absent')
    .addOption(jsonOption());
}
