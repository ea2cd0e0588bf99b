import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CliDoors } from './cli-doors.ts';
import { jsonOption, wholeNumber, type Json } from './command-options.ts';

interface Which extends Json {
  readonly group?: string;
  readonly text?: readonly string[];
}

/** The daily loop: what calls say of a script, and what an author makes of it. */
export function addScriptTuning(script: Command, doors: Pick<CliDoors, 'run'>): void {
  script
    .command('misunderstood <id>')
    .description('what people said that was not understood, or wrongly, grouped by likeness (待优化)')
    .option('--flow <name>', 'only what was said in this flow')
    .option('--node <name>', 'only what was said at nodes of this name')
    .option('--why <why>', 'missed, denied, objected, doubted, said-again or hung-up')
    .option('--version <number>', 'only under this version', wholeNumber)
    .option('--limit <number>', 'at most so many sentences, the newest', wholeNumber, 5_000)
    .addOption(jsonOption())
    .action((scriptId: string, { json, ...filter }: Json) =>
      doors.run('script misunderstood', { scriptId, ...filter }, json),
    );
  which(script.command('assign <id>'), 'teach the draft what sentences mean')
    .option('--intent <id>', 'an intent, of the script or a standard one')
    .option('--name <name>', 'makes it a new intent of this name')
    .option('--question <id>', 'a question of the knowledge base')
    .action((scriptId: string, { json, text, ...rest }: Which) =>
      doors.run('script assign', { scriptId, texts: text, ...rest }, json),
    );
  which(script.command('ignore <id>'), 'never show sentences again')
    .option('--undo', 'show them after all', false)
    .action((scriptId: string, { json, text, ...rest }: Which) =>
      doors.run('script ignore', { scriptId, texts: text, ...rest }, json),
    );
  addJudging(script, doors);
}

function which(command: Command, description: string): Command {
  return command
    .description(description)
    .option('--group <id>', 'all of a group of script misunderstood')
    .option('--text <sentences...>', 'these')
    .addOption(jsonOption());
}

function addJudging(script: Command, doors: Pick<CliDoors, 'run'>): void {
  script
    .command('effects <id>')
    .description('what publishing the draft would change: cases, past calls, sentences that mean two things')
    .option('--cases <file>', 'the cases of the script')
    .option('--calls <number>', 'so many past calls, the newest', wholeNumber, 200)
    .addOption(jsonOption())
    .action(
      async (scriptId: string, { json, cases, calls }: Json & { readonly cases?: string; readonly calls: number }) => {
        const read = cases === undefined ? {} : { cases: await readFile(cases, 'utf8') };
        await doors.run('script effects', { scriptId, calls, ...read }, json);
      },
    );
  script
    .command('report <id>')
    .description('the five nodes that lose most people, with calls to listen to and what changed (优化报告)')
    .option('--version <number>', 'a version; the newest that called where absent', wholeNumber)
    .option('--least-visits <number>', 'pass over nodes that fewer people heard', wholeNumber, 30)
    .option('--page <file>', 'write it as an HTML page too')
    .addOption(jsonOption())
    .action((scriptId: string, { json, page, ...rest }: Json & { readonly page?: string }) =>
      doors.run('script report', { scriptId, ...rest, ...(page === undefined ? {} : { page: resolve(page) }) }, json),
    );
  script
    .command('gather [id]')
    .description('gather again from all dialogues of calls that are kept')
    .addOption(jsonOption())
    .action((scriptId: string | undefined, { json }: Json) => doors.run('script gather', { scriptId }, json));
}
