import type { Generated, JSONColumnType } from 'kysely';
import type { CallOutcome, LeadGrade } from '../../contract/call-outcome.ts';
import type { CampaignLeadState, CampaignSettings, CampaignState } from '../../contract/campaign-settings.ts';
import type { StrategyArm, StrategyChoice } from '../../contract/campaign-strategy.ts';

export interface CampaignRow {
  tenant_id: Generated<string>;
  id: string;
  name: string;
  settings: JSONColumnType<CampaignSettings>;
  state: Generated<CampaignState>;
  script_version: number | null;
  state_reason: string | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  dialer_node: string | null;
  dialer_until: Date | null;
  people_of: string | null;
}

export interface CampaignLeadRow {
  tenant_id: Generated<string>;
  campaign_id: string;
  lead_id: string;
  ordinal: number;
  state: Generated<CampaignLeadState>;
  next_attempt_at: Date;
  call_back: Generated<boolean>;
  claims: Generated<number>;
  node: string | null;
  attempts: Generated<number>;
  ended_by_cause: JSONColumnType<Partial<Record<CallOutcome, number>>, string | undefined>;
  tried_at: Generated<Date[]>;
  planned: Generated<boolean>;
  last_outcome: CallOutcome | null;
  refused_by: string | null;
  grade: LeadGrade | null;
}

export interface ShownNumberRow {
  tenant_id: Generated<string>;
  number: string;
  marked_at: Date | null;
  mark_reason: string | null;
  dials: Generated<number>;
  answered: Generated<number>;
  counted_at: Date;
}

export interface DialTallyRow {
  tenant_id: Generated<string>;
  region: string;
  hour: number;
  weekday: number;
  number: string;
  attempt: number;
  dials: number;
  answered: number;
  counted_at: Date;
}

export interface StrategyChoiceRow {
  tenant_id: Generated<string>;
  campaign_id: string;
  lead_id: string;
  attempt: number;
  arm: StrategyArm;
  chosen_at: Date;
  planned_for: Date;
  because: JSONColumnType<StrategyChoice['because']>;
  number: string | null;
  number_because: string | null;
  dialed_at: Date | null;
  answered: boolean | null;
}

export interface CampaignTables {
  campaigns: CampaignRow;
  campaign_leads: CampaignLeadRow;
  shown_numbers: ShownNumberRow;
  dial_tallies: DialTallyRow;
  strategy_choices: StrategyChoiceRow;
}
