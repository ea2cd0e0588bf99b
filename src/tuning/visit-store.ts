import { lostHowSchema, type LostExample, type LostHow } from '../contract/tuning.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { NodeVisit } from './visits-of-call.ts';
import type { Place } from './walk-of-call.ts';

/** How many calls heard a node of a version, and how many were lost there. */
export interface NodeTally extends Place {
  readonly version: number;
  readonly visits: number;
  readonly lost: Readonly<Record<LostHow, number>>;
}

/** Writes the visits of a call in place of those that were there. */
export async function replaceVisits(
  db: TenantTransaction,
  callId: string,
  scriptId: string,
  visits: readonly NodeVisit[],
): Promise<void> {
  await db.deleteFrom('node_visits').where('call_id', '=', callId).execute();
  if (visits.length === 0) return;
  const rows = visits.map(({ scriptVersion, flow, node, atMs, lost }) => ({
    call_id: callId,
    script_id: scriptId,
    script_version: scriptVersion,
    flow,
    node,
    at: new Date(atMs),
    lost: lost?.how ?? null,
    robot_said: lost?.robotSaid ?? '',
    customer_said: lost?.customerSaid ?? '',
    at_sec: lost?.atSec ?? null,
  }));
  await db.insertInto('node_visits').values(rows).execute();
}

/** The versions of a script that calls were held with, the newest first, and how many. */
export async function selectCallsByVersion(
  db: TenantTransaction,
  scriptId: string,
): Promise<{ readonly version: number; readonly calls: number }[]> {
  const rows = await db
    .selectFrom('node_visits')
    .select(({ fn }) => ['script_version', fn.count<string>('call_id').distinct().as('calls')])
    .where('script_id', '=', scriptId)
    .groupBy('script_version')
    .orderBy('script_version', 'desc')
    .execute();
  return rows.map(({ script_version: version, calls }) => ({ version, calls: Number(calls) }));
}

export async function selectTallies(
  db: TenantTransaction,
  scriptId: string,
  versions: readonly number[],
): Promise<NodeTally[]> {
  if (versions.length === 0) return [];
  const rows = await db
    .selectFrom('node_visits')
    .select(({ fn }) => [
      'script_version',
      'flow',
      'node',
      fn.countAll<string>().as('visits'),
      fn.countAll<string>().filterWhere('lost', '=', 'hung-up').as('hung_up'),
      fn.countAll<string>().filterWhere('lost', '=', 'refused').as('refused'),
      fn.countAll<string>().filterWhere('lost', '=', 'right-after').as('right_after'),
    ])
    .where('script_id', '=', scriptId)
    .where('script_version', 'in', [...versions])
    .groupBy(['script_version', 'flow', 'node'])
    .orderBy('script_version')
    .orderBy('flow')
    .orderBy('node')
    .execute();
  return rows.map((row) => ({
    version: row.script_version,
    flow: row.flow,
    node: row.node,
    visits: Number(row.visits),
    lost: { 'hung-up': Number(row.hung_up), refused: Number(row.refused), 'right-after': Number(row.right_after) },
  }));
}

/** Calls that were lost at a node, the newest first. */
export async function selectLost(
  db: TenantTransaction,
  scriptId: string,
  { version, flow, node }: Place & { readonly version: number },
  limit: number,
): Promise<LostExample[]> {
  const rows = await db
    .selectFrom('node_visits')
    .select(['call_id', 'lost', 'robot_said', 'customer_said', 'at_sec'])
    .where('script_id', '=', scriptId)
    .where('script_version', '=', version)
    .where('flow', '=', flow)
    .where('node', '=', node)
    .where('lost', 'is not', null)
    .orderBy('at', 'desc')
    .orderBy('call_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    callId: row.call_id,
    how: lostHowSchema.parse(row.lost),
    robotSaid: row.robot_said,
    customerSaid: row.customer_said,
    atSec: row.at_sec,
  }));
}
