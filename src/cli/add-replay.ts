import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { CliDoors } from './cli-doors.ts';
import { jsonOption, wholeNumber, type Json } from './command-options.ts';

interface ReplayFlags extends Json {
  readonly script?: string;
  readonly version?: number;
  readonly heldWith?: number;
  readonly calls?: readonly string[];
  readonly limit: number;
}

/** Past calls, held again with another version of their script. */
export function addReplay(script: Command, doors: CliDoors): void {
  script
    .command('replay [id]')
    .description('hold past calls again with a version of their script: what would have gone otherwise')
    .option('--script <file>', 'a script that is not published yet')
    .option('--version <number>', 'a published version; the newest where absent', wholeNumber)
    .option('--held-with <number>', 'only calls that were held with this version', wholeNumber)
    .option('--calls <ids...>', 'only these calls')
    .option('--limit <number>', 'at most so many, the newest', wholeNumber, 1_000)
    .addOption(jsonOption())
    .action(async (scriptId: string | undefined, { script: file, json, ...rest }: ReplayFlags) => {
      const read =
        file === undefined
          ? {}
          : { file: { text: await readFile(file, 'utf8'), file, folder: dirname(resolve(file)) } };
      await doors.run('script replay', { ...rest, ...read, ...(scriptId === undefined ? {} : { scriptId }) }, json);
    });
}
