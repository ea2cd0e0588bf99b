import {
  attemptSent,
  gateRulesSchema,
  mayCall,
  setClosed,
  setTenantRules,
  suppress,
  suppressForAll,
} from '../../compliance/index.ts';
import { callIdSchema } from '../../contract/ids.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { Waihu } from '../start-waihu.ts';
import { demoRefusals, dialedBefore, type DemoPeople } from './demo-people.ts';

export const callerNumbers = ['+9990000001', '+9990000002'];

/** Dials that are said to have happened minutes ago, by the gate itself at that hour. */
async function dialEarlier(waihu: Waihu, callee: string, minutesAgo: number, ordinal: number): Promise<void> {
  const { gate, database, tenantId, world } = waihu;
  const then = {
    ...gate,
    simulatedTrunkIgnoresWindow: true,
    timeOf: (databaseMs: number) => gate.timeOf(databaseMs) - minutesAgo * 60_000,
  };
  const verdict = await mayCall(then, {
    tenantId,
    callee,
    caller: callerNumbers[0] ?? '',
    trunk: 'simulated',
    purpose: 'service',
    initiator: 'api',
    idempotencyKey: `earlier/${callee}/${ordinal}`,
  });
  if (!verdict.allowed)
    throw new CodedError('demo-setup', `the dial of ${minutesAgo} minutes ago was refused by ${verdict.ruleId}`);
  const nowMs = world.clock.now() - minutesAgo * 60_000;
  const callId = callIdSchema.parse(`${waihu.config.node}-${world.newId()}`);
  await attemptSent({ database, nowMs }, verdict.permit.attemptId, callId);
  await database.withTenant(tenantId, (db) => setClosed(db, verdict.permit.attemptId, 'no-answer', nowMs));
}

/** The region that the demo's tenant may not call. */
export function blockedRegionOf(people: DemoPeople): { readonly prefix: string; readonly name: string } {
  return { prefix: people.refused['region.blocked'].slice(0, 12), name: '演示区域' };
}

/** Makes all true for which somebody must be refused: suppression, a blocked region, dials of a while ago. */
export async function preparePeople(waihu: Waihu, people: DemoPeople): Promise<void> {
  const { gate, database, tenantId, world } = waihu;
  const silence = { reason: '客户要求', source: 'demo', atMs: world.clock.now() };
  await suppress(gate, tenantId, people.refused['suppression.tenant'], silence);
  await suppressForAll(gate, people.refused['suppression.platform'], silence);
  await setTenantRules(database, tenantId, gateRulesSchema.parse({ blockedRegions: [blockedRegionOf(people)] }));
  for (const rule of demoRefusals)
    for (const [ordinal, minutes] of [...(dialedBefore[rule] ?? [])].sort((a, b) => b - a).entries())
      await dialEarlier(waihu, people.refused[rule], minutes, ordinal);
}

/** Dials asked for by hand that no list can lead to: each must be refused. By which rules they were. */
export async function askByHand(waihu: Waihu, someone: string): Promise<Record<string, number>> {
  const refused: Record<string, number> = {};
  const usual = {
    tenantId: waihu.tenantId,
    callee: someone,
    caller: callerNumbers[0] ?? '',
    trunk: 'simulated',
    purpose: 'service',
    initiator: 'api',
  } as const;
  for (const changes of [
    { caller: '+9990000009' },
    { trunk: 'nowhere' },
    { trunk: 'office', caller: '+861080000000' },
  ]) {
    const verdict = await mayCall(waihu.gate, { ...usual, ...changes, idempotencyKey: waihu.world.newId() });
    if (!verdict.allowed) refused[verdict.ruleId] = 1;
  }
  return refused;
}

export const rulesAskedByHand = ['caller.not-owned', 'trunk.unknown', 'number.simulated-on-real-trunk'] as const;
