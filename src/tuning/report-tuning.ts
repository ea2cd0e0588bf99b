import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { ScriptChange } from '../contract/script-library.ts';
import type { LosingNode, TuningReport } from '../contract/tuning.ts';
import { CodedError } from '../foundation/errors.ts';
import { diffScripts, findScript } from '../scripts/index.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { lossBefore, rankLosses, type RankedNode } from './rank-losses.ts';
import { differenceOf } from './share.ts';
import { selectCallsByVersion, selectLost, selectTallies, type NodeTally } from './visit-store.ts';

const mostExamples = 3;

export interface ReportWish {
  /** The newest that calls were held with where absent. */
  readonly version?: number | undefined;
  /** A node that fewer heard is passed over: its share would say nothing. */
  readonly leastVisits: number;
}

/**
 * Where a version of a script loses people, with examples, and what that was in the version before. Throws `script-not-found` where no call
 * was held with it.
 */
export async function reportTuning(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  { version: wanted, leastVisits }: ReportWish,
): Promise<TuningReport> {
  const byVersion = await database.withTenant(tenantId, (db) => selectCallsByVersion(db, scriptId));
  const now = byVersion.find(({ version }) => wanted === undefined || version === wanted);
  if (now === undefined)
    throw new CodedError('script-not-found', `no call was held with ${wordsOf(scriptId, wanted)}`, { scriptId });
  const before = byVersion.find(({ version }) => version < now.version) ?? null;
  const changes =
    before === null ? [] : await changesBetween(database, tenantId, scriptId, before.version, now.version);
  const nodes = await database.withTenant(tenantId, async (db) => {
    const tallies = await selectTallies(db, scriptId, before === null ? [now.version] : [before.version, now.version]);
    const earlier = tallies.filter(({ version }) => version === before?.version);
    const losing: LosingNode[] = [];
    for (const ranked of rankLosses(
      tallies.filter(({ version }) => version === now.version),
      leastVisits,
    ))
      losing.push(await losingNode(db, scriptId, ranked, { earlier, changes, leastVisits }));
    return losing;
  });
  return {
    scriptId,
    version: now.version,
    versionBefore: before?.version ?? null,
    calls: now.calls,
    callsBefore: before?.calls ?? 0,
    leastVisits,
    nodes,
  };
}

const wordsOf = (scriptId: string, version: number | undefined): string =>
  version === undefined ? `script '${scriptId}'` : `version ${version} of script '${scriptId}'`;

async function losingNode(
  db: TenantTransaction,
  scriptId: string,
  { tally, lost }: RankedNode,
  past: {
    readonly earlier: readonly NodeTally[];
    readonly changes: readonly ScriptChange[];
    readonly leastVisits: number;
  },
): Promise<LosingNode> {
  const { flow, node } = tally;
  const before = lossBefore(past.earlier, tally, past.leastVisits);
  return {
    flow,
    node,
    lost,
    how: tally.lost,
    examples: await selectLost(db, scriptId, tally, mostExamples),
    changes: past.changes.filter(({ path }) => path[0] === 'flows' && path[1] === flow && path[3] === node),
    before,
    difference: before === null ? null : differenceOf(lost, before),
  };
}

async function changesBetween(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  ...versions: readonly [number, number]
): Promise<readonly ScriptChange[]> {
  const [before, after] = await Promise.all(
    versions.map(async (version): Promise<ScriptDocument | undefined> => {
      return (await findScript(database, tenantId, scriptId, version))?.document;
    }),
  );
  return before === undefined || after === undefined ? [] : diffScripts(before, after);
}
