import type { CallId, LeadId } from '../contract/ids.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { NewId } from '../foundation/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** Whom a call talks to, as far as we know them. */
export interface CallPerson {
  readonly leadId: LeadId | null;
  /** E.164, or a simulated +999 number. */
  readonly phone: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface FunctionInput {
  /** All that a function writes is written in here: with its result, or not at all. */
  readonly db: TenantTransaction;
  readonly callId: CallId;
  readonly key: string;
  readonly args: Readonly<Record<string, string>>;
  readonly person: CallPerson | null;
  readonly newId: NewId;
}

/** Something a script may ask for in mid-call. A refusal is a result; only a broken world throws. */
export type ScriptFunction = (input: FunctionInput) => Promise<FunctionResult>;

export const refused = (reason: string): FunctionResult => ({ ok: false, reason });
