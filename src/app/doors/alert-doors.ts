import type { ApiDoors } from '../../api/index.ts';
import type { Office } from '../open-office.ts';

type AlertDoors = Pick<ApiDoors, 'alerts' | 'acknowledgeAlert' | 'liveAlerts' | 'keysGuessed'>;

/** What people should know at once. The platform's own alerts stand with the first tenant alone. */
export function alertDoors({ alerts, world: { clock } }: Office): AlertDoors {
  return {
    alerts: (reader, filter) => alerts.list(reader, filter),
    acknowledgeAlert: (reader, id, by) => alerts.acknowledge(reader, id, by),
    liveAlerts: (reader, listener) => alerts.subscribe(reader, listener),
    keysGuessed(source) {
      const atMs = clock.now();
      alerts.raise({ tenantId: null, kind: 'api-keys-guessed', severity: 'warning', source, facts: {}, atMs });
    },
  };
}
