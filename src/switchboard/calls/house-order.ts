import type { CallLeg, CallStory, LegRefusal } from '../../call/index.ts';
import type { CallDirection, CallOutcome, HangUpBy } from '../../contract/call-outcome.ts';
import type { CallId } from '../../contract/ids.ts';
import type { IncomingCall, Referral } from '../../telephony/index.ts';
import type { CallerCard } from '../ivr/ivr-move.ts';
import type { HouseCall } from './house-call.ts';
import type { Asker, Lead, LeadEnds } from './lead.ts';
import type { House, Stage } from './stage.ts';

/** Who calls whom. */
export interface HouseOrder {
  readonly callId: CallId;
  /** As its lines are now: what is changed is for the next call. */
  readonly house: House;
  readonly direction: CallDirection;
  /** The trunk it came in by. */
  readonly trunk: string | null;
  readonly caller: { readonly name: string; readonly displayName?: string | undefined };
  /** An extension, or the number that was called. */
  readonly callee: string;
  readonly record: boolean;
  /** We called the first party, who then calls the other: it was answered when that one is there. */
  readonly originated?: boolean;
  /** A conference room: belongs to nobody, and is over when the last has left. */
  readonly room?: string;
}

/** How a call of the switchboard begins, as it is told. */
export const startedOf = ({
  house,
  direction,
  callee,
  caller,
  trunk,
}: HouseOrder): Parameters<CallStory['tell']>[0] => ({
  kind: 'call-started',
  tenantId: house.tenantId,
  attemptId: null,
  campaignId: null,
  leadId: null,
  direction,
  callee,
  caller: caller.name,
  trunk,
  scriptId: null,
  scriptVersion: 0,
});

/** What a call asks of its switchboard. */
export interface Board {
  /** Leads the first party somewhere. */
  lead(call: HouseCall, to: Lead, by: Asker, ends: LeadEnds): Stage;
  /** A leg of this call is asked by its telephone to go on elsewhere, or to be replaced. */
  referred(call: HouseCall, leg: CallLeg, referral: Referral): void;
  replaced(call: HouseCall, leg: CallLeg, by: IncomingCall): void;
  /** A leg has another owner: media events follow. */
  legMoved(legId: string, callId: CallId): void;
  changed(call: HouseCall): void;
}

/** What whoever asked a telephone is told of it. */
export interface AskedLeg {
  /** `early`: it sends sound already. */
  rang(early?: boolean): void;
  answered(leg: CallLeg): void;
  refused(refusal: LegRefusal): void;
}

export interface CallEnding {
  readonly outcome: CallOutcome;
  readonly hangUpBy: HangUpBy;
  readonly sipStatus: number | null;
  readonly reason: string;
}

/** A robot's call that people have joined: it began before, and its end is the robot's call's. */
export interface CallHost {
  /** A person has the customer now. */
  personJoined(): void;
  /** Ends the whole call. */
  hangUp(ending: CallEnding): void;
}

/** What a flow gives its caller along. */
export interface Carried {
  /** What the caller did before, for whoever is next. */
  readonly card?: CallerCard | null;
  readonly ringForMs?: number | null;
  readonly recordForMs?: number | null;
  readonly variables?: Readonly<Record<string, string>>;
}
