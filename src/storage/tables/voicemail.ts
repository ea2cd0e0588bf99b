import type { Generated } from 'kysely';

export interface VoicemailRow {
  tenant_id: Generated<string>;
  id: string;
  key: string;
  box: string;
  call_id: string;
  caller: string;
  file: string;
  duration_ms: number;
  left_at: Date;
  heard_at: Date | null;
  mailed_at: Date | null;
  deleted_at: Date | null;
}

export interface VoicemailTables {
  voicemails: VoicemailRow;
}
