import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { CodedError } from '../foundation/errors.ts';
import { readYaml } from '../foundation/read-yaml.ts';
import { addApiKeys } from './add-api-keys.ts';
import { addNumbers } from './add-numbers.ts';
import { addSpeech } from './add-speech.ts';
import { addScripts } from './add-scripts.ts';
import type { AdviceFlags, CliDoors, DemoFlags, ModelsFlags, TryIvrFlags } from './cli-doors.ts';
import { jsonOption, pair, wholeNumber, type Json } from './command-options.ts';

const languageOption = (): Option =>
  new Option('--language <language>', 'of headings and words').choices(['zh-CN', 'en']).default('zh-CN');

const collected = (value: string, before: string[]): string[] => [...before, value];

async function readYamlFile(file: string): Promise<unknown> {
  const { value, faults } = readYaml(await readFile(file, 'utf8'));
  const told = faults.map(({ line, message }) => `${file}:${line}: not YAML: ${message}`);
  if (told.length > 0) throw new CodedError('bad-yaml', told.join('\n'));
  return value;
}

function addLines(program: Command, doors: CliDoors): void {
  const lines = program.command('lines').description('trunks and seats, as one document');
  lines
    .command('apply <file>')
    .description('check a lines.yaml, show what changes, and put it in force; calls in the air are not disturbed')
    .option('--dry-run', 'only check and compare', false)
    .addOption(jsonOption())
    .action(async (file: string, flags: Json & { dryRun: boolean }) =>
      doors.run('lines apply', { text: await readFile(file, 'utf8'), dryRun: flags.dryRun }, flags.json),
    );
  lines
    .command('show')
    .description('the document in force')
    .addOption(jsonOption())
    .action((flags: Json) => doors.run('lines show', {}, flags.json));
  program
    .command('trunk')
    .description('trunks')
    .command('test <name> [number]')
    .description(
      'how a number will be written, OPTIONS, REGISTER, and with a number of yours a call with audio both ways; says what to change',
    )
    .addOption(jsonOption())
    .action((name: string, number: string | undefined, flags: Json) =>
      doors.run('trunk test', { name, ...(number === undefined ? {} : { number }) }, flags.json),
    );
}

function addLeads(program: Command, doors: CliDoors): void {
  const leads = program.command('leads').description('people to call');
  leads
    .command('import <file>')
    .description('bring a CSV (UTF-8, GBK) or XLSX into a list; bad lines are named, good ones kept')
    .requiredOption('--list <name>', 'the list; made if there is none of that name')
    .option('--phone <header>', 'header of the phone column, where it is not recognised')
    .option('--name <header>', 'header of the name column')
    .addOption(jsonOption())
    .action((path: string, { json, ...flags }: Json & { list: string }) =>
      doors.run('leads import', { path: resolve(path), ...flags }, json),
    );
  leads
    .command('lists')
    .description('all lists')
    .addOption(jsonOption())
    .action((flags: Json) => doors.run('leads lists', {}, flags.json));
}

function addIvrs(program: Command, doors: CliDoors): void {
  const ivr = program.command('ivr').description('what callers hear and where keys lead (语音导航)');
  ivr
    .command('lint <file>')
    .description('check a lines.yaml and its flows: every problem at once, with its line')
    .addOption(jsonOption())
    .action((file: string, flags: Json) => doors.lintIvr(file, flags.json));
  ivr
    .command('try <file>')
    .description('play a flow of a lines.yaml in the terminal, without a call: type keys, words, or an empty line')
    .option('--ivr <name>', 'the flow to try; the first where absent')
    .option('--answer <json>', 'what web services answer, in this order; may be given several times', collected, [])
    .action((file: string, flags: TryIvrFlags) => doors.tryIvr(file, flags));
}

interface CreateFlags extends Json {
  readonly name: string;
  readonly list: string;
  readonly script?: string;
  readonly ivr?: string;
  readonly at?: string;
  readonly until?: string;
  readonly purpose?: string;
  readonly trunk: string;
  readonly caller: string[];
  readonly concurrency: number;
  readonly cps: string;
  readonly trade: string;
  readonly strategy: string;
}

