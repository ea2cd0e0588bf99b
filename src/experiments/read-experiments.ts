import type { ExperimentStatus } from '../contract/experiment-status.ts';
import type { TenantId } from '../contract/ids.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Database } from '../storage/index.ts';
import { statusOf } from './experiment-status.ts';
import { selectKnown } from './experiment-store.ts';
import type { NamedExperiment } from './meet-variants.ts';

/** How experiments stand now. */
export function readExperiments(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: TenantId,
  experiments: readonly NamedExperiment[],
): Promise<ExperimentStatus[]> {
  return database.withTenant(tenantId, async (db) => {
    const found: ExperimentStatus[] = [];
    for (const { name, experiment } of experiments)
      found.push(statusOf(name, experiment, await selectKnown(db, name, clock.now()), clock.now()));
    return found;
  });
}
