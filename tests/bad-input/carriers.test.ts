import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helloScript, testCaller } from '../../src/app/testing/hello-script.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { openCrudeCarrier, type CrudeAnswer, type CrudeCarrier } from './crude-carrier.ts';

// The program against carriers that do what no carrier should; one more, that is well, shows what survives.

const ok: CrudeAnswer = { status: '200 OK' };
const broken: Readonly<Record<string, Omit<CrudeAnswer, 'status'>>> = {
  'no session description at all': {},
  'words instead of one': { contentType: 'application/sdp', body: 'hello\r\n' },
  'half of one': { contentType: 'application/sdp', body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4' },
  'one of another kind': { contentType: 'text/plain', body: 'v=0\r\n' },
  'one that refuses the sound': {
    contentType: 'application/sdp',
    body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\n',
  },
  'one with a codec we never offered': {
    contentType: 'application/sdp',
    body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18\r\n',
  },
};

let program: TestProgram;
const carriers: Record<'silent' | 'doubting' | 'stale' | 'broken', CrudeCarrier> = {} as never;
let brokenAnswer: Omit<CrudeAnswer, 'status'> = {};

/** Asks for a password again whatever it is given; with `stale` each time as if only the nonce were old. */
const doubting = (stale: boolean) => () => ({
  status: '401 Unauthorized',
  headers: [
    `WWW-Authenticate: Digest realm="c", nonce="${randomUUID()}", algorithm=MD5, qop="auth"${stale ? ', stale=true' : ''}`,
  ],
});

beforeAll(async () => {
  carriers.silent = await openCrudeCarrier(() => null);
  carriers.doubting = await openCrudeCarrier(doubting(false));
  carriers.stale = await openCrudeCarrier(doubting(true));
  carriers.broken = await openCrudeCarrier(({ method }, self) =>
    method === 'INVITE' ? { ...ok, headers: [`Contact: <sip:${self}>`], ...brokenAnswer } : ok,
  );
  program = await startTestProgram({
    world: { secrets: { env: () => 'secret', readFile: () => Promise.reject(new Error('no file')) } },
  });
  const trunk = (name: string, more = ''): string =>
    `  - { name: ${name}, proxy: '${carriers[name as keyof typeof carriers].proxy}', callerNumbers: ['${testCaller}'], simulated: true${more} }`;
  const login = ", username: u, password: 'env:ANY'";
  const text = ['trunks:', trunk('silent'), trunk('doubting', login), trunk('stale', login), trunk('broken')].join(
    '\n',
  );
  await program.run('lines apply', { text });
  await program.run('script publish', { text: helloScript, file: 'hello.yaml' });
});
afterAll(async () => {
  await program?.close();
  for (const carrier of Object.values(carriers)) carrier.close();
});

let people = 0;

/** One person called by a campaign: its record. */
async function campaignCall(trunk: string): Promise<{ readonly record: CallRecord; readonly name: string }> {
  const number = `+99955500${String(++people).padStart(3, '0')}`;
  const name = `by-${trunk}-${people}`;
  const path = join(program.folder, `${name}.csv`);
  await writeFile(path, `手机号\n${number}\n`);
  await program.run('leads import', { path, list: name });
  await program.run('campaign create', {
    name,
    list: name,
    scriptId: 'hello',
    trunk,
    purpose: 'service',
    ringForMs: 60_000,
  });
  await program.run('campaign start', { name });
  const record = await eventually(
    async () => (await program.records()).find(({ callee }) => callee === number),
    `the record of the call by ${trunk}`,
    55_000,
  );
  await program.waihu.reactions.drained();
  return { record, name };
}

async function stateOf(name: string): Promise<unknown> {
  const rows = (await program.run('campaign list')).json as { readonly name: string; readonly byState: unknown }[];
  return rows.find((row) => row.name === name)?.byState;
}

describe('a trunk that answers nothing', () => {
  it('is told by trunk test with what to check, and a campaign call by it ends as trunk-failed and is tried again later', async () => {
    const [test, call] = await Promise.all([
      program.run('trunk test', { name: 'silent', number: '+99912345678' }),
      campaignCall('silent'),
    ]);
    expect(test.exitCode).toBe(1);
    expect(test.text).toMatch(
      /\nOPTIONS +408 .*\n {2}→ nothing answered: check `proxy` and `transport`, and that a firewall/u,
    );
    expect(test.text).not.toContain('answered,');
    expect(call.record).toMatchObject({
      outcome: 'trunk-failed',
      sipStatus: 408,
      answeredAtMs: null,
      hangUpBy: 'network',
      recording: null,
    });
    expect(await stateOf(call.name)).toMatchObject({ waiting: 1, dialing: 0 });
    expect(carriers.silent.asked).toContain('INVITE');
    expect(program.waihu.live.inTheAir).toBe(0);
  });
});

describe('a trunk that says 401 for ever', () => {
  it.each([
    ['doubting', 2],
    ['stale', 5],
  ] as const)('(%s) is asked at most %i times, and the call ends as trunk-failed', async (trunk, times) => {
    const { record, name } = await campaignCall(trunk);
    expect(record).toMatchObject({ outcome: 'trunk-failed', sipStatus: 401, answeredAtMs: null });
    expect(carriers[trunk].asked.filter((method) => method === 'INVITE').length).toBeLessThanOrEqual(times);
    expect(carriers[trunk].asked).not.toContain('BYE');
    expect(await stateOf(name)).toMatchObject({ waiting: 1 });
  });

  it('is told by trunk test with the password to check', async () => {
    const { text, exitCode } = await program.run('trunk test', { name: 'doubting', number: '+99912345679' });
    expect(text).toMatch(
      /\ncall +not answered: 401 .*\(trunk-failed\)\n {2}→ the carrier refuses the username or password/u,
    );
    expect(exitCode).toBe(1);
  });
});

describe('a trunk that answers with a broken session description', () => {
  it.each(Object.keys(broken))(
    'sends %s: the call is acknowledged, ended with BYE, and kept as incompatible',
    async (what) => {
      brokenAnswer = broken[what]!;
      const before = carriers.broken.asked.length;
      const { record } = await campaignCall('broken');
      expect(record).toMatchObject({ outcome: 'incompatible', hangUpBy: 'robot', sipStatus: 200, recording: null });
      expect(record.reason).toContain('session description');
      const asked = await eventually(async () => {
        const methods = carriers.broken.asked.slice(before);
        return methods.includes('BYE') && methods;
      }, 'a BYE');
      expect(asked.filter((method) => method === 'INVITE')).toHaveLength(1);
      expect(asked.indexOf('ACK')).toBeLessThan(asked.indexOf('BYE'));
      expect(program.waihu.live.inTheAir).toBe(0);
    },
  );
});
