import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from './build-program.ts';
import type { CliDoors } from './cli-doors.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-cli-'));
  file = join(folder, 'some.yaml');
  await writeFile(file, 'content');
});
afterAll(() => rm(folder, { recursive: true }));

/** Doors that write down who knocked. */
function recorded(): { readonly asked: unknown[][]; readonly doors: CliDoors } {
  const asked: unknown[][] = [];
  const door =
    (name: string) =>
    (...args: unknown[]): Promise<void> => {
      asked.push([name, ...args]);
      return Promise.resolve();
    };
  const doors: CliDoors = {
    version: '1.2.3',
    run: door('run'),
    serve: door('serve'),
    demo: door('demo'),
    doctor: door('doctor'),
    lint: door('lint'),
    chat: door('chat'),
    understand: door('understand'),
    testScript: door('testScript'),
    hear: door('hear'),
    rehearse: door('rehearse'),
    planExperiments: door('planExperiments'),
    advise: door('advise'),
    lintIvr: door('lintIvr'),
    tryIvr: door('tryIvr'),
    models: door('models'),
  };
  return { asked, doors };
}

function everyCommand(program: Command): Command[] {
  return [program, ...program.commands.flatMap(everyCommand)];
}

/** Which doors a command line knocks at; what commander complains of is thrown, not printed. */
async function ask(...argv: readonly string[]): Promise<unknown[][]> {
  const { asked, doors } = recorded();
  const program = buildProgram(doors);
  let written = '';
  for (const command of everyCommand(program))
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => (written += text), writeErr: (text) => (written += text) });
  try {
    await program.parseAsync(['node', 'waihu', ...argv]);
  } catch (error) {
    throw new Error(written, { cause: error });
  }
  return asked;
}

