import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { CallEvent } from '../../contract/call-event.ts';
import { CodedError } from '../../foundation/errors.ts';
import { describeProblem, loadScriptFile } from '../../scripts/index.ts';
import { recordingFaultIn, withRecordingsIn } from '../script-recordings.ts';
import type { Waihu } from '../start-waihu.ts';
import { programCommand, type CommandIo, type CommandResult } from './command.ts';
import { permittedTest, trunkNamed } from './permitted-test.ts';
import { placeOneCall, type OneCall } from './place-one-call.ts';

/** A script that somebody wants to hear. */
const spoken = {
  scriptText: z.string(),
  scriptFile: z.string(),
  /** Where its recordings are. */
  scriptFolder: z.string().optional(),
  variables: z.record(z.string(), z.string()).default({}),
};

const args = z.object({
  ...spoken,
  address: z
    .string()
    .regex(
      /^sips?:[^\s]+$/,
      'wanted a SIP address like sip:101@192.0.2.7; numbers are called through a trunk: waihu script call FILE --to NUMBER --trunk NAME',
    ),
  caller: z.string().default(''),
  realTimeText: z.boolean().default(false),
});

/** What is said of an event while the call runs; null for what only machines want. */
function told(event: CallEvent): string | null {
  switch (event.kind) {
    case 'progressed':
      return `… ${event.status}${event.earlyMedia ? ' with early media' : ''}`;
    case 'answered':
      return 'answered';
    case 'robot-said':
      return `robot    ${event.spokenText}${event.completed ? '' : ' —'}`;
    case 'customer-said':
      return `customer ${event.text}`;
    case 'key-pressed':
      return `customer [${event.digit}]`;
    case 'order-created':
      return `order    ${event.product} ${event.amount}`;
    case 'transfer-started':
      return `hand-over to ${event.seat}`;
    case 'degraded':
      return `! ${event.what}: ${event.reason}`;
    default:
      return null;
  }
}

/** `call`: one robot call to a SIP address, told as it happens. */
export const callCommand = programCommand(args, async (program, { address, caller, realTimeText, ...script }, io) => {
  if (!program.canHearSpeech && !realTimeText) io.say('note: no recogniser is installed, so this call hears keys only');
  return tellCall(
    program,
    script,
    { destination: { kind: 'address', address, caller, realTimeText }, attemptId: null },
    io,
  );
});

const toNumber = z.object({
  ...spoken,
  trunk: z.string(),
  to: z.string().regex(/^\+[1-9]\d{4,14}$/, 'a number is E.164, e.g. +8613800138000'),
});

/** `script call`: one's own phone rings, and the script as it stands in the file is heard. The gate is asked as for every call. */
export const scriptCall = programCommand(toNumber, async (program, { trunk, to, ...script }, io) => {
  if (!program.canHearSpeech) io.say('note: no recogniser is installed, so this call hears keys only');
  return tellCall(program, script, await permittedTest(program, await trunkNamed(program, trunk), to), io);
});

/** Calls somebody by a script that is not published, tells what happens, and what came of it. */
async function tellCall(
  program: Waihu,
  { scriptText, scriptFile, scriptFolder, variables }: z.output<z.ZodObject<typeof spoken>>,
  where: Pick<OneCall, 'destination' | 'attemptId'>,
  io: CommandIo,
): Promise<CommandResult> {
  const folder = scriptFolder ?? dirname(resolve(scriptFile));
  const { document, problems } = loadScriptFile(scriptText, recordingFaultIn(folder));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, scriptFile)).join('\n'));
  const record = await placeOneCall(
    program,
    { ...where, script: withRecordingsIn(folder, document), scriptVersion: 0, variables },
    (event) => {
      const line = told(event);
      if (line !== null) io.say(line);
    },
    io.signal,
  );
  const text = `${record.outcome} after ${record.talkSec.toFixed(1)} s, ${record.turns} turns${record.grade ? `, grade ${record.grade}` : ''}: ${record.reason}`;
  return { json: record, text, exitCode: record.answeredAtMs === null ? 1 : 0 };
}
