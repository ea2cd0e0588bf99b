import type { CallEvent } from '../../contract/call-event.ts';
import type { CallOrder } from '../../contract/call-order.ts';
import type { CallRecord } from '../../contract/call-record.ts';
import { callIdSchema } from '../../contract/ids.ts';
import { onAbort } from '../../foundation/abort.ts';
import { CodedError } from '../../foundation/errors.ts';
import { getCall } from '../../records/index.ts';
import type { Waihu } from '../start-waihu.ts';

export type OneCall = Pick<CallOrder, 'destination' | 'script' | 'scriptVersion' | 'variables' | 'attemptId'> & {
  readonly record?: boolean;
  readonly ringForMs?: number;
};

/** Places one call and follows it to its record; an aborted signal hangs up. */
export async function placeOneCall(
  { live, config, world, tenantId, database }: Waihu,
  order: OneCall,
  onEvent: (event: CallEvent) => void,
  signal: AbortSignal,
): Promise<CallRecord> {
  const callId = callIdSchema.parse(`${config.node}-${world.newId()}`);
  const ended = new Promise<void>((resolve) => {
    const stop = live.subscribe((event) => {
      if (event.callId !== callId) return;
      onEvent(event);
      if (event.kind !== 'call-ended') return;
      stop();
      resolve();
    });
  });
  const answer = await live.place({
    callId,
    tenantId,
    campaignId: null,
    leadId: null,
    ringForMs: 60_000,
    maxTalkMs: 900_000,
    record: true,
    ...order,
  });
  if (!answer.accepted) throw new CodedError('call-not-placed', `the call was not placed: ${answer.reason}`);
  onAbort(signal, () => void live.hangUp(callId, 'the command was stopped'));
  await ended;
  for (let waits = 0; waits < 100; waits++) {
    const record = await getCall(database, tenantId, callId);
    if (record) return record;
    await new Promise<void>((resolve) => {
      world.clock.after(50, resolve);
    });
  }
  throw new CodedError('record-late', 'the call has ended, but its record was not kept within 5 s');
}
