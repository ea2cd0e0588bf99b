import type { ApiDoors } from '../../api/index.ts';
import { assignSentences, ignoreSentences, listMisunderstood, reportPage, reportTuning } from '../../tuning/index.ts';
import { draftEffects } from '../draft-effects.ts';
import type { Office } from '../open-office.ts';

/** The daily loop of scripts. */
export function tuningDoors({ database, world }: Pick<Office, 'database' | 'world'>): ApiDoors['tuning'] {
  return {
    misunderstood: (tenantId, scriptId, filter) => listMisunderstood(database, tenantId, scriptId, filter),
    assign: (tenantId, scriptId, assignment, { by }) =>
      assignSentences(database, tenantId, scriptId, assignment, { by, atMs: world.clock.now() }),
    ignore: (tenantId, scriptId, wish, { by }) =>
      ignoreSentences(database, tenantId, scriptId, wish, { by, atMs: world.clock.now() }),
    effects: (tenantId, scriptId, wish) => draftEffects(database, tenantId, scriptId, wish),
    report: (tenantId, scriptId, wish) => reportTuning(database, tenantId, scriptId, wish),
    reportPage,
  };
}
