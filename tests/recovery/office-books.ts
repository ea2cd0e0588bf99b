import pg from 'pg';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { embeddedServer } from '../../src/storage/embedded/embedded-server.ts';

export interface AttemptRow {
  readonly id: string;
  readonly leadId: string | null;
  readonly callId: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly sentAtMs: number | null;
  readonly endedAtMs: number | null;
}

export interface LeadRow {
  readonly leadId: string;
  readonly phone: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly nextAttemptAtMs: number;
}

/** What a campaign's rows say, read above row security while the program runs: the other side of the carrier's log. */
export interface CampaignBooks {
  readonly attempts: readonly AttemptRow[];
  readonly leads: readonly LeadRow[];
  readonly records: readonly CallRecord[];
}

const attemptsOf = `
  select a.id, a.lead_id as "leadId", a.call_id as "callId", a.state, a.outcome,
    extract(epoch from a.sent_at) * 1000 as "sentAtMs", extract(epoch from a.ended_at) * 1000 as "endedAtMs"
  from waihu.attempts a left join waihu.campaigns c on c.id = a.campaign_id where c.name is not distinct from $1`;
const leadsOf = `
  select m.lead_id as "leadId", l.phone_e164 as phone, m.state, m.attempts, m.last_outcome as "lastOutcome",
    extract(epoch from m.next_attempt_at) * 1000 as "nextAttemptAtMs"
  from waihu.campaign_leads m join waihu.campaigns c on c.id = m.campaign_id join waihu.leads l on l.id = m.lead_id
  where c.name = $1`;
const recordsOf = `
  select r.record from waihu.calls r left join waihu.campaigns c on c.id = r.campaign_id
  where c.name is not distinct from $1`;

export class OfficeBooks {
  readonly #dataFolder: string;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /** `null`: of the calls that no campaign made. */
  async of(campaign: string | null): Promise<CampaignBooks> {
    const server = await embeddedServer({ dataFolder: this.#dataFolder, clock: systemClock, logger: silentLogger });
    const client = new pg.Client(server.connection('admin'));
    await client.connect();
    try {
      const [attempts, leads, records] = [
        await client.query(attemptsOf, [campaign]),
        await client.query(leadsOf, [campaign]),
        await client.query(recordsOf, [campaign]),
      ];
      const numbers = (row: Record<string, unknown>): Record<string, unknown> =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [
            key,
            key.endsWith('Ms') && value !== null ? Number(value) : value,
          ]),
        );
      return {
        attempts: attempts.rows.map((row) => numbers(row) as unknown as AttemptRow),
        leads: leads.rows.map((row) => numbers(row) as unknown as LeadRow),
        records: records.rows.map((row: { record: CallRecord }) => row.record),
      };
    } finally {
      await client.end();
    }
  }
}
