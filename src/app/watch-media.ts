import type { MediaPort } from '../call/index.ts';
import type { RaisedAlert } from '../contract/alert.ts';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import type { LiveCalls } from '../contract/live-calls.ts';

/** Raises an alert when somebody else's sound comes to a call's port. The returned function ends it. */
export function watchMedia(
  media: Pick<MediaPort, 'subscribe'>,
  live: Pick<LiveCalls, 'find'>,
  raiseAlert: (alert: RaisedAlert) => void,
  now: () => number,
): () => void {
  /** Whose leg it is: its id begins with the call's that it came by. */
  const tenantOf = (legId: string): TenantId | null => {
    const callId = callIdSchema.safeParse(/^[a-z0-9]+-[0-9a-f-]{36}/.exec(legId)?.[0]);
    return callId.success ? (live.find(callId.data)?.tenantId ?? null) : null;
  };
  return media.subscribe((event) => {
    if (event.kind !== 'packets-foreign') return;
    const { legId, from: source, packets } = event;
    const alert = { kind: 'media-injection', severity: 'critical', source, facts: { legId, packets } } as const;
    raiseAlert({ ...alert, tenantId: tenantOf(legId), atMs: now() });
  });
}
