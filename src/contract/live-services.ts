import type { RaisedAlert } from './alert.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { CallRecord } from './call-record.ts';
import type { DialPermitRequest, DialVerdict } from './dial-permit.ts';
import type { AttemptId, CallId, TenantId } from './ids.ts';
import type { Seat } from './lines-document.ts';
import type { WebFunction } from './script-document.ts';
import type { LeftMessage, Voicemail, VoicemailId, VoicemailMark } from './voicemail.ts';

/** Credentials for a realm, resolved from a secret reference. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export type FunctionResult =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly reason: string };

export interface SeatReservation {
  readonly reservationId: string;
  readonly seat: Seat;
}

/**
 * What calls must ask back. Each call is asynchronous, has a deadline (the signal) and an idempotency key
 * (call, turn, ordinal). With the database away permits are refused, credentials come from the last snapshot,
 * functions fail and the script takes its fallback branch, records wait in the journal.
 */
export interface LiveServices {
  /** Username and password for an address of record or a trunk, or null when there are none. */
  credentials(tenantId: TenantId, addressOfRecord: string, signal: AbortSignal): Promise<Credentials | null>;
  /** Asks the gate for leave to dial by a trunk. */
  dialPermit(request: DialPermitRequest, signal: AbortSignal): Promise<DialVerdict>;
  /** Commits that an attempt's INVITE is about to leave; false where the attempt is no longer ours to dial. */
  attemptSent(attemptId: AttemptId, callId: CallId, signal: AbortSignal): Promise<boolean>;
  /** Tells the end of an attempt that is one leg of a call, not the call itself. Null: nothing had left, and it is given back. */
  attemptOver(over: {
    readonly attemptId: AttemptId;
    readonly callId: CallId;
    readonly tenantId: TenantId;
    readonly outcome: CallOutcome | null;
  }): Promise<void>;
  /** Holds one free seat for a transfer so that it is offered to nobody else; null where none is free. */
  reserveSeat(
    request: {
      readonly tenantId: TenantId;
      readonly skill: string | null;
      /** This seat and no other, as a queue chose it. */
      readonly seat?: string;
      readonly callId: CallId;
      readonly key: string;
    },
    signal: AbortSignal,
  ): Promise<SeatReservation | null>;
  /** Gives a seat back. `answered` false sends it to rest for a moment, so that the next offer goes elsewhere. */
  releaseSeat(reservationId: string, answered: boolean): Promise<void>;
  /** Runs one of the script's functions (profile, order, SMS, knowledge). The same key runs once. */
  callFunction(
    request: {
      readonly tenantId: TenantId;
      readonly callId: CallId;
      readonly name: string;
      readonly args: Readonly<Record<string, string>>;
      readonly key: string;
      /** What the script declares of a function that is a web service. */
      readonly web?: WebFunction | undefined;
    },
    signal: AbortSignal,
  ): Promise<FunctionResult>;
  /** Puts a recorded message into its box. Resolves only when it is kept; the same key is kept once. */
  storeVoicemail(request: LeftMessage, signal: AbortSignal): Promise<void>;
  /** The messages of an extension's box, newest first. */
  voicemailsOf(
    request: { readonly tenantId: TenantId; readonly box: string },
    signal: AbortSignal,
  ): Promise<readonly Voicemail[]>;
  /** Marks a message of that box; what is not there needs no mark. */
  markVoicemail(
    request: {
      readonly tenantId: TenantId;
      readonly box: string;
      readonly voicemailId: VoicemailId;
      readonly as: VoicemailMark;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** Keeps a record for good; may be called again with the same record after a crash. Resolves only when it is kept. */
  keepRecord(record: CallRecord): Promise<void>;
  /** Says what people should know at once; never waited for, and the same again within a minute is counted. */
  raiseAlert(alert: RaisedAlert): void;
}

/** Somebody who hung up and is to be called back. Times are wall time, ms since the epoch. */
export interface KeptCallBack {
  /** The call in which it was asked for. */
  readonly callId: CallId;
  /** Null: no queue's, for people to see to. */
  readonly queue: string | null;
  readonly number: string;
  readonly priority: number;
  readonly skills: readonly string[];
  /** Since when it waits: its place. */
  readonly joinedAtMs: number;
  readonly askedAtMs: number;
  /** How often it was dialed. */
  readonly attempts: number;
  /** Not dialed again before. */
  readonly notBeforeMs: number;
}
export type CallBackEnd = 'reached' | 'not-reached' | 'too-late' | 'withdrawn';

/** What an agent said of himself last; `wrap-up` is said for him. */
export interface KeptAgentState {
  readonly seat: string;
  readonly state: 'ready' | 'wrap-up' | 'paused' | 'offline';
  readonly reason: string | null;
}

/** What queues must not forget. Each may be asked again with the same; it resolves only when it is kept. */
export interface QueueServices {
  keepCallBack(tenantId: TenantId, callBack: KeptCallBack): Promise<void>;
  endCallBack(tenantId: TenantId, callId: CallId, end: CallBackEnd): Promise<void>;
  keepAgentState(tenantId: TenantId, agent: KeptAgentState): Promise<void>;
}