function addCampaignDrafts(campaign: Command, doors: CliDoors): void {
  campaign
    .command('create')
    .description('make a draft')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--list <name>', 'whom to call')
    .option('--script <id>', 'what a robot talks by')
    .option('--ivr <name>', 'the flow of the lines document that is played instead: a notification')
    .option('--at <time>', 'when it begins, e.g. 2026-03-02T10:00:00+08:00; at its start without it')
    .option('--until <time>', 'when it ends, whoever is left')
    .requiredOption('--trunk <name>', 'by which trunk')
    .option(
      '--caller <number>',
      'a caller number of the trunk; may be given several times (all of them without it)',
      collected,
      [],
    )
    .addOption(
      new Option('--purpose <purpose>', 'marketing for a script, notification for a flow without it').choices([
        'marketing',
        'service',
        'notification',
      ]),
    )
    .option('--concurrency <n>', 'calls at once', wholeNumber, 10)
    .option('--cps <n>', 'calls per second', '2')
    .addOption(
      new Option('--trade <trade>', 'stricter hours for insurance')
        .choices(['general', 'insurance'])
        .default('general'),
    )
    .addOption(
      new Option(
        '--strategy <mode>',
        'whether what was learnt of answers sets times and numbers, or only says what it would do',
      )
        .choices(['off', 'advised', 'automatic'])
        .default('off'),
    )
    .addOption(jsonOption())
    .action((flags: CreateFlags) => {
      const { name, list, script, ivr, at, until, purpose, trunk, caller, concurrency, cps, trade, strategy } = flags;
      return doors.run(
        'campaign create',
        {
          name,
          list,
          ...(script === undefined ? {} : { scriptId: script }),
          ...(ivr === undefined ? {} : { ivr }),
          ...(at === undefined ? {} : { startAt: at }),
          ...(until === undefined ? {} : { endAt: until }),
          ...(purpose === undefined ? {} : { purpose }),
          trunk,
          callerNumbers: caller,
          maxConcurrency: concurrency,
          callsPerSecond: Number(cps),
          trade,
          strategy,
        },
        flags.json,
      );
    });
  campaign
    .command('create-from <file>')
    .description('make a draft from a YAML file, e.g. examples/campaigns/class-reminder.yaml')
    .addOption(jsonOption())
    .action(async (file: string, flags: Json) => doors.run('campaign create', await readYamlFile(file), flags.json));
}

function addCampaigns(program: Command, doors: CliDoors): void {
  const campaign = program.command('campaign').description('a list, a script, a trunk and rules, run to its end');
  addCampaignDrafts(campaign, doors);
  for (const [verb, what] of [
    ['start', 'start a draft: everybody of its list is to be called'],
    ['pause', 'dial nobody more; calls in the air go on to their end'],
    ['resume', 'dial again'],
    ['stop', 'end it for good, and its calls'],
    ['archive', 'put a draft, or one that has ended, away'],
  ] as const)
    campaign
      .command(`${verb} <name>`)
      .description(what)
      .addOption(jsonOption())
      .action((name: string, flags: Json) => doors.run(`campaign ${verb}`, { name }, flags.json));
  campaign
    .command('list')
    .description('all campaigns and how far they are')
    .option('--archived', 'also those that were put away', false)
    .addOption(jsonOption())
    .action(({ json, archived }: Json & { archived: boolean }) => doors.run('campaign list', { archived }, json));
  campaign
    .command('copy <name>')
    .description('make a draft with the settings of another, for its list or for some of its people')
    .requiredOption('--name <name>', 'the name of the copy')
    .option(
      '--people <whom>',
      'all; undone: who still waited; or the outcomes of their last calls: no-answer,busy',
      'all',
    )
    .addOption(jsonOption())
    .action((name: string, flags: Json & { name: string; people: string }) => {
      const people = flags.people === 'all' || flags.people === 'undone' ? flags.people : flags.people.split(',');
      return doors.run('campaign copy', { name, newName: flags.name, people }, flags.json);
    });
  campaign
    .command('report [name]')
    .description('funnel, outcomes, grades, refusals and delays; of all campaigns without a name')
    .option('--csv', 'as CSV, for a spreadsheet', false)
    .addOption(languageOption())
    .addOption(jsonOption())
    .action((name: string | undefined, { json, ...flags }: Json & { csv: boolean; language: string }) =>
      doors.run('campaign report', { ...(name === undefined ? {} : { name }), ...flags }, json),
    );
  campaign
    .command('strategy <name>')
    .description('what the strategy was worth, and its newest choices with their reasons')
    .addOption(languageOption())
    .addOption(jsonOption())
    .action((name: string, { json, language }: Json & { language: string }) =>
      doors.run('campaign strategy', { name, language }, json),
    );
  campaign
    .command('experiment <name>')
    .description('how the scripts that a campaign compares do')
    .addOption(jsonOption())
    .action((name: string, flags: Json) => doors.run('campaign experiment', { name }, flags.json));
}

function addAdvice(program: Command, doors: CliDoors): void {
  program
    .command('advise')
    .description('people, a robot first or a robot alone: what a deal costs in each way (选型建议)')
    .option('--set <name=value>', 'a figure of your own, e.g. callsADay=1500; may be repeated', pair, {})
    .addOption(languageOption())
    .addOption(jsonOption())
    .action((flags: AdviceFlags) => doors.advise(flags));
}

