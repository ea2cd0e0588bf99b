import type { CallRecord } from '../contract/call-record.ts';
import type { LiveServices } from '../contract/live-services.ts';
import { delay, type Clock } from '../foundation/clock.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Journal } from './journal.ts';

const firstRetryMs = 200;
const slowestRetryMs = 10_000;

/**
 * Hands a record over until it is acknowledged, then lets the journal forget the call. While the database is away
 * the record waits here and in the journal. Rejects only when `signal` aborts; the journal hands it over next time.
 */
export async function keepUntilAcknowledged(
  record: CallRecord,
  deps: { readonly services: LiveServices; readonly journal: Journal; readonly clock: Clock; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  for (let waitMs = firstRetryMs; ; waitMs = Math.min(slowestRetryMs, waitMs * 2)) {
    try {
      await deps.services.keepRecord(record);
      deps.journal.append({ kind: 'kept', callId: record.callId });
      return;
    } catch (error) {
      deps.logger.warn({ callId: record.callId, reason: messageOf(error), waitMs }, 'a record could not be kept yet');
      await delay(deps.clock, waitMs, signal);
    }
  }
}
