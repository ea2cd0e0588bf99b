import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { CallEvent } from '../../contract/call-event.ts';
import { CodedError } from '../../foundation/errors.ts';
import { describeProblem, loadScriptFile } from '../../scripts/index.ts';
import { recordingFaultIn, withRecordingsIn } from '../script-recordings.ts';
import { programCommand } from './command.ts';
import { placeOneCall } from './place-one-call.ts';

const args = z.object({
  address: z
    .string()
    .regex(
      /^sips?:[^\s]+$/,
      "wanted a SIP address like sip:101@192.0.2.7; numbers are called through a trunk by campaigns and 'trunk test'",
    ),
  scriptText: z.string(),
  scriptFile: z.string(),
  /** Where its recordings are. */
  scriptFolder: z.string().optional(),
  caller: z.string().default(''),
  variables: z.record(z.string(), z.string()).default({}),
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
export const callCommand = programCommand(
  args,
  async (program, { address, scriptText, scriptFile, scriptFolder, caller, variables, realTimeText }, io) => {
    const folder = scriptFolder ?? dirname(resolve(scriptFile));
    const { document, problems } = loadScriptFile(scriptText, recordingFaultIn(folder));
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (!document || errors.length > 0)
      throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, scriptFile)).join('\n'));
    if (!program.canHearSpeech && !realTimeText)
      io.say('note: no recogniser is installed, so this call hears keys only');
    const record = await placeOneCall(
      program,
      {
        destination: { kind: 'address', address, caller, realTimeText },
        script: withRecordingsIn(folder, document),
        scriptVersion: 0,
        variables,
        attemptId: null,
      },
      (event) => {
        const line = told(event);
        if (line !== null) io.say(line);
      },
      io.signal,
    );
    const text = `${record.outcome} after ${record.talkSec.toFixed(1)} s, ${record.turns} turns${record.grade ? `, grade ${record.grade}` : ''}: ${record.reason}`;
    return { json: record, text, exitCode: record.answeredAtMs === null ? 1 : 0 };
  },
);