describe('waihu', () => {
  it.each<readonly [string, unknown[]]>([
    ['serve', ['serve']],
    ['doctor --json', ['doctor', true]],
    ['lines show', ['run', 'lines show', {}, false]],
    ['trunk test office', ['run', 'trunk test', { name: 'office' }, false]],
    ['trunk test office +8613800138000', ['run', 'trunk test', { name: 'office', number: '+8613800138000' }, false]],
    [
      'leads import a.csv --list 甲 --phone 电话',
      ['run', 'leads import', { path: resolve('a.csv'), list: '甲', phone: '电话' }, false],
    ],
    ['leads lists --json', ['run', 'leads lists', {}, true]],
    ['script lint a.yaml', ['lint', 'a.yaml', false]],
    ['script chat a.yaml', ['chat', 'a.yaml', {}]],
    [
      'script chat a.yaml --variant opening=short --variant whole=brief',
      ['chat', 'a.yaml', { variant: { opening: 'short', whole: 'brief' } }],
    ],
    ['script experiment plan a.yaml', ['planExperiments', 'a.yaml', false]],
    ['script experiment status visit --json', ['run', 'script experiment status', { scriptId: 'visit' }, true]],
    [
      'script experiment take visit opening short --note 更短',
      [
        'run',
        'script experiment take',
        { scriptId: 'visit', experiment: 'opening', variant: 'short', note: '更短' },
        false,
      ],
    ],
    ['script experiment recount', ['run', 'script experiment recount', {}, false]],
    ['campaign experiment 春季', ['run', 'campaign experiment', { name: '春季' }, false]],
    ['script understand a.yaml --text 没空', ['understand', 'a.yaml', { text: '没空', json: false }]],
    ['script test a.yaml --mutations', ['testScript', 'a.yaml', { mutations: true, calls: false, json: false }]],
    ['script test a.yaml --calls', ['testScript', 'a.yaml', { mutations: false, calls: true, json: false }]],
    [
      'script hear a.yaml --node ask --voice deep --out a.wav',
      ['hear', 'a.yaml', { node: 'ask', wording: 1, voice: 'deep', out: 'a.wav', json: false }],
    ],
    [
      'script rehearse insurance --conversations 500 --json',
      ['rehearse', 'insurance', { conversations: 500, seed: 1, customers: 'rules', json: true }],
    ],
    [
      'script rehearse insurance --customers model --conversations 20',
      ['rehearse', 'insurance', { conversations: 20, seed: 1, customers: 'model', json: false }],
    ],
    ['ivr lint a.yaml', ['lintIvr', 'a.yaml', false]],
    ['ivr try a.yaml --answer {}', ['tryIvr', 'a.yaml', { answer: ['{}'] }]],
    [
      'script replay insurance --version 2 --calls a b --json',
      ['run', 'script replay', { scriptId: 'insurance', version: 2, calls: ['a', 'b'], limit: 1_000 }, true],
    ],
    ['script list', ['run', 'script list', {}, false]],
    [
      'script misunderstood a --why missed',
      ['run', 'script misunderstood', { scriptId: 'a', why: 'missed', limit: 5_000 }, false],
    ],
    [
      'script assign a --text 好 行 --intent affirm',
      ['run', 'script assign', { scriptId: 'a', texts: ['好', '行'], intent: 'affirm' }, false],
    ],
    ['script ignore a --group g --undo', ['run', 'script ignore', { scriptId: 'a', group: 'g', undo: true }, false]],
    ['script effects a --calls 5', ['run', 'script effects', { scriptId: 'a', calls: 5 }, false]],
    [
      'script report a --least-visits 5 --page /tmp/r.html --json',
      ['run', 'script report', { scriptId: 'a', leastVisits: 5, page: '/tmp/r.html' }, true],
    ],
    ['script gather', ['run', 'script gather', {}, false]],
    ['script diff a 3 draft', ['run', 'script diff', { scriptId: 'a', from: '3', to: 'draft' }, false]],
    ['script history a --json', ['run', 'script history', { scriptId: 'a' }, true]],
    ['script review a', ['run', 'script review', { scriptId: 'a' }, false]],
    ['script return a --note 长', ['run', 'script return', { scriptId: 'a', note: '长' }, false]],
    ['script release a', ['run', 'script release', { scriptId: 'a' }, false]],
    ['script rollback a 2 --reason 坏', ['run', 'script rollback', { scriptId: 'a', version: 2, reason: '坏' }, false]],
    [
      'script export a /tmp/a.xlsx --of draft',
      ['run', 'script export', { scriptId: 'a', path: '/tmp/a.xlsx', which: 'draft' }, false],
    ],
    ['script import /tmp/a.csv --onto a', ['run', 'script import', { path: '/tmp/a.csv', onto: 'a' }, false]],
    ['script import /tmp/a.yaml --from 12', ['run', 'script import', { path: '/tmp/a.yaml', from: '12' }, false]],
    [
      'script import /tmp/a.yaml --overwrite',
      ['run', 'script import', { path: '/tmp/a.yaml', overwrite: true }, false],
    ],
    ['campaign start spring', ['run', 'campaign start', { name: 'spring' }, false]],
    ['campaign pause spring', ['run', 'campaign pause', { name: 'spring' }, false]],
    ['campaign resume spring', ['run', 'campaign resume', { name: 'spring' }, false]],
    ['campaign stop spring', ['run', 'campaign stop', { name: 'spring' }, false]],
    ['campaign list', ['run', 'campaign list', { archived: false }, false]],
    [
      'campaign copy a --name b --people no-answer,busy',
      ['run', 'campaign copy', { name: 'a', newName: 'b', people: ['no-answer', 'busy'] }, false],
    ],
    ['campaign report', ['run', 'campaign report', { csv: false, language: 'zh-CN' }, false]],
    [
      'campaign report spring --csv --language en',
      ['run', 'campaign report', { name: 'spring', csv: true, language: 'en' }, false],
    ],
    [
      'advise --set callsADay=1500 --set dealYuan=900',
      ['advise', { set: { callsADay: '1500', dealYuan: '900' }, language: 'zh-CN', json: false }],
    ],
    ['tenant add acme', ['run', 'tenant add', { name: 'acme' }, false]],
    ['tenant list', ['run', 'tenant list', {}, false]],
    ['user add wang --role operator', ['run', 'user add', { login: 'wang', role: 'operator' }, false]],
    ['user list', ['run', 'user list', {}, false]],
    ['user reset-password wang', ['run', 'user reset-password', { login: 'wang' }, false]],
    [
      'api-key create --name crm --scope calls:read,calls:control --scope agents:read --expires 2027-01-31',
      [
        'run',
        'api-key create',
        { name: 'crm', scopes: ['calls:read', 'calls:control', 'agents:read'], expires: '2027-01-31' },
        false,
      ],
    ],
    ['api-key list --json', ['run', 'api-key list', {}, true]],
    ['api-key revoke crm --tenant acme', ['run', 'api-key revoke', { key: 'crm', tenant: 'acme' }, false]],
    ['stop --all', ['run', 'stop all', {}, false]],
    ['models list', ['models', 'list', undefined, { json: false }]],
    ['models pull zh --from /mnt', ['models', 'pull', 'zh', { json: false, from: '/mnt' }]],
    ['models verify zh', ['models', 'verify', 'zh', { json: false }]],
    ['models remove zh --json', ['models', 'remove', 'zh', { json: true }]],
  ])('%s', async (line, wanted) => {
    expect(await ask(...line.split(' '))).toEqual([wanted]);
  });

  it('campaign create gives everything a draft needs', async () => {
    const line =
      'campaign create --name a --list b --script c --trunk d --caller +861 --caller +862 --concurrency 3 --cps 0.5';
    const settings = {
      name: 'a',
      list: 'b',
      scriptId: 'c',
      trunk: 'd',
      callerNumbers: ['+861', '+862'],
      maxConcurrency: 3,
      callsPerSecond: 0.5,
      trade: 'general',
      strategy: 'off',
    };
    expect(await ask(...line.split(' '))).toEqual([['run', 'campaign create', settings, false]]);
  });

  it('campaign create takes a flow, a time and a purpose in place of a script', async () => {
    const line = 'campaign create --name a --list b --ivr c --trunk d --at 2026-03-02T10:00:00+08:00 --purpose service';
    const [[, , settings] = []] = await ask(...line.split(' '));
    expect(settings).toMatchObject({ ivr: 'c', startAt: '2026-03-02T10:00:00+08:00', purpose: 'service' });
    expect(settings).not.toHaveProperty('scriptId');
  });

  it('campaign create-from names the line of a file that is not YAML', async () => {
    const broken = join(folder, 'broken.yaml');
    await writeFile(broken, 'name: one\nlist: [two\n');
    await expect(ask('campaign', 'create-from', broken)).rejects.toMatchObject({
      cause: { code: 'bad-yaml', message: expect.stringMatching(/broken\.yaml:\d: not YAML: /u) },
    });
  });

  it('campaign create-from reads a draft from a file', async () => {
    const [[, command, settings] = []] = await ask('campaign', 'create-from', 'examples/campaigns/class-reminder.yaml');
    expect(command).toBe('campaign create');
    expect(settings).toMatchObject({ name: '上课提醒', ivr: 'class-reminder', purpose: 'notification' });
  });

  it('files are read here, since the running program may stand in another folder', async () => {
    expect(await ask('lines', 'apply', file, '--dry-run')).toEqual([
      ['run', 'lines apply', { text: 'content', dryRun: true }, false],
    ]);
    expect(await ask('script', 'publish', file)).toEqual([
      ['run', 'script publish', { text: 'content', file, folder }, false],
    ]);
    const call = ['call', 'sip:101@127.0.0.1', '--script', file, '--set', 'name=王女士', '--set', 'city=a=b', '--text'];
    const args = {
      address: 'sip:101@127.0.0.1',
      scriptText: 'content',
      scriptFile: file,
      scriptFolder: folder,
      caller: '',
      variables: { name: '王女士', city: 'a=b' },
      realTimeText: true,
    };
    expect(await ask(...call)).toEqual([['run', 'call', args, false]]);
  });

  it('demo has defaults that need no thought', async () => {
    expect(await ask('demo')).toEqual([
      ['demo', expect.objectContaining({ exit: false, seed: 1, hearing: 'text', lie: false, json: false })],
    ]);
  });

  it('says its version', async () => {
    await expect(ask('--version')).rejects.toThrow('1.2.3');
  });
});

