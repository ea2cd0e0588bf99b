import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { eventually, startTestProgram, type TestProgram } from '../testing/test-program.ts';

const caller = '+9990000001';
const service = `id: service
name: 客户回访
purpose: service
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello:
        kind: speak
        say: 您好，这里是智能助手，做一次客户回访。
        bargeIn: { mode: never }
        silenceMs: 1500
        branches:
          - { on: any, to: bye }
          - { on: silence, to: bye }
          - { on: unrecognised, to: bye }
      bye: { kind: end, say: 再见。 }
patterns:
  silence: { max: 0, say: 再见。, goTo: bye }
  noMatch: { max: 0, say: 再见。, goTo: bye }
`;

let program: TestProgram;
let simulator: Simulator;
const run: TestProgram['run'] = (...args) => program.run(...args);

const lines = (extra = ''): string => `trunks:
  - { name: carrier, proxy: '${simulator.sipAddress.udp}', callerNumbers: ['${caller}'], simulated: true, callsPerSecond: 10 }
${extra}`;

beforeAll(async () => {
  [simulator, program] = await Promise.all([
    startSimulator({
      seed: 5,
      callerNumbers: [caller],
      voice: 'murmur',
      only: ['talks-over-greeting', 'busy', 'rings-on'],
    }),
    startTestProgram({
      world: { secrets: { env: () => 'secret', readFile: () => Promise.reject(new Error('no file')) } },
    }),
  ]);
});
afterAll(async () => {
  await program?.close();
  await simulator?.close();
});

describe('lines', () => {
  it('show says what to do where there are none', async () => {
    expect(await run('lines show')).toMatchObject({
      json: null,
      text: 'no lines were applied yet: waihu lines apply FILE',
    });
  });

  it('apply with --dry-run only compares', async () => {
    const answer = await run('lines apply', { text: lines(), dryRun: true });
    expect(answer.text).toMatch(/^these changes would be made:\n.*carrier/u);
    expect((await run('lines show')).json).toBeNull();
  });

  it('apply names what is wrong, and changes nothing', async () => {
    const applying = run('lines apply', { text: `trunks:\n  - { name: carrier, proxy: 'a b' }\n` });
    await expect(applying).rejects.toThrow(/callerNumbers/u);
    expect((await run('lines show')).json).toBeNull();
  });

  it('apply puts a document in force, shows it as it was written, and knows when nothing changed', async () => {
    expect((await run('lines apply', { text: lines() })).text).toMatch(/^version 1 is in force\n/u);
    expect((await run('lines show')).text).toBe(lines());
    expect((await run('lines apply', { text: lines() })).text).toBe('nothing changed');
  });
});

describe('leads', () => {
  it('lists say what to do where there are none', async () => {
    expect((await run('leads lists')).text).toBe('no lists yet: waihu leads import FILE --list NAME');
  });

  it('import keeps the good lines and names the bad ones', async () => {
    const path = join(program.folder, 'people.csv');
    // Behaviours are dealt in rounds: three numbers, each behaviour once.
    const [first = ''] = await simulator.numbers(3);
    await writeFile(path, `姓名,手机号\n王,${first}\n李,12\n赵,${first}\n`);
    const { text, json } = await run('leads import', { path, list: '客户' });
    expect(text).toMatch(/^1 of 3 rows are in list '客户'; 1 were there twice, 1 could not be used\n/u);
    expect(text).toMatch(/line 3, 手机号: .*\(12\)/u);
    expect(json).toMatchObject({ imported: 1, duplicates: 1, rejected: 1 });
    expect((await run('leads lists')).text).toBe('客户\t1');
  });

  it('import of a file that is not there names it', async () => {
    await expect(run('leads import', { path: '/nowhere/a.csv', list: '客户' })).rejects.toThrow(/a\.csv/u);
  });

  it('a list needs a name', async () => {
    await expect(run('leads import', { path: 'a.csv', list: '  ' })).rejects.toThrow('a list needs a name');
  });
});

