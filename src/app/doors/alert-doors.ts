import type { ApiDoors } from '../../api/index.ts';
import type { Office } from '../open-office.ts';

/** What people should know at once. The platform's own alerts stand with the first tenant alone. */
export function alertDoors({ alerts }: Office): Pick<ApiDoors, 'alerts' | 'acknowledgeAlert' | 'liveAlerts'> {
  return {
    alerts: (reader, filter) => alerts.list(reader, filter),
    acknowledgeAlert: (reader, id, by) => alerts.acknowledge(reader, id, by),
    liveAlerts: (reader, listener) => alerts.subscribe(reader, listener),
  };
}
