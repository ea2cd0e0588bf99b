import type { Generated, GeneratedAlways } from 'kysely';

export interface OutboxRow {
  tenant_id: Generated<string>;
  id: GeneratedAlways<number>;
  fact_id: Generated<string>;
  kind: string;
  subject_id: string;
  at: Generated<Date>;
}

export interface ReactionDoneRow {
  tenant_id: Generated<string>;
  reaction: string;
  fact_id: string;
  done_at: Generated<Date>;
}

export interface OutboxTables {
  outbox: OutboxRow;
  reactions_done: ReactionDoneRow;
}