describe('script', () => {
  it('publish refuses a bad one with line and reason', async () => {
    const publishing = run('script publish', { text: service.replace('to: bye', 'to: nowhere'), file: 's.yaml' });
    await expect(publishing).rejects.toThrow(/^s\.yaml:\d+: .*nowhere/u);
  });

  it('publish counts versions, and list shows the last', async () => {
    expect((await run('script publish', { text: service, file: 's.yaml' })).text).toContain(
      "'service' is published as version 1",
    );
    await run('script publish', { text: service.replace('再见', '回见'), file: 's.yaml' });
    expect((await run('script list')).text).toMatch(/service.*2/u);
  });
});

describe('campaign', () => {
  it('commands name the campaigns there are where none has that name', async () => {
    expect((await run('campaign list')).text).toMatch(/^no campaigns yet: waihu campaign create/u);
    await expect(run('campaign start', { name: 'spring' })).rejects.toThrow(
      "there is no campaign 'spring'; there are: none yet",
    );
    await expect(run('campaign report', { name: 'spring' })).rejects.toThrow("there is no campaign 'spring'");
  });

  it('create needs a list that is there', async () => {
    const creating = run('campaign create', { name: 'a', list: 'nobody', scriptId: 'service', trunk: 'carrier' });
    await expect(creating).rejects.toThrow(/nobody/u);
  });

  it('start refuses a draft whose script is missing, and says so', async () => {
    await run('campaign create', { name: 'mute', list: '客户', scriptId: 'no-script', trunk: 'carrier' });
    await expect(run('campaign start', { name: 'mute' })).rejects.toMatchObject({
      code: 'campaign-cannot-start',
      message: expect.stringContaining('no-script'),
    });
  });

  it('create, start, pause, resume, report and stop do as they say', async () => {
    const path = join(program.folder, 'three.csv');
    const numbers = await simulator.numbers(3);
    await writeFile(path, `手机号\n${numbers.join('\n')}\n`);
    await run('leads import', { path, list: '三人' });
    const settings = { list: '三人', scriptId: 'service', trunk: 'carrier', purpose: 'service', ringForMs: 60_000 };
    expect((await run('campaign create', { name: 'spring', ...settings })).text).toContain(
      'waihu campaign start spring',
    );
    expect((await run('campaign list')).text).toContain('spring\tdraft\t0/');
    const started = await run('campaign start', { name: 'spring' });
    expect(started.text).toMatch(/^campaign 'spring' is running, 3 people\n/u);
    expect((await run('campaign pause', { name: 'spring' })).text).toContain('paused');
    expect((await run('campaign list')).text).toMatch(/spring\tpaused\t\d\/3/u);
    expect((await run('campaign resume', { name: 'spring' })).text).toContain('running again');
    // The one that only rings is in the air until somebody ends it.
    await eventually(async () => {
      const behaviours = (await simulator.log()).map(({ behaviour }) => behaviour);
      return behaviours.length >= 3 && program.waihu.live.inTheAir === 1;
    }, 'two calls to be over and one to ring');
    const stopped = await run('campaign stop', { name: 'spring' });
    expect(stopped.json).toMatchObject({ state: 'stopped', callsEnded: 1 });
    await eventually(async () => (await program.records()).length === 3, 'three records');
    await program.waihu.reactions.drained();
    const report = await run('campaign report', { name: 'spring', language: 'en' });
    expect(report.json).toMatchObject({});
    expect(report.text).toMatch(/busy/u);
    expect((await run('campaign report', { csv: true })).text.split('\n').length).toBeGreaterThan(3);
  });
});

