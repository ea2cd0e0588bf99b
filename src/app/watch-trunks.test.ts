import { expect, it } from 'vitest';
import type { RaisedAlert } from '../contract/alert.ts';
import { tenantIdSchema } from '../contract/ids.ts';
import { watchTrunks } from './watch-trunks.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000a1');

it('a trunk that goes down is told once, and again when it was up between', () => {
  const alerts: RaisedAlert[] = [];
  const passed: (string | null)[] = [];
  const trunks = watchTrunks(
    { trunkUsable: (_tenant, _trunk, reason) => void passed.push(reason) },
    (alert) => void alerts.push(alert),
    () => 7,
  );
  const told = ['it is registering', null, 'refused', 'refused', 'it is registering', 'refused', null, 'gone'];
  for (const reason of told) trunks.trunkUsable(tenantId, 'office', reason);
  expect(passed).toEqual(told);
  expect(alerts).toEqual(
    ['refused', 'gone'].map((reason) => ({
      tenantId,
      kind: 'trunk-down',
      severity: 'critical',
      source: 'office',
      facts: { reason },
      atMs: 7,
    })),
  );
});
