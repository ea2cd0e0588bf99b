import { timeOfDay } from '../foundation/zoned-time.ts';
import type { CallPurpose, DialPermitRequest } from '../contract/dial-permit.ts';
import type { Trunk } from '../contract/lines-document.ts';
import { isEmergencyNumber, numberingRefusal, type NumberingRefusal } from '../contract/number-format.ts';
import { isOpen, opensAt } from './call-window.ts';
import { zonesOf } from './callee-zone.ts';
import { capReached } from './frequency-cap.ts';
import type { StrictestRules } from './gate-rules.ts';

/** All that is known about one dial that somebody wants to make. */
export interface GateFacts {
  readonly callee: string;
  readonly caller: string;
  readonly purpose: CallPurpose;
  readonly initiator: DialPermitRequest['initiator'];
  /** The trunk as it is now, or null where the tenant has none of that name. */
  readonly trunk: Pick<Trunk, 'name' | 'simulated' | 'callerNumbers'> | null;
  /** When the callee last asked this tenant for silence. */
  readonly suppressedAtMs: number | null;
  readonly suppressedByPlatform: boolean;
  /** The newest consent for this purpose. */
  readonly consentAtMs: number | null;
  /** Every counted dial of this person in the last 30 days, by whomever. */
  readonly dialedAtMs: readonly number[];
  /** Whether simulated trunks may dial outside calling hours. */
  readonly simulatedTrunkIgnoresWindow: boolean;
}

export const gateRuleIds = [
  'trunk.unknown',
  'number.not-e164',
  'number.simulated-on-real-trunk',
  'number.real-on-simulated-trunk',
  'number.emergency',
  'caller.not-owned',
  'region.blocked',
  'suppression.platform',
  'suppression.tenant',
  'consent.missing',
  'window.zone-unknown',
  'window.callee-local',
  'window.never',
  'cap.per-minute',
  'cap.per-5-minutes',
  'cap.per-hour',
  'cap.per-day',
  'cap.per-30-days',
] as const;
export type GateRuleId = (typeof gateRuleIds)[number];

export type VerdictFacts = Readonly<Record<string, string | number | boolean | null>>;

/** What the gate thinks. A refusal without `retryAtMs` stands until somebody changes a fact. Facts never hold a number. */
export type GateVerdict =
  | { readonly allowed: true; readonly facts: VerdictFacts }
  | {
      readonly allowed: false;
      readonly ruleId: GateRuleId;
      readonly facts: VerdictFacts;
      readonly retryAtMs?: number;
    };
type Refusal = Extract<GateVerdict, { allowed: false }>;

/** May this person be dialed now? Lasting reasons are named before passing ones. */
export function judge(facts: GateFacts, rules: StrictestRules, nowMs: number): GateVerdict {
  const line = judgeLine(facts) ?? judgeEmergency(facts);
  if (line) return line;
  if (isEmergencyNumber(facts.callee)) return { allowed: true, facts: { emergency: true } };
  return judgeRegion(facts, rules) ?? judgePerson(facts, rules) ?? judgeMoment(facts, rules, nowMs) ?? allowance(facts);
}

/** Who has a person behind the call. */
const byPeople: ReadonlySet<GateFacts['initiator']> = new Set(['extension', 'transfer', 'api']);

/** Help is called by people alone: then nothing holds it up. */
function judgeEmergency({ callee, initiator }: GateFacts): Refusal | null {
  return isEmergencyNumber(callee) && !byPeople.has(initiator) ? refusal('number.emergency', { initiator }) : null;
}

function allowance(facts: GateFacts): GateVerdict {
  const { dialedAtMs, consentAtMs } = facts;
  return { allowed: true, facts: { dialsBefore: dialedAtMs.length, consentAtMs, hoursWaived: hoursWaived(facts) } };
}

/** The exemption from calling hours is the simulated trunk's, never a number's. */
function hoursWaived({ trunk, simulatedTrunkIgnoresWindow }: GateFacts): boolean {
  return simulatedTrunkIgnoresWindow && trunk?.simulated === true;
}

const numberingRules: Readonly<Record<NumberingRefusal, GateRuleId>> = {
  'not-e164': 'number.not-e164',
  'simulated-number-on-real-trunk': 'number.simulated-on-real-trunk',
  'real-number-on-simulated-trunk': 'number.real-on-simulated-trunk',
};

/** The trunk, and the numbers on it. */
function judgeLine({ trunk, callee, caller }: GateFacts): Refusal | null {
  if (trunk === null) return refusal('trunk.unknown', {});
  const numbering = numberingRefusal(trunk, callee);
  if (numbering) return refusal(numberingRules[numbering], { trunk: trunk.name });
  if (!trunk.callerNumbers.includes(caller)) return refusal('caller.not-owned', { trunk: trunk.name });
  return null;
}

/** What the carrier forbids. */
function judgeRegion({ trunk, callee }: GateFacts, rules: StrictestRules): Refusal | null {
  const region = rules.blockedRegions.find(
    (blocked) => callee.startsWith(blocked.prefix) && (blocked.trunk ?? trunk?.name) === trunk?.name,
  );
  return region ? refusal('region.blocked', { region: region.name, trunk: trunk?.name ?? null }) : null;
}

/** What the person wants: silence unless a newer consent says otherwise; consent where the purpose needs one. */
function judgePerson(facts: GateFacts, rules: StrictestRules): Refusal | null {
  const { suppressedAtMs, consentAtMs, purpose } = facts;
  if (facts.suppressedByPlatform) return refusal('suppression.platform', {});
  if (suppressedAtMs !== null && (consentAtMs === null || consentAtMs <= suppressedAtMs))
    return refusal('suppression.tenant', { suppressedAtMs, consentAtMs });
  if (consentAtMs === null && rules.consentFor.has(purpose)) return refusal('consent.missing', { purpose });
  return null;
}

/** Calling hours where the callee lives, then caps. Both pass: the refusal says when both will have. */
function judgeMoment(facts: GateFacts, rules: StrictestRules, nowMs: number): Refusal | null {
  const cap = capReached(facts.dialedAtMs, rules.caps, nowMs);
  const freeAtMs = cap?.freeAtMs ?? nowMs;
  const hours = hoursWaived(facts) ? null : rules.hours;
  const zones = zonesOf(facts.callee);
  if (hours && zones.length === 0) return refusal('window.zone-unknown', {});
  const retryAtMs = hours ? opensAt(freeAtMs, zones, hours) : freeAtMs;
  if (retryAtMs === null) return refusal('window.never', { zone: zones.join(' ') });
  if (hours && !isOpen(nowMs, zones, hours)) {
    const localTimes = zones.map((zone) => timeOfDay(nowMs, zone)).join(' ');
    return refusal('window.callee-local', { zone: zones.join(' '), localTime: localTimes }, retryAtMs);
  }
  return cap && refusal(cap.ruleId, { count: cap.count, max: cap.max }, retryAtMs);
}

function refusal(ruleId: GateRuleId, facts: VerdictFacts, retryAtMs?: number): Refusal {
  return { allowed: false, ruleId, facts, ...(retryAtMs === undefined ? {} : { retryAtMs }) };
}
