import type { Command } from 'commander';
import { jsonOption, type Json } from './command-options.ts';

/** Numbers of ours that campaigns show. */
export function addNumbers(
  program: Command,
  run: (command: string, args: unknown, json: boolean) => Promise<void>,
): void {
  const numbers = program.command('number').description('numbers of ours: how often they are answered, and which rest');
  numbers
    .command('list')
    .description('the numbers of all trunks')
    .addOption(jsonOption())
    .action(({ json }: Json) => run('number list', {}, json));
  numbers
    .command('mark <number>')
    .description('telephones warn of it: no campaign shows it any more')
    .requiredOption('--reason <text>', 'who marked it as what')
    .addOption(jsonOption())
    .action((number: string, { json, reason }: Json & { reason: string }) =>
      run('number mark', { number, reason }, json),
    );
  numbers
    .command('unmark <number>')
    .description('telephones warn of it no longer')
    .addOption(jsonOption())
    .action((number: string, { json }: Json) => run('number unmark', { number }, json));
}
