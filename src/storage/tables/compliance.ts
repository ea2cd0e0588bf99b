import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { CallOutcome } from '../../contract/call-outcome.ts';
import type { CallPurpose } from '../../contract/dial-permit.ts';

export interface SuppressionRow {
  tenant_id: Generated<string>;
  id: string;
  number_hash: Buffer;
  number_masked: string;
  reason: string;
  source: string;
  call_id: string | null;
  at: Date;
}

export interface ConsentRow {
  tenant_id: Generated<string>;
  id: string;
  number_hash: Buffer;
  number_masked: string;
  purpose: CallPurpose;
  source: string;
  evidence: string;
  at: Date;
}

export interface AttemptRow {
  tenant_id: Generated<string>;
  id: string;
  key: string;
  node: string;
  initiator: string;
  purpose: CallPurpose;
  campaign_id: string | null;
  lead_id: string | null;
  trunk: string;
  caller: string;
  number_hash: Buffer;
  number_masked: string;
  permit_id: string;
  permit_expires_at: Date;
  state: Generated<'reserved' | 'sent' | 'answered' | 'closed' | 'released'>;
  call_id: string | null;
  outcome: CallOutcome | null;
  reserved_at: Date;
  sent_at: Date | null;
  answered_at: Date | null;
  ended_at: Date | null;
}

export interface GateVerdictRow {
  tenant_id: Generated<string>;
  id: GeneratedAlways<number>;
  key: string;
  allowed: boolean;
  rule_id: string;
  facts: JSONColumnType<Record<string, string | number | boolean | null>>;
  retry_at: Date | null;
  attempt_id: string | null;
  campaign_id: string | null;
  lead_id: string | null;
  initiator: string;
  purpose: CallPurpose;
  trunk: string;
  number_hash: Buffer;
  at: Date;
}

export interface ComplianceTables {
  suppressions: SuppressionRow;
  consents: ConsentRow;
  attempts: AttemptRow;
  gate_verdicts: GateVerdictRow;
}