describe('trunk test', () => {
  it('names the trunks there are where none has that name', async () => {
    await expect(run('trunk test', { name: 'office' })).rejects.toThrow(
      "there is no trunk 'office'; there are: carrier",
    );
  });

  it('without a number shows how one would be written and asks by OPTIONS', async () => {
    const { text, json, exitCode } = await run('trunk test', { name: 'carrier' });
    expect(text).toMatch(/^written +callee \+99912345678 as \S+, caller \+9990000001 as \S+ in /u);
    expect(text).toMatch(/\nOPTIONS +200 /u);
    expect(text).toMatch(/\ncall +not made/u);
    expect(json).toMatchObject({ trunk: 'carrier', options: 200, ok: true });
    expect(exitCode).toBe(0);
  });

  it('with a number calls it, and says what came of it: heard, busy, or stopped by Ctrl-C', async () => {
    const numbers = await simulator.numbers(3);
    const stop = new AbortController();
    const testing = numbers.map((number) => run('trunk test', { name: 'carrier', number }, stop.signal));
    await eventually(async () => {
      const called = new Set((await simulator.log()).map(({ callee }) => callee));
      return numbers.every((number) => called.has(number)) && program.waihu.live.inTheAir === 1;
    }, 'all but the one that only rings to be over');
    stop.abort();
    const answers = await Promise.all(testing);
    const behaviours = new Map((await simulator.log()).map(({ callee, behaviour }) => [callee, behaviour]));
    const of = (wanted: string): (typeof answers)[number] | undefined =>
      answers[numbers.findIndex((number) => behaviours.get(number) === wanted)];
    expect(of('talks-over-greeting')).toMatchObject({
      exitCode: 0,
      said: ['  … 180'],
      json: { ok: true, call: { advice: [] } },
      text: expect.stringMatching(
        /\ncall +answered, [\d.]+ s; our sentence was sent, heard the far end at up to -\d+ dBFS/u,
      ),
    });
    expect(of('busy')).toMatchObject({
      exitCode: 1,
      text: expect.stringMatching(/\ncall +not answered: 486 Busy Here \(busy\)/u),
    });
    expect(of('rings-on')).toMatchObject({
      exitCode: 1,
      text: expect.stringMatching(/\ncall +not answered: .*\(cancelled\)/u),
    });
  });

  it('a number of the real world is not for a simulated trunk, and a real trunk takes no simulated one', async () => {
    await expect(run('trunk test', { name: 'carrier', number: '+8613800138000' })).rejects.toThrow(/\+8613800138000/u);
    await expect(run('trunk test', { name: 'carrier', number: '138' })).rejects.toThrow(/E\.164/u);
  });

  it('script call lets a phone ring and speaks a script that nobody has published, through the same gate', async () => {
    const draft = {
      scriptText: service.replace('id: service', 'id: draft'),
      scriptFile: 'draft.yaml',
      trunk: 'carrier',
    };
    const numbers = await simulator.numbers(3);
    const stop = new AbortController();
    const calling = numbers.map((to) => run('script call', { ...draft, to }, stop.signal));
    await eventually(async () => {
      const over = (await simulator.log()).filter(
        ({ callee, endedAt }) => numbers.includes(callee) && endedAt !== null,
      );
      return over.length === 2 && program.waihu.live.inTheAir === 1;
    }, 'all but the one that only rings to be over');
    stop.abort();
    const answers = await Promise.all(calling);
    const heard = answers.find(({ exitCode }) => exitCode === 0);
    expect(heard?.said).toContain('robot    您好，这里是智能助手，做一次客户回访。');
    expect(heard?.json).toMatchObject({ scriptId: 'draft', scriptVersion: 0, trunk: 'carrier' });
    await expect(run('script call', { ...draft, to: '+8613800138000' })).rejects.toThrow(/\+8613800138000/u);
    await expect(run('script call', { ...draft, to: '+99912345678', trunk: 'nobody' })).rejects.toThrow(
      "there is no trunk 'nobody'; there are: carrier",
    );
  });

  it('a registration that is refused comes with advice', async () => {
    const { host, port } = program.waihu.sip.addresses[0]!;
    // Our own endpoint is no registrar: it refuses.
    await run('lines apply', {
      text: lines(
        `  - { name: nobody, proxy: '${host}:${port}', username: u, password: 'env:NOBODY_PASSWORD', register: true, callerNumbers: ['+861080000000'] }\n`,
      ),
    });
    const { text, exitCode } = await run('trunk test', { name: 'nobody' });
    expect(text).toMatch(/\nREGISTER +refused \d{3} /u);
    expect(exitCode).toBe(1);
    await run('lines apply', { text: lines() });
  });
});

