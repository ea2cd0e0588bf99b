import { expect, it } from 'vitest';
import type { RaisedAlert } from '../contract/alert.ts';
import { tenantIdSchema } from '../contract/ids.ts';
import type { LiveCall } from '../contract/live-calls.ts';
import type { MediaEvent } from '../call/index.ts';
import { watchMedia } from './watch-media.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000a1');
const callId = 'n1-00000000-0000-4000-8000-000000000001';

it('sound of a third address is told to the tenant whose call it is', () => {
  const alerts: RaisedAlert[] = [];
  let tell: (event: MediaEvent) => void = () => undefined;
  watchMedia(
    {
      subscribe(listener) {
        tell = listener;
        return () => undefined;
      },
    },
    { find: (id) => (id === callId ? ({ tenantId } as LiveCall) : null) },
    (alert) => void alerts.push(alert),
    () => 7,
  );
  const event = { kind: 'packets-foreign', from: '10.0.0.66', packets: 3 } as const;
  tell({ ...event, legId: `${callId}/2` });
  tell({ ...event, legId: 'elsewhere' });
  tell({ kind: 'call-closed' } as MediaEvent);
  const alert = { kind: 'media-injection', severity: 'critical', source: '10.0.0.66', atMs: 7 };
  expect(alerts).toEqual([
    { ...alert, tenantId, facts: { legId: `${callId}/2`, packets: 3 } },
    { ...alert, tenantId: null, facts: { legId: 'elsewhere', packets: 3 } },
  ]);
});
