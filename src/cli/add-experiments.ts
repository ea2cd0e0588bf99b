import type { Command } from 'commander';
import type { CliDoors } from './cli-doors.ts';
import { jsonOption, type Json } from './command-options.ts';

/** Variants of a script: how many people they need, how they do, and which stays. */
export function addExperiments(script: Command, doors: Pick<CliDoors, 'run' | 'planExperiments'>): void {
  const experiment = script.command('experiment').description('compare variants of a script (A/B 测试)');
  experiment
    .command('plan <file>')
    .description('how many people each variant of a script file needs, before anybody is called')
    .addOption(jsonOption())
    .action((file: string, { json }: Json) => doors.planExperiments(file, json));
  experiment
    .command('status <id>')
    .description('people, successes and intervals of each variant, and what may be said of them')
    .addOption(jsonOption())
    .action((scriptId: string, { json }: Json) => doors.run('script experiment status', { scriptId }, json));
  experiment
    .command('take <id> <experiment> <variant>')
    .description('end an experiment in the draft: this variant stays, control is what the script says anyhow')
    .option('--note <text>', 'kept in the history')
    .addOption(jsonOption())
    .action((scriptId: string, name: string, variant: string, { json, note }: Json & { readonly note?: string }) =>
      doors.run('script experiment take', { scriptId, experiment: name, variant, ...(note && { note }) }, json),
    );
  experiment
    .command('recount')
    .description('count all experiments anew from the records of calls')
    .addOption(jsonOption())
    .action(({ json }: Json) => doors.run('script experiment recount', {}, json));
}
