import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { CliDoors } from './cli-doors.ts';
import { jsonOption, type Json } from './command-options.ts';

interface ImportFlags {
  readonly onto?: string;
  readonly from?: string;
  readonly overwrite?: true;
}

/** Scripts on their way from a draft to a version, and what became of their versions. */
export function addScriptVersions(script: Command, doors: Pick<CliDoors, 'run'>): void {
  script
    .command('diff <id> [from] [to]')
    .description('what changed, flow by flow; from and to are versions, draft or newest')
    .addOption(jsonOption())
    .action((scriptId: string, from: string | undefined, to: string | undefined, { json }: Json) =>
      doors.run('script diff', { scriptId, from, to }, json),
    );
  script
    .command('history <id>')
    .description('who did what to a script and when')
    .addOption(jsonOption())
    .action((scriptId: string, { json }: Json) => doors.run('script history', { scriptId }, json));
  for (const [verb, what] of [
    ['review', 'hand a draft in for review'],
    ['approve', 'approve a draft that is in review'],
    ['return', 'return a draft to its author; --note says why'],
  ] as const)
    script
      .command(`${verb} <id>`)
      .description(what)
      .option('--note <text>', 'kept in the history')
      .addOption(jsonOption())
      .action((scriptId: string, { json, note }: Json & { readonly note?: string }) =>
        doors.run(`script ${verb}`, { scriptId, ...(note === undefined ? {} : { note }) }, json),
      );
  script
    .command('release <id>')
    .description('publish an approved draft as the next version')
    .option('--force <note>', 'publish though cases fail; the note says why')
    .addOption(jsonOption())
    .action((scriptId: string, { json, ...force }: Json & { readonly force?: string }) =>
      doors.run('script release', { scriptId, ...force }, json),
    );
  script
    .command('rollback <id> <version>')
    .description('publish again what an earlier version said')
    .requiredOption('--reason <text>', 'kept in the history')
    .addOption(jsonOption())
    .action((scriptId: string, version: string, { json, reason }: Json & { readonly reason: string }) =>
      doors.run('script rollback', { scriptId, version: Number(version), reason }, json),
    );
  addExchange(script, doors);
}

function addExchange(script: Command, doors: Pick<CliDoors, 'run'>): void {
  script
    .command('export <id> <file>')
    .description('write a script as .yaml, .json, .xlsx (nodes, intents, questions, settings) or .csv (its nodes)')
    .option('--of <which>', 'a version, draft or newest', 'newest')
    .addOption(jsonOption())
    .action((scriptId: string, file: string, { json, of }: Json & { readonly of: string }) =>
      doors.run('script export', { scriptId, path: resolve(file), which: of }, json),
    );
  script
    .command('import <file>')
    .description('keep a .yaml, .json, .xlsx or .csv as a draft; rows that cannot be used are named, the others kept')
    .option('--onto <id>', 'the script whose parts stay where the sheets do not speak of them')
    .option(
      '--from <revision>',
      'the revision of the draft that the file began from: refused where somebody saved after it',
    )
    .addOption(new Option('--overwrite', "take the place of somebody else's draft").conflicts('from'))
    .addOption(jsonOption())
    .action((file: string, { json, ...flags }: Json & ImportFlags) =>
      doors.run('script import', { path: resolve(file), ...flags }, json),
    );
}
