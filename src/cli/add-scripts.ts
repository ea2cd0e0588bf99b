import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { addExperiments } from './add-experiments.ts';
import { addReplay } from './add-replay.ts';
import { addScriptTuning } from './add-script-tuning.ts';
import { addScriptVersions } from './add-script-versions.ts';
import { casesFileOf } from './cases-file-of.ts';
import type {
  CliDoors,
  HearFlags,
  RehearseFlags,
  TestScriptFlags,
  UnderstandFlags,
  VariantFlags,
} from './cli-doors.ts';
import { jsonOption, pair, variantOption, wholeNumber, type Json } from './command-options.ts';

interface CallFlags extends Json {
  readonly to: string;
  readonly trunk: string;
  readonly set: Readonly<Record<string, string>>;
}

/** What robots say: checked, tried and published. */
export function addScripts(program: Command, doors: CliDoors): void {
  const script = program.command('script').description('what robots say (话术)');
  script
    .command('lint <file>')
    .description('check a script: every problem at once, with its line')
    .addOption(jsonOption())
    .action((file: string, flags: Json) => doors.lint(file, flags.json));
  script
    .command('chat <file>')
    .description('talk with a script in the terminal, without a call')
    .addOption(variantOption())
    .action((file: string, flags: VariantFlags) => doors.chat(file, flags));
  script
    .command('understand <script>')
    .description('what a script makes of a sentence: intent, confidence and values')
    .option('--text <sentence>', 'the sentence')
    .option('--file <file>', 'a sentence a line, to try many')
    .addOption(jsonOption())
    .action((file: string, flags: UnderstandFlags) => doors.understand(file, flags));
  script
    .command('test <file>')
    .description('hold the conversations of its cases: every one that went otherwise, with what differed')
    .option('--cases <file>', 'where the cases are; NAME.cases.yaml beside the script where absent')
    .addOption(
      new Option('--calls', 'hold them as calls by SIP with customers of the built-in carrier')
        .default(false)
        .conflicts('mutations'),
    )
    .option('--mutations', 'take each branch away in turn and name those that no case needs', false)
    .addOption(variantOption())
    .addOption(jsonOption())
    .action((file: string, flags: TestScriptFlags) => doors.testScript(file, flags));
  addListening(script, doors);
  addRehearsing(script, doors);
  addReplay(script, doors);
  script
    .command('publish <file>')
    .description('check a script, hold the cases beside it, and publish it as its next version')
    .option('--force <note>', 'publish though cases fail; the note says why')
    .addOption(jsonOption())
    .action(async (file: string, { json, force }: Json & { readonly force?: string }) => {
      const cases = casesFileOf(file);
      const read = existsSync(cases) ? { cases: { text: await readFile(cases, 'utf8'), file: cases } } : {};
      const text = await readFile(file, 'utf8');
      const args = { text, file, folder: dirname(resolve(file)), ...read, ...(force === undefined ? {} : { force }) };
      await doors.run('script publish', args, json);
    });
  script
    .command('list')
    .description('all scripts')
    .addOption(jsonOption())
    .action((flags: Json) => doors.run('script list', {}, flags.json));
  addScriptVersions(script, doors);
  addScriptTuning(script, doors);
  addExperiments(script, doors);
}

/** What becomes of a script among customers of many kinds. */
function addRehearsing(script: Command, doors: CliDoors): void {
  script
    .command('rehearse <script>')
    .description(
      'let customers of many kinds talk with a script: coverage, loops, dead ends, and a page about it (彩排)',
    )
    .option('--conversations <number>', 'how many', wholeNumber, 200)
    .option('--seed <number>', 'another seed, other conversations', wholeNumber, 1)
    .addOption(
      new Option('--customers <how>', 'what chooses their words: rules, or the language model of WAIHU_MODEL_URL')
        .choices(['rules', 'model'])
        .default('rules'),
    )
    .option('--personas <file>', 'customers of your own')
    .option('--report <file>', 'where the page goes; ID.rehearsal.html here where absent')
    .addOption(variantOption())
    .addOption(jsonOption())
    .action((name: string, flags: RehearseFlags) => doors.rehearse(name, flags));
}

/** What a script sounds like before anybody else hears it. */
function addListening(script: Command, doors: CliDoors): void {
  script
    .command('hear <file>')
    .description('what a node says, as a wav file in any voice')
    .requiredOption('--node <node>', 'of the main flow, or FLOW/NODE')
    .option('--wording <number>', 'which of its wordings', wholeNumber, 1)
    .option('--voice <name>', "another voice than the script's")
    .requiredOption('--out <file>', 'the wav file')
    .addOption(jsonOption())
    .action((file: string, flags: HearFlags) => doors.hear(file, flags));
  script
    .command('call <file>')
    .description('one call to a phone of your own by a script that is not published: hear it as customers would')
    .requiredOption('--to <number>', 'E.164; the gate is asked as for every call')
    .requiredOption('--trunk <name>', 'of the lines that are applied')
    .option('--set <name=value>', 'a value of the script; may be given several times', pair, {})
    .addOption(jsonOption())
    .action(async (file: string, { to, trunk, set, json }: CallFlags) => {
      const folder = dirname(resolve(file));
      const spoken = { scriptText: await readFile(file, 'utf8'), scriptFile: file, scriptFolder: folder };
      await doors.run('script call', { ...spoken, to, trunk, variables: set }, json);
    });
}
