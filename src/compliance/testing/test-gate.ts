import { randomUUID } from 'node:crypto';
import { trunkSchema, type Trunk } from '../../contract/lines-document.ts';
import type { TenantId } from '../../contract/ids.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { Database } from '../../storage/index.ts';
import { recordConsents } from '../consent.ts';
import { makeGate, type Gate } from '../gate.ts';

/** A real trunk and a simulated one, each with the same number of ours. */
export const testTrunks: readonly Trunk[] = [
  trunkSchema.parse({ name: 'main', proxy: '192.0.2.1', callerNumbers: ['+861088886666', '+861088886667'] }),
  trunkSchema.parse({ name: 'sim', proxy: '127.0.0.1:5070', callerNumbers: ['+861088886666'], simulated: true }),
];

export interface TestGate extends Gate {
  readonly clock: FakeClock;
  /** Gives a tenant consent of everybody named, a day ago. */
  consentOf(tenantId: TenantId, ...callees: string[]): Promise<void>;
}

/** The gate on a test's database, by a clock that stands still at ten in the morning of a Monday in Shanghai. */
export function testGate(database: Database, given: Partial<Gate> = {}): TestGate {
  const clock = new FakeClock(Date.parse('2026-03-02T10:00+08:00'));
  const gate = makeGate({
    database,
    numberKey: Buffer.alloc(32, 7),
    newId: randomUUID,
    node: 'n1',
    trunkOf: async (_tenantId, name) => testTrunks.find((trunk) => trunk.name === name) ?? null,
    timeOf: () => clock.now(),
    ...given,
  });
  return {
    ...gate,
    clock,
    async consentOf(tenantId, ...callees) {
      const consent = {
        purpose: 'marketing',
        source: 'form',
        evidence: 'test',
        atMs: clock.now() - 86_400_000,
      } as const;
      await recordConsents(
        gate,
        tenantId,
        callees.map((callee) => ({ callee, ...consent })),
      );
    },
  };
}
