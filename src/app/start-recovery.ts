import { nodeFiles, recoverCalls, recoverRecording, type CallSurroundings, type OpenedJournal } from '../call/index.ts';
import { recoverAttempts } from '../campaign/index.ts';
import { hasRecordOf } from '../records/index.ts';
import type { Office } from './open-office.ts';

export interface Recovery {
  /** Resolves when every call and attempt that an earlier run left open has come to its end. */
  readonly done: Promise<void>;
  /** Gives up what is not done yet: the journal has it for the next start. */
  stop(): Promise<void>;
}

/** Ends what an earlier run left open: first the calls in the air, then records and attempts. */
export function startRecovery(
  { campaigns, world: { clock, logger } }: Office,
  around: Pick<CallSurroundings, 'sip' | 'services' | 'journal' | 'recordingsFolder'>,
  opened: OpenedJournal,
): Recovery {
  const stopping = new AbortController();
  const journaled = new Set(
    opened.leftovers.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'call-started' && event.attemptId ? [event.attemptId] : [])),
    ),
  );
  const recover = async (): Promise<void> => {
    const calls = await recoverCalls(
      opened,
      { ...around, clock, logger },
      (folder) => recoverRecording(folder, nodeFiles),
      stopping.signal,
    );
    const attempts = await recoverAttempts({
      ...campaigns,
      isTold: async ({ attemptId, tenantId }) =>
        journaled.has(attemptId) || campaigns.database.withTenant(tenantId, (db) => hasRecordOf(db, attemptId)),
    });
    if (calls > 0 || attempts.givenBack + attempts.interrupted > 0)
      logger.info({ calls, ...attempts }, 'what an earlier run left open was brought to its end');
  };
  const done = recover();
  // Whoever starts the program awaits it later; until then a failure is not unheard.
  done.catch(() => undefined);
  return {
    done,
    async stop() {
      stopping.abort(new Error('the program stops'));
      await done.catch(() => undefined);
    },
  };
}
