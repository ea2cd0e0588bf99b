import { Option, type Command } from 'commander';
import { tenantCommand, type TenantFlags } from './command-options.ts';

interface SetFlags extends TenantFlags {
  readonly recognizers?: readonly string[];
  readonly voices?: readonly string[];
  readonly denoise?: 'on' | 'off';
  readonly gainControl?: 'on' | 'off';
}

const namesOf = (text: string): string[] => text.split(',').map((name) => name.trim());
/** `all` gives the order back to the program. */
const orderOf = (names: readonly string[] | undefined): readonly string[] | null | undefined =>
  names?.join() === 'all' ? null : names;
const isOn = (flag: 'on' | 'off' | undefined): boolean | undefined => (flag === undefined ? undefined : flag === 'on');

/** How a tenant's calls hear and speak, and what that used. */
export function addSpeech(
  program: Command,
  run: (command: string, args: unknown, json: boolean) => Promise<void>,
): void {
  const speech = program.command('speech').description("how a tenant's calls hear and speak");
  tenantCommand(speech, 'show', 'who hears and speaks, in which order, and what there is to choose from').action(
    ({ json, ...flags }: TenantFlags) => run('speech show', flags, json),
  );
  tenantCommand(speech, 'set', 'change it for calls that begin from now on; what is not named stays')
    .option(
      '--recognizers <names>',
      "who hears, in order, joined by commas; 'all': as the program is configured",
      namesOf,
    )
    .option('--voices <names>', "who speaks where a script names no voice, in order; 'all': all that are here", namesOf)
    .addOption(
      new Option('--denoise <on|off>', 'noise is taken out before a voice is recognised').choices(['on', 'off']),
    )
    .addOption(new Option('--gain-control <on|off>', 'voices are brought to one level').choices(['on', 'off']))
    .action(({ json, recognizers, voices, denoise, gainControl, ...flags }: SetFlags) =>
      run(
        'speech set',
        {
          ...flags,
          recognizers: orderOf(recognizers),
          synthesizers: orderOf(voices),
          denoise: isOn(denoise),
          gainControl: isOn(gainControl),
        },
        json,
      ),
    );
  const report = program.command('report').description('what was used');
  tenantCommand(report, 'usage', 'seconds heard and characters said, by day and provider')
    .requiredOption('--from <date>', 'first day, e.g. 2026-11-01')
    .requiredOption('--to <date>', 'last day')
    .action(({ json, ...flags }: TenantFlags) => run('report usage', flags, json));
}
