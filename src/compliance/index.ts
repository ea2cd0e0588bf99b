/**
 * May we call this person now? One gate before every dial, whoever wants it: suppression, consent, calling hours,
 * frequency caps over all tenants, numbers and regions, judged and counted in one step, each verdict kept with its rule.
 * It makes the permits without which no INVITE leaves, and follows each attempt to its one end. It never decides whom
 * to call or when again, and it keeps no number that can be read: HMACs and masks only.
 */
export type { Attempt, AttemptState } from './attempt.ts';
export {
  findAttempt,
  findAttemptOfCall,
  listOpenAttempts,
  setClosed,
  setReleased,
  type OpenAttempt,
  type StoredAttempt,
} from './attempt-store.ts';
export { isOpen, opensAt, type CallingHours } from './call-window.ts';
export { zonesOf } from './callee-zone.ts';
export { consentsOf, recordConsents, recordConsentsIn, type Consent } from './consent.ts';
export { attemptAnswered, attemptSent, releaseUnsentAttempt } from './follow-attempt.ts';
export {
  loadNumberKey,
  makeGate,
  pruneCalleeLedger,
  setTenantRules,
  tenantRules,
  type Gate,
  type NumberKeeping,
} from './gate.ts';
export { defaultGateRules, gateRulesSchema, strictestOf, type GateRules, type StrictestRules } from './gate-rules.ts';
export { gateRuleIds, type GateRuleId } from './judge.ts';
export { mayCall, type GateRequest } from './may-call.ts';
export { hashNumber } from './number-hash.ts';
export {
  importSuppressions,
  liftForAll,
  listSuppressions,
  suppress,
  suppressForAll,
  suppressIn,
  suppressionOf,
  suppressNow,
  type Silence,
  type SuppressionImport,
  type SuppressionState,
} from './suppression.ts';
export type { ConsentEntry, SuppressionEntry } from './suppression-store.ts';
export { suppressWhenCallEnds } from './suppress-when-call-ends.ts';
