import type { CallWindow } from '../contract/campaign-settings.ts';
import type { DialPermitRequest, DialVerdict } from '../contract/dial-permit.ts';
import { attemptIdSchema, type CampaignId, type LeadId } from '../contract/ids.ts';
import { issueDialPermit, permitLifetimeMs } from '../contract/issue-dial-permit.ts';
import { CodedError } from '../foundation/errors.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { ruleSetsOf, type Gate } from './gate.ts';
import { strictestOf, type StrictestRules } from './gate-rules.ts';
import {
  findAnswer,
  insertCountedAttempt,
  insertVerdict,
  lockCallee,
  readCalleeWishes,
  uncountReplaced,
  type FirstAnswerRow,
} from './gate-store.ts';
import { judge, type GateVerdict } from './judge.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { hashNumber } from './number-hash.ts';

/** A request, and the campaign behind it where there is one. */
export interface GateRequest extends DialPermitRequest {
  readonly campaign?: {
    readonly campaignId: CampaignId;
    readonly leadId: LeadId;
    readonly windows: readonly CallWindow[];
    readonly trade: 'general' | 'insurance';
  };
}

/**
 * The gate before every dial, whoever wants it: judges and, where it allows, counts the dial and writes the attempt as
 * `reserved`, all in one transaction that holds the callee's lock, so that no two askers ever pass on one free place.
 * The verdict is stored either way. Asking again with the same key gives the first answer.
 */
export async function mayCall(gate: Gate, request: GateRequest): Promise<DialVerdict> {
  const numberHash = hashNumber(gate.numberKey, request.callee);
  const trunk = await gate.trunkOf(request.tenantId, request.trunk);
  return gate.database.withTenant(request.tenantId, async (db) => {
    if (request.insteadOf !== undefined) await uncountReplaced(db, request.insteadOf, numberHash);
    const locked = await lockCallee(db, numberHash);
    const first = await findAnswer(db, request.idempotencyKey);
    if (first) return firstAnswer(request, numberHash, first);
    const nowMs = gate.timeOf(locked.lockedAtMs);
    const wishes = await readCalleeWishes(db, numberHash, request.purpose, nowMs);
    const { callee, caller, purpose, initiator } = request;
    const { simulatedTrunkIgnoresWindow } = gate;
    const verdict = judge(
      { callee, caller, purpose, initiator, trunk, simulatedTrunkIgnoresWindow, ...locked, ...wishes },
      await rulesFor(db, gate, request),
      nowMs,
    );
    return keep(db, gate, request, numberHash, verdict, nowMs);
  });
}

/** How soon a refusal for want of a database may be asked again. */
const awayPauseMs = 5_000;

/** `mayCall` as calls ask it: with the database away the answer is no. */
export async function mayCallUnlessAway(gate: Gate, request: GateRequest, nowMs: number): Promise<DialVerdict> {
  try {
    return await mayCall(gate, request);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'database-away') throw error;
    return { allowed: false, ruleId: 'gate.away', facts: {}, retryAtMs: nowMs + awayPauseMs };
  }
}

async function rulesFor(db: TenantTransaction, gate: Gate, { campaign }: GateRequest): Promise<StrictestRules> {
  return strictestOf(await ruleSetsOf(db, gate.platformRules), campaign ?? { windows: [], trade: 'general' });
}

/** Stores the verdict and, where it allows, the attempt with its permit. */
async function keep(
  db: TenantTransaction,
  gate: Gate,
  request: GateRequest,
  numberHash: Buffer,
  verdict: GateVerdict,
  nowMs: number,
): Promise<DialVerdict> {
  const { tenantId, callee, caller, trunk, initiator, purpose, idempotencyKey: key } = request;
  const attemptId = verdict.allowed ? attemptIdSchema.parse(gate.newId()) : null;
  const about = {
    key,
    initiator,
    purpose,
    trunk,
    campaign_id: request.campaign?.campaignId ?? null,
    lead_id: request.campaign?.leadId ?? null,
    number_hash: numberHash,
  };
  await insertVerdict(db, {
    ...about,
    allowed: verdict.allowed,
    rule_id: verdict.allowed ? 'allowed' : verdict.ruleId,
    facts: JSON.stringify(verdict.facts),
    retry_at: verdict.allowed || verdict.retryAtMs === undefined ? null : new Date(verdict.retryAtMs),
    attempt_id: attemptId,
    at: new Date(nowMs),
  });
  if (!verdict.allowed || attemptId === null) return verdict as DialVerdict;
  const permit = issueDialPermit({
    permitId: gate.newId(),
    attemptId,
    tenantId,
    callee,
    caller,
    trunk,
    expiresAtMs: nowMs + permitLifetimeMs,
  });
  await insertCountedAttempt(db, {
    ...about,
    id: attemptId,
    node: gate.node,
    caller,
    number_masked: maskPhoneNumber(callee),
    permit_id: permit.permitId,
    permit_expires_at: new Date(permit.expiresAtMs),
    reserved_at: new Date(nowMs),
  });
  return { allowed: true, permit };
}

function firstAnswer(request: GateRequest, numberHash: Buffer, row: FirstAnswerRow): DialVerdict {
  if (!row.number_hash.equals(numberHash))
    throw new CodedError(
      'gate-key-reused',
      'this idempotency key was used for another number; a key is for one attempt',
    );
  if (!row.allowed)
    return {
      allowed: false,
      ruleId: row.rule_id,
      facts: row.facts,
      ...(row.retry_at === null ? {} : { retryAtMs: row.retry_at.getTime() }),
    };
  if (row.state === 'released' || row.attempt_id === null)
    return { allowed: false, ruleId: 'attempt.given-back', facts: {} };
  const permit = issueDialPermit({
    permitId: row.permit_id ?? '',
    attemptId: row.attempt_id,
    tenantId: request.tenantId,
    callee: request.callee,
    caller: row.caller ?? '',
    trunk: row.trunk ?? '',
    expiresAtMs: row.permit_expires_at?.getTime() ?? 0,
  });
  return { allowed: true, permit };
}
