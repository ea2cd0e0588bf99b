import type { LiveSwitch } from '../call/index.ts';
import { attemptAnswered, suppressNow } from '../compliance/index.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Office } from './open-office.ts';

/** What is done at once when something happens in a call, before its record is there. */
export function followEvents(office: Office, live: LiveSwitch): () => void {
  const { database, gate, tenantId, world } = office;
  const failed = (what: string) => (error: unknown) => world.logger.warn({ reason: messageOf(error) }, what);
  const attempts = new Map<string, Parameters<typeof attemptAnswered>[1]>();
  return live.subscribe((event) => {
    if (event.kind === 'call-started' && event.attemptId) attempts.set(event.callId, event.attemptId);
    const attemptId = attempts.get(event.callId);
    if (event.kind === 'call-ended') attempts.delete(event.callId);
    if (event.kind === 'answered' && attemptId)
      void attemptAnswered({ database, nowMs: world.clock.now() }, attemptId).catch(
        failed('an answer could not be noted'),
      );
    if (event.kind === 'do-not-call-asked')
      void suppressNow(gate, tenantId, event.callId, event.atMs).catch(
        failed('a wish not to be called again waits for the record'),
      );
  });
}
