import { InvalidArgumentError, Option, type Command } from 'commander';

export const jsonOption = (): Option => new Option('--json', 'print one line of JSON for programs').default(false);

export interface Json {
  readonly json: boolean;
}

/** What every command about one tenant is given. */
export interface TenantFlags extends Json {
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

/** `--variant opening=short`, as often as there are experiments. */
export function variantOption(): Option {
  return new Option('--variant <experiment=variant>', 'meet this variant of an experiment; may be repeated').argParser(
    (text: string, before: Readonly<Record<string, string>> | undefined) => {
      const [, experiment, variant] = /^([a-z][a-z0-9-]*)=([a-z][a-z0-9-]*)$/.exec(text) ?? [];
      if (experiment === undefined || variant === undefined)
        throw new InvalidArgumentError('wanted EXPERIMENT=VARIANT, as in opening=short');
      return { ...before, [experiment]: variant };
    },
  );
}

/** A whole number from 1 that stands behind an option. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('wanted a whole number from 1');
  return value;
}

/** `NAME=VALUE` behind an option that may be given several times. */
export function pair(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError("wanted NAME=VALUE, e.g. name='王女士'");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
