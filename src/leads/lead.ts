import type { CallOutcome, AnsweredBy, LeadGrade } from '../contract/call-outcome.ts';
import type { LeadId, ListId } from '../contract/ids.ts';

/** A list of people to call. */
export interface ContactList {
  readonly listId: ListId;
  readonly name: string;
  readonly createdAtMs: number;
  readonly leadCount: number;
}

/**
 * Where a person stands with us, over all campaigns.
 *
 *   new ──a person answered──► contacted ──ordered──► converted
 *    └──────────┬──────────────────┘
 *               └──asked for silence, number vacant──► closed
 */
export type LeadStatus = 'new' | 'contacted' | 'converted' | 'closed';

/** A person to call. */
export interface Lead {
  readonly leadId: LeadId;
  readonly listId: ListId;
  /** E.164, or a simulated +999 number. */
  readonly phone: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: LeadStatus;
  readonly grade: LeadGrade | null;
}

/** What a call says about its lead. */
export interface CallOfLead {
  readonly outcome: CallOutcome;
  readonly answeredBy: AnsweredBy | null;
  readonly grade: LeadGrade | null;
  readonly ordered: boolean;
  readonly doNotCall: boolean;
}

/** The lead after a call. A call without a grade leaves the grade; a sale is not undone by a later call. */
export function leadAfterCall(lead: Pick<Lead, 'status' | 'grade'>, call: CallOfLead): Pick<Lead, 'status' | 'grade'> {
  return { status: statusAfterCall(lead.status, call), grade: call.grade ?? lead.grade };
}

function statusAfterCall(status: LeadStatus, call: CallOfLead): LeadStatus {
  if (status === 'converted' || call.ordered) return 'converted';
  if (call.doNotCall || call.outcome === 'vacant') return 'closed';
  if (status === 'new' && call.answeredBy === 'human') return 'contacted';
  return status;
}

/** Values that a script's `{name}` places may use. A column called `name` does not hide the lead's name. */
export function leadVariables(lead: Pick<Lead, 'name' | 'attributes'>): Record<string, string> {
  return lead.name === null ? { ...lead.attributes } : { ...lead.attributes, 姓名: lead.name, name: lead.name };
}
