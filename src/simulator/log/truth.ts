import type { CallOutcome, HangUpBy } from '../../contract/call-outcome.ts';
import type { Arrival, Behaviour, Meaning } from '../customer/behaviour.ts';
import type { CallTruth, TransferTruth } from '../messages.ts';
import { gradeOf } from './grade.ts';

/** What a call came to, as the carrier and its customer saw it. */
export interface CallFacts {
  readonly behaviour: Behaviour;
  /** What the network did with this attempt. */
  readonly arrival: Exclude<Arrival, { kind: 'by-attempt' }>;
  readonly answered: boolean;
  readonly cancelled: boolean;
  readonly finalStatus: number | null;
  /** What was said before the answer, by the network. */
  readonly wordsAnnounced: string;
  readonly endedBy: 'robot' | 'customer' | 'network' | null;
  readonly wordsSaid: readonly string[];
  readonly wordsHeard: readonly string[];
  readonly keysPressed: string;
  readonly keysHeard: string;
  readonly meanings: readonly Meaning[];
  readonly transfer: TransferTruth | null;
  /** Whether the person it was handed to hung up before the customer's leg ended. */
  readonly seatLeftFirst: boolean;
}

const byStatus: ReadonlyMap<number, CallOutcome> = new Map([
  [404, 'vacant'],
  [480, 'no-answer'],
  [486, 'busy'],
  [603, 'rejected'],
  [503, 'trunk-failed'],
]);

function unansweredOutcome({ arrival, wordsAnnounced, cancelled, finalStatus }: CallFacts): CallOutcome {
  if (arrival.kind === 'announces' && wordsAnnounced.includes(arrival.telling)) return arrival.cause;
  if (cancelled || finalStatus === null) return 'no-answer';
  return byStatus.get(finalStatus) ?? 'failed';
}

/** Only a machine that was heard is known for one. */
const machineOutcomes: ReadonlyMap<string, CallOutcome> = new Map([
  ['voicemail', 'voicemail'],
  ['assistant', 'voice-assistant'],
  ['screening', 'screened'],
  ['ivr', 'ivr'],
]);

function answeredOutcome(facts: CallFacts): CallOutcome {
  const acted = facts.wordsSaid.length > 0 || facts.keysPressed !== '';
  const machine = machineOutcomes.get(facts.behaviour.pickedUpBy);
  if (machine && acted) return machine;
  if (facts.endedBy === 'customer' && !acted) return 'no-interaction';
  if (facts.behaviour.line.sendsNothing) return 'one-way-audio';
  if (facts.transfer) return facts.transfer.heardToneHz === null ? 'transfer-failed' : 'transferred';
  if (facts.endedBy === 'customer') return 'callee-hung-up';
  if (facts.endedBy === 'network' || facts.endedBy === null) return 'interrupted';
  if (!acted) return 'silent';
  return facts.behaviour.conduct?.saysNothingMeant ? 'not-understood' : 'completed';
}

function hungUpBy(facts: CallFacts): HangUpBy {
  if (!facts.answered) return facts.cancelled ? 'robot' : 'network';
  if (facts.seatLeftFirst && facts.endedBy === 'robot') return 'seat';
  return facts.endedBy ?? 'network';
}

/** What the product should know of this call. */
export function truthOf(facts: CallFacts): CallTruth {
  const acted = facts.wordsSaid.length > 0 || facts.keysPressed !== '';
  const means = new Set(facts.meanings);
  const wants = means.has('product') && means.has('amount') ? facts.behaviour.wish : null;
  const ordered = wants !== null && means.has('agrees');
  const outcome = facts.answered ? answeredOutcome(facts) : unansweredOutcome(facts);
  return {
    answered: facts.answered,
    answeredBy: facts.answered ? (acted ? facts.behaviour.pickedUpBy : 'unknown') : null,
    outcome,
    hungUpBy: hungUpBy(facts),
    wordsSaid: facts.wordsSaid,
    wordsHeard: facts.wordsHeard,
    keysPressed: facts.keysPressed,
    keysHeard: facts.keysHeard,
    wants,
    ordered,
    askedNeverAgain: means.has('never-again'),
    askedCallBack: means.has('call-back'),
    transfer: facts.transfer,
    grade: facts.answered ? gradeOf({ outcome, meanings: facts.meanings, ordered, acted }) : null,
  };
}
