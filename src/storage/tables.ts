import type { Transaction } from 'kysely';
import type { AccountsTables } from './tables/accounts.ts';
import type { AlertsTables } from './tables/alerts.ts';
import type { CampaignTables } from './tables/campaign.ts';
import type { ComplianceTables } from './tables/compliance.ts';
import type { ExperimentsTables } from './tables/experiments.ts';
import type { IntegrationsTables } from './tables/integrations.ts';
import type { LeadsTables } from './tables/leads.ts';
import type { LinesTables } from './tables/lines.ts';
import type { OutboxTables } from './tables/outbox.ts';
import type { RecordsTables } from './tables/records.ts';
import type { ScriptsTables } from './tables/scripts.ts';
import type { SeatsTables } from './tables/seats.ts';
import type { SettingsTables } from './tables/settings.ts';
import type { TuningTables } from './tables/tuning.ts';
import type { VoicemailTables } from './tables/voicemail.ts';

/** Every table, as Kysely sees it. Each room's rows are typed in `tables/<room>.ts` and joined here. */
export interface Tables
  extends
    AccountsTables,
    AlertsTables,
    CampaignTables,
    ComplianceTables,
    ExperimentsTables,
    IntegrationsTables,
    LeadsTables,
    LinesTables,
    OutboxTables,
    RecordsTables,
    ScriptsTables,
    SeatsTables,
    SettingsTables,
    TuningTables,
    VoicemailTables {}

/** A transaction that sees one tenant's rows; `tenant_id` need not be written in it, nor asked for. */
export type TenantTransaction = Transaction<Tables>;