describe('waihu says what was wanted', () => {
  it.each([
    ['demo --people 0', /--people <n>.*'0' is invalid.*whole number from 1/su],
    ['demo --seed a', /whole number from 1/u],
    ['call sip:a@b --script x --set name', /wanted NAME=VALUE/u],
    ['campaign create --name a', /required option '--list <name>' not specified/u],
    ['campaign create --name a --list b --script c --trunk d --trade arms', /Allowed choices are general, insurance/u],
    ['campaign report --language fr', /Allowed choices are zh-CN, en/u],
    ['leads import a.csv', /required option '--list <name>'/u],
    ['stop', /required option '--all'/u],
    ['user add wang', /required option '--role <role>'/u],
    ['sing', /unknown command 'sing'/u],
    ['trunk test', /missing required argument 'name'/u],
  ])('%s', async (line, wanted) => {
    const complaint = ask(...line.split(' '));
    await expect(complaint).rejects.toThrow(wanted);
    await expect(complaint).rejects.toThrow(/Usage: waihu/u);
  });
});

describe('help', () => {
  const all = everyCommand(buildProgram(recorded().doors)).filter((command) => command.name() !== 'help');

  it('begins with where to begin, and names every command in a line', () => {
    const text = all[0]!.helpInformation();
    expect(text).toContain('Start with `waihu demo`');
    for (const name of [
      'demo',
      'serve',
      'call',
      'campaign',
      'leads',
      'lines',
      'trunk',
      'script',
      'models',
      'tenant',
      'user',
      'stop',
      'doctor',
    ])
      expect(text).toMatch(new RegExp(`^  ${name}\\b.* \\S`, 'mu'));
  });

  it('explains every command and every option', () => {
    const unexplained = all.flatMap((command) => [
      ...(command.description() === '' ? [command.name()] : []),
      ...command.options.filter(({ description }) => !description).map(({ flags }) => `${command.name()} ${flags}`),
    ]);
    expect(unexplained).toEqual([]);
  });
});
