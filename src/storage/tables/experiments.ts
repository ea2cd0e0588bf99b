import type { Generated } from 'kysely';

interface ExperimentPersonRow {
  tenant_id: Generated<string>;
  scope: 'script' | 'campaign';
  scope_id: string;
  experiment: string;
  person: string;
  variant: string;
  met_at: Date;
  call_id: string | null;
  counted_at: Date | null;
  success: boolean | null;
}

export interface ExperimentsTables {
  experiment_people: ExperimentPersonRow;
}
