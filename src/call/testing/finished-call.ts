import type { CallRecord } from '../../contract/call-record.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import type { Random } from '../../foundation/random.ts';
import { recordOf } from '../call-record.ts';
import { openCallsOf, type JournalEntry } from '../journal.ts';
import { holdLiveDialogue } from './live-dialogue.ts';

/** Nobody interrupts, and everybody takes his time. */
const evenly: Random = { next: () => 0.99, int: () => 0, hex: () => '0' };

/**
 * The record of a robot's call in which the customer says these lines, one a turn, and then hangs up; its dialogue as a call keeps it, and a
 * recording of one track.
 */
export async function finishedCall(
  script: ScriptDocument,
  callId: string,
  lines: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<CallRecord> {
  const entries: JournalEntry[] = [];
  const journal = {
    append: (entry: JournalEntry) => void entries.push(entry),
    flush: () => undefined,
    close: () => undefined,
  };
  let turn = 0;
  const customer = {
    turn() {
      const text = lines[turn++];
      return text === undefined ? ({ kind: 'hangs-up' } as const) : ({ kind: 'says', text } as const);
    },
  };
  const functionAnswers = { ok: false, reason: 'none' } as const;
  await holdLiveDialogue(script, { callId, customer, random: evenly, journal, variables, functionAnswers });
  const [call] = openCallsOf(entries);
  if (call === undefined) throw new Error('the call left nothing in its journal');
  const record = recordOf(call.events, call.dialogue);
  const hasEnded = call.dialogue?.steps.some(({ moves }) => moves.some(({ kind }) => kind === 'hang-up')) === true;
  return {
    ...record,
    outcome: 'completed',
    hangUpBy: hasEnded ? 'robot' : 'customer',
    answeredBy: 'human',
    recording: { folder: callId, tracks: [], maskedSpans: [], complete: true },
  };
}