describe('call', () => {
  // An address where a trunk is takes calls with a permit alone.
  beforeAll(() => run('lines apply', { text: 'trunks: []' }));
  afterAll(() => run('lines apply', { text: lines() }));

  it('wants a SIP address, and a script without errors', async () => {
    const calling = run('call', { address: '13800138000', scriptText: service, scriptFile: 's.yaml' });
    await expect(calling).rejects.toThrow(/wanted a SIP address like sip:101@/u);
    const bad = run('call', { address: 'sip:a@127.0.0.1', scriptText: 'id: a', scriptFile: 's.yaml' });
    await expect(bad).rejects.toMatchObject({ code: 'script-invalid' });
  });

  it('talks with whoever answers and tells it as it happens', async () => {
    const numbers = await simulator.numbers(3);
    const stop = new AbortController();
    const addresses = numbers.map((number) => `sip:${number}@${simulator.sipAddress.udp}`);
    const calling = addresses.map((address) =>
      run('call', { address, caller, scriptText: service, scriptFile: 's.yaml' }, stop.signal),
    );
    await eventually(async () => program.waihu.live.inTheAir === 1, 'all but the one that only rings to be over');
    stop.abort();
    const answers = await Promise.all(calling);
    const answered = answers.findIndex(({ exitCode }) => exitCode === 0);
    expect(answers.filter(({ exitCode }) => exitCode === 1)).toHaveLength(2);
    expect(answers[answered]?.said).toEqual(
      expect.arrayContaining(['answered', 'robot    您好，这里是智能助手，做一次客户回访。']),
    );
    expect(answers[answered]?.json).toMatchObject({ callee: addresses[answered], trunk: null, attemptId: null });
  });

  it('exits with 1 where the call is refused', async () => {
    const address = `sip:+999000@${simulator.sipAddress.udp}`;
    const { text, exitCode } = await run('call', { address, scriptText: service, scriptFile: 's.yaml' });
    expect(text).toMatch(/^\S+ after 0\.0 s, 0 turns: \S+/u);
    expect(exitCode).toBe(1);
  });
});

describe('tenants and users', () => {
  it('tenant add makes one with its first user, once', async () => {
    expect((await run('tenant add', { name: 'acme' })).text).toMatch(
      /^tenant 'acme' is there; sign in as '\S+' with \S+ \(shown this once\)$/u,
    );
    await expect(run('tenant add', { name: 'acme' })).rejects.toThrow("there is a tenant 'acme' already");
    await expect(run('tenant add', { name: 'A B' })).rejects.toThrow("'A B' is no tenant name: lower-case letters");
    expect((await run('tenant list')).text).toMatch(/^acme\t/mu);
  });

  it('user add gives a password, user reset-password another', async () => {
    const added = await run('user add', { login: 'wang', role: 'operator', displayName: '王' });
    expect(added.text).toMatch(/^user 'wang' \(operator\) is there; password \S+ \(shown this once\)$/u);
    expect((await run('user list')).text).toMatch(/^wang\toperator$/mu);
    const again = await run('user reset-password', { login: 'wang' });
    expect((again.json as { password: string }).password).not.toBe((added.json as { password: string }).password);
    await expect(run('user add', { login: 'wang', role: 'operator' })).rejects.toThrow(/user 'wang': /u);
    await expect(run('user add', { login: 'li', role: 'king' })).rejects.toThrow(/role/u);
    await expect(run('user reset-password', { login: 'nobody' })).rejects.toThrow("there is no user 'nobody'");
  });
});

describe('stop --all', () => {
  it('ends every campaign and every call at once', async () => {
    const path = join(program.folder, 'ringing.csv');
    await writeFile(path, `手机号\n${(await simulator.numbers(3)).join('\n')}\n`);
    await run('leads import', { path, list: '停' });
    const settings = { list: '停', scriptId: 'service', trunk: 'carrier', purpose: 'service', ringForMs: 60_000 };
    await run('campaign create', { name: 'autumn', ...settings });
    await run('campaign start', { name: 'autumn' });
    await eventually(async () => program.waihu.live.inTheAir > 0, 'a call in the air');
    expect(await run('stop all')).toMatchObject({
      json: { campaigns: 1, calls: expect.any(Number) },
      text: expect.stringMatching(/^1 campaigns stopped, [1-3] calls ended$/u),
    });
    expect(program.waihu.live.inTheAir).toBe(0);
    expect((await run('campaign list')).text).toContain('autumn\tstopped');
    expect((await run('stop all')).text).toBe('0 campaigns stopped, 0 calls ended');
  });
});

it('a command that is not there is named', async () => {
  await expect(run('sing')).rejects.toThrow("there is no command 'sing'");
});
