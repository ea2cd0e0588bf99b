import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeG711, levelDbfs } from '../../audio/index.ts';
import { parseHostPort, trunkDomain } from '../../call/index.ts';
import type { CallRecord } from '../../contract/call-record.ts';
import type { Trunk } from '../../contract/lines-document.ts';
import { writeCallee, writeCaller } from '../../contract/number-format.ts';
import { scriptDocumentSchema } from '../../contract/script-document.ts';
import { trunkCredentials } from '../../lines/index.ts';
import type { RegistrationState } from '../../telephony/index.ts';
import type { Waihu } from '../start-waihu.ts';
import { adviceForCall, adviceForStatus, isPrivateAddress } from './call-advice.ts';
import { programCommand, type CommandIo } from './command.ts';
import { permittedTest, trunkNamed } from './permitted-test.ts';
import { placeOneCall } from './place-one-call.ts';

const testScript = scriptDocumentSchema.parse({
  id: 'trunk-test',
  name: '线路测试',
  purpose: 'test',
  flows: {
    main: {
      kind: 'main',
      start: 'hello',
      nodes: {
        hello: {
          kind: 'speak',
          say: '您好，这是一次线路测试。请说一句话。',
          silenceMs: 6_000,
          branches: [
            { on: 'any', to: 'bye' },
            { on: 'silence', to: 'bye' },
            { on: 'unrecognised', to: 'bye' },
          ],
        },
        bye: { kind: 'end', say: '测试结束，再见。' },
      },
    },
  },
  patterns: { silence: { max: 0, say: '再见。', goTo: 'bye' }, noMatch: { max: 0, say: '再见。', goTo: 'bye' } },
});

const registrationWaitMs = 6_000;
const audibleDb = -55;

async function testRegistration({ sip, world }: Waihu, trunk: Trunk): Promise<RegistrationState> {
  const credentials = await trunkCredentials(trunk, world.secrets);
  let registration: { close(): Promise<void> } | null = null;
  const state = await new Promise<RegistrationState>((resolve) => {
    const give = world.clock.after(registrationWaitMs, () =>
      resolve({ state: 'unreachable', reason: `no answer in ${registrationWaitMs / 1000} s` }),
    );
    registration = sip.register(
      {
        address: parseHostPort(trunk.proxy, trunk.transport),
        addressOfRecord: `sip:${trunk.username ?? ''}@${trunkDomain(trunk)}`,
        credentials: () => Promise.resolve(credentials),
        expiresSec: trunk.expiresSec,
      },
      (change) => {
        if (change.state === 'registering') return;
        give();
        resolve(change);
      },
    );
  });
  await (registration as { close(): Promise<void> } | null)?.close();
  return state;
}

/** How loud the customer's leg was, from its track; null where nothing was recorded. */
async function loudnessOf(
  record: CallRecord,
  folder: string,
): Promise<{ readonly durationMs: number; readonly db: number } | null> {
  const track = record.recording?.tracks.find(({ leg, kind }) => leg === 'customer' && kind === 'audio');
  if (!track || (track.codec !== 'PCMA' && track.codec !== 'PCMU')) return null;
  const samples = decodeG711(track.codec, await readFile(join(folder, record.recording?.folder ?? '', track.file)));
  let loudest = -100;
  for (let from = 0; from + 1600 <= samples.length; from += 1600)
    loudest = Math.max(loudest, levelDbfs(samples.subarray(from, from + 1600)));
  return { durationMs: track.durationMs, db: loudest };
}

async function testCall(
  program: Waihu,
  trunk: Trunk,
  number: string,
  io: CommandIo,
): Promise<{ readonly json: unknown; readonly lines: string[]; readonly ok: boolean }> {
  const { config } = program;
  const permitted = await permittedTest(program, trunk, number);
  const record = await placeOneCall(
    program,
    { ...permitted, script: testScript, scriptVersion: 0, variables: {} },
    (event) => event.kind === 'progressed' && io.say(`  … ${event.status}`),
    io.signal,
  );
  const loudness = await loudnessOf(record, join(config.dataFolder, 'recordings'));
  const advice = adviceForCall({
    answered: record.answeredAtMs !== null,
    sipStatus: record.sipStatus,
    receivedPackets: record.outcome !== 'one-way-audio' && (loudness?.durationMs ?? 0) > 0,
    heardAnything: (loudness?.db ?? -100) > audibleDb,
    mediaAddressPrivate: isPrivateAddress(config.mediaAddress),
  });
  const heard =
    loudness === null ? 'nothing was recorded' : `heard the far end at up to ${Math.round(loudness.db)} dBFS`;
  const said = record.transcript.some(({ speaker }) => speaker === 'robot')
    ? 'our sentence was sent'
    : 'our sentence was not sent';
  const lines = [
    `call          ${record.answeredAtMs === null ? `not answered: ${record.sipStatus ?? ''} ${record.reason} (${record.outcome})` : `answered, ${record.talkSec.toFixed(1)} s; ${said}, ${heard}`}`,
    ...advice.map((line) => `  → ${line}`),
  ];
  return {
    json: {
      outcome: record.outcome,
      sipStatus: record.sipStatus,
      talkSec: record.talkSec,
      loudestDb: loudness?.db ?? null,
      advice,
    },
    lines,
    ok: record.answeredAtMs !== null && advice.length === 0,
  };
}

const args = z.object({
  name: z.string(),
  number: z
    .string()
    .regex(/^\+[1-9]\d{4,14}$/, 'a number is E.164, e.g. +8613800138000')
    .optional(),
});

/** `trunk test`: what the trunk is asked, what it answers, and what to change. */
export const trunkTest = programCommand(args, async (program, { name, number }, io) => {
  const trunk = await trunkNamed(program, name);
  const lines: string[] = [];
  const json: Record<string, unknown> = { trunk: name };
  const example = number ?? (trunk.simulated ? '+99912345678' : '+8613800138000');
  const caller = trunk.callerNumbers[0] ?? '';
  lines.push(
    `written       callee ${example} as ${writeCallee(trunk, example)}, caller ${caller} as ${writeCaller(trunk, caller)} in ${trunk.callerIn.join(', ')}`,
  );
  const options = await program.sip.options(`sip:${trunkDomain(trunk)}`, parseHostPort(trunk.proxy, trunk.transport));
  json['options'] = options.status;
  const isReached = options.status !== 408 && options.status !== 503;
  const optionsAdvice = isReached ? null : adviceForStatus(options.status);
  lines.push(
    `OPTIONS       ${options.status} ${options.reasonPhrase}`,
    ...(optionsAdvice === null ? [] : [`  → ${optionsAdvice}`]),
  );
  let ok = isReached;
  if (trunk.register) {
    const state = await testRegistration(program, trunk);
    json['register'] = state;
    const advice =
      state.state === 'refused'
        ? adviceForStatus(state.status)
        : state.state === 'unreachable'
          ? adviceForStatus(408)
          : null;
    lines.push(
      `REGISTER      ${state.state}${state.state === 'refused' ? ` ${state.status} ${state.reasonPhrase}` : ''}`,
      ...(advice === null ? [] : [`  → ${advice}`]),
    );
    ok &&= state.state === 'registered';
  }
  if (number === undefined) lines.push('call          not made: name a number of yours to hear audio both ways');
  else if (ok) {
    const call = await testCall(program, trunk, number, io);
    json['call'] = call.json;
    lines.push(...call.lines);
    ok &&= call.ok;
  }
  return { json: { ...json, ok }, text: lines.join('\n'), exitCode: ok ? 0 : 1 };
});
