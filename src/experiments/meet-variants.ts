import type { LeadId, TenantId } from '../contract/ids.ts';
import { variantsOfScript, type ChosenVariant, type Experiment } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { settleExperiments } from '../dialogue/index.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { allocate } from './allocate.ts';
import { stateOf, type ExperimentName } from './experiment-status.ts';
import { insertVariant, selectKnown, selectVariant } from './experiment-store.ts';

/** An experiment with what it is called. */
export interface NamedExperiment {
  readonly name: ExperimentName;
  readonly experiment: Experiment;
}

/**
 * Which variants a person meets of the experiments that are running now: the same again where there were some before. What has not
 * begun or is over is not among them: there everybody meets the control.
 */
export async function meetVariants(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: TenantId,
  person: LeadId,
  experiments: readonly NamedExperiment[],
): Promise<readonly ChosenVariant[]> {
  if (experiments.length === 0) return [];
  return database.withTenant(tenantId, async (db) => {
    const chosen: ChosenVariant[] = [];
    for (const { name, experiment } of experiments) {
      const variant = await meetOne(db, { name, experiment }, { tenantId, person, nowMs: clock.now() });
      if (variant !== null) chosen.push({ scope: name.scope, experiment: name.experiment, variant });
    }
    return chosen;
  });
}

async function meetOne(
  db: TenantTransaction,
  { name, experiment }: NamedExperiment,
  by: { readonly tenantId: TenantId; readonly person: LeadId; readonly nowMs: number },
): Promise<string | null> {
  const { tenantId, person, nowMs } = by;
  const known = await selectKnown(db, name, nowMs);
  if (stateOf(experiment, known, nowMs) !== 'running') return null;
  const before = await selectVariant(db, name, person);
  if (before !== null) return before;
  const key = `${tenantId}/${person}/${name.scope}/${name.of}/${name.experiment}`;
  return insertVariant(db, name, { person, variant: allocate(experiment, key, known), atMs: nowMs });
}

/** The script as a call with these variants is held with it. */
export function heldWith(document: ScriptDocument, chosen: readonly ChosenVariant[]): ScriptDocument {
  return settleExperiments(document, variantsOfScript(chosen));
}
