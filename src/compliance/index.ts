/**
 * May we call this person now? One gate before every dial, whoever wants it: suppression, consent, calling hours,
 * frequency caps over all tenants, numbers and regions, judged and counted in one step, each verdict kept with its rule.
 * It makes the permits without which no INVITE leaves, and follows each attempt to its one end. It never decides whom
 * to call or when again, and it keeps no number that can be read: HMACs and masks only.
 */
export type { Attempt } from './attempt.ts';
export {
  countOpenByCaller,
  findAttempt,
  findAttemptOfCall,
  listOpenAttempts,
  setClosed,
  setReleased,
  type OpenAttempt,
} from './attempt-store.ts';
export { campaignThatCalled } from './campaign-that-called.ts';
export { isOpen, opensAt } from './call-window.ts';
export { zonesOf } from './callee-zone.ts';
export { consentsOf, recordConsents, recordConsentsIn, type Consent } from './consent.ts';
export { attemptAnswered, attemptSent, releaseUnsentAttempt } from './follow-attempt.ts';
export {
  loadNumberKey,
  makeGate,
  pruneCalleeLedger,
  ruleSetsOf,
  setTenantRules,
  tenantRules,
  type Gate,
} from './gate.ts';
export { defaultGateRules, gateRulesSchema, strictestOf, type GateRules } from './gate-rules.ts';
export { mayCall, mayCallUnlessAway, type GateRequest } from './may-call.ts';
export {
  importSuppressions,
  liftForAll,
  listSuppressions,
  suppress,
  suppressForAll,
  suppressionOf,
  suppressNow,
} from './suppression.ts';
export { suppressWhenCallEnds } from './suppress-when-call-ends.ts';
