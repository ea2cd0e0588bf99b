import type { LiveSwitch } from '../call/index.ts';
import type { RaisedAlert } from '../contract/alert.ts';
import { registering } from './registrations.ts';

/** Passes on whether trunks take calls, and raises an alert when one that did, or is new, does not. */
export function watchTrunks(
  live: Pick<LiveSwitch, 'trunkUsable'>,
  raiseAlert: (alert: RaisedAlert) => void,
  now: () => number,
): Pick<LiveSwitch, 'trunkUsable'> {
  const down = new Set<string>();
  return {
    trunkUsable(tenantId, trunk, reason) {
      live.trunkUsable(tenantId, trunk, reason);
      if (reason === registering) return;
      const key = `${tenantId}/${trunk}`;
      if (reason === null) down.delete(key);
      if (reason === null || down.has(key)) return;
      down.add(key);
      raiseAlert({ tenantId, kind: 'trunk-down', severity: 'critical', source: trunk, facts: { reason }, atMs: now() });
    },
  };
}
