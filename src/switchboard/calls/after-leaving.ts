import type { CallDirection, HangUpBy } from '../../contract/call-outcome.ts';
import type { PartyRole } from '../../contract/call-event.ts';
import type { CallEnding } from './house-order.ts';

/** What is known when somebody has left a call. */
export interface Leaving {
  readonly wasFirst: boolean;
  /** Null: was called and never came. */
  readonly role: PartyRole | null;
  /** Members who are still there. */
  readonly left: number;
  /** Something was to follow when the first party is alone: a flow goes on, a queue looks for the next. */
  readonly follows: boolean;
  /** Something is done for those who are left: a stage, a telephone that rings, an open room. */
  readonly busy: boolean;
}

/** What becomes of the call: another party is its first one, those left are put together, the lead ends, or all ends. */
export type AfterLeaving = 'nothing' | 'next-first' | 'regroup' | 'what-follows' | 'end';

export function afterLeaving({ wasFirst, role, left, follows, busy }: Leaving): AfterLeaving {
  if (role === 'listener' || role === 'whisperer') return 'nothing';
  if (wasFirst) return left > 1 ? 'next-first' : 'end';
  if (left > 1) return 'regroup';
  if (follows) return 'what-follows';
  return busy ? 'regroup' : 'end';
}

export interface Leaver {
  readonly who: 'caller' | 'callee';
  readonly by: 'remote' | 'network' | 'local';
}

/** How the record names an end that a party brought about. */
export function endingAfter(direction: CallDirection, answered: boolean, leaver: Leaver, reason: string): CallEnding {
  const { who, by } = leaver;
  const hangUpBy = sideOf(direction, who);
  if (!answered) return { outcome: 'cancelled', hangUpBy, sipStatus: 487, reason: 'the caller gave up' };
  if (by === 'network')
    return { outcome: 'interrupted', hangUpBy: 'network', sipStatus: 200, reason: `the ${who} was lost: ${reason}` };
  return { outcome: 'completed', hangUpBy, sipStatus: 200, reason: `the ${who} hung up` };
}

function sideOf(direction: CallDirection, who: Leaver['who']): HangUpBy {
  const outside = direction === 'inbound' ? 'caller' : direction === 'outbound' ? 'callee' : null;
  return who === outside ? 'customer' : 'seat';
}