function addPeople(program: Command, doors: CliDoors): void {
  const tenant = program.command('tenant').description('companies that share this program');
  tenant
    .command('add <name>')
    .description('make a tenant with its first user')
    .addOption(jsonOption())
    .action((name: string, flags: Json) => doors.run('tenant add', { name }, flags.json));
  tenant
    .command('list')
    .description('all tenants')
    .addOption(jsonOption())
    .action((flags: Json) => doors.run('tenant list', {}, flags.json));
  const user = program.command('user').description('people who sign in');
  user
    .command('add <login>')
    .description('make a user; the password is shown once')
    .requiredOption(
      '--role <role>',
      'owner, admin, operator, script-author, agent, supervisor, quality-inspector, auditor or read-only',
    )
    .option('--display-name <name>', 'name shown to others; the login without it')
    .addOption(jsonOption())
    .action((login: string, { json, ...flags }: Json & { role: string; displayName?: string }) =>
      doors.run('user add', { login, ...flags }, json),
    );
  user
    .command('list')
    .description('all users')
    .addOption(jsonOption())
    .action((flags: Json) => doors.run('user list', {}, flags.json));
  user
    .command('reset-password <login>')
    .description('a new password, shown once')
    .addOption(jsonOption())
    .action((login: string, flags: Json) => doors.run('user reset-password', { login }, flags.json));
}

interface CallFlags extends Json {
  readonly script: string;
  readonly caller: string;
  readonly set: Record<string, string>;
  readonly text: boolean;
}

function addCalls(program: Command, doors: CliDoors): void {
  program
    .command('call <address>')
    .description('one robot call to a SIP address, told as it happens; Ctrl-C hangs up')
    .requiredOption('--script <file>', 'the script to speak, a YAML file')
    .option('--caller <number>', 'number shown', '')
    .option('--set <name=value>', 'a value of the script; may be given several times', pair, {})
    .option('--text', 'offer real-time text (RFC 4103)', false)
    .addOption(jsonOption())
    .action(async (address: string, flags: CallFlags) =>
      doors.run(
        'call',
        {
          address,
          scriptText: await readFile(flags.script, 'utf8'),
          scriptFile: flags.script,
          scriptFolder: dirname(resolve(flags.script)),
          caller: flags.caller,
          variables: flags.set,
          realTimeText: flags.text,
        },
        flags.json,
      ),
    );
  program
    .command('stop')
    .description('end every campaign and every call of the running program at once')
    .requiredOption('--all', 'said in full, since it cannot be undone')
    .addOption(jsonOption())
    .action((flags: Json) => doors.run('stop all', {}, flags.json));
}

function addModels(program: Command, doors: CliDoors): void {
  const models = program
    .command('models')
    .description('speech models: data that is pulled, checked and loaded in processes of its own');
  models
    .command('list')
    .description('what there is, and what is installed')
    .addOption(jsonOption())
    .action((flags: ModelsFlags) => doors.models('list', undefined, flags));
  for (const [action, what] of [
    ['pull', 'fetch a model, resuming what was begun, and check it'],
    ['verify', 'check the files of an installed model'],
    ['measure', 'run an installed model and say how fast it is on this machine'],
    ['remove', 'delete an installed model'],
  ] as const) {
    const command = models.command(`${action} <name>`).description(what).addOption(jsonOption());
    if (action === 'pull') command.option('--from <place>', 'a folder or a base URL instead of the published mirrors');
    command.action((name: string, flags: ModelsFlags) => doors.models(action, name, flags));
  }
}

/** The `waihu` program of the terminal. */
export function buildProgram(doors: CliDoors): Command {
  const program = new Command('waihu')
    .description(
      'Outbound calling for telesales: robots filter, people close.\nStart with `waihu demo`; then `waihu serve` and the commands below.',
    )
    .version(doors.version)
    .showHelpAfterError()
    .enablePositionalOptions();
  program
    .command('demo')
    .description(
      'a whole campaign of real SIP calls to a simulated carrier on this machine, compared call by call, with a report',
    )
    .option('--report <file>', 'write the report as JSON')
    .option('--exit', 'end when the report is there, instead of leaving the console open', false)
    .option('--at <time>', 'believe it is this time (ISO 8601): calling hours then hold, e.g. 2026-03-02T20:30+08:00')
    .option('--seed <n>', 'another number, other customers', wholeNumber, 1)
    .option('--people <n>', 'people who may be called: 66, and 36 where sound is heard', wholeNumber)
    .option('--concurrency <n>', 'calls at once: 40, and 3 where sound is heard', wholeNumber)
    .addOption(
      new Option('--hearing <how>', 'how customers are heard: by real-time text, or by sound alone')
        .choices(['text', 'sound'])
        .default('text'),
    )
    .option('--lie', 'let the simulator tell one lie, which must be found', false)
    .addOption(jsonOption())
    .action((flags: DemoFlags) => doors.demo(flags));
  program
    .command('serve')
    .description('run the program: console, API, SIP, dialer')
    .action(() => doors.serve());
  addCalls(program, doors);
  addCampaigns(program, doors);
  addLeads(program, doors);
  addLines(program, doors);
  addScripts(program, doors);
  addIvrs(program, doors);
  addModels(program, doors);
  addAdvice(program, doors);
  addPeople(program, doors);
  for (const add of [addApiKeys, addNumbers, addSpeech])
    add(program, (command, args, json) => doors.run(command, args, json));
  program
    .command('doctor')
    .description('check ports, database, audio path, models and trunks, and say how to mend them')
    .addOption(jsonOption())
    .action((flags: Json) => doors.doctor(flags.json));
  return program;
}
