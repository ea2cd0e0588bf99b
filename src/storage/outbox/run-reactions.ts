import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import { tenantIdSchema } from '../../contract/ids.ts';
import { delay, every, type Clock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { openPool } from '../connection.ts';
import type { Database } from '../database.ts';
import { ownerConnection } from '../owner-access.ts';
import { JobRunner } from './job-runner.ts';
import { reactOnce } from './react-once.ts';
import type { Reaction } from './reaction.ts';
import { hasWork, relayFacts, taskOf } from './relay-facts.ts';

export interface RunningReactions {
  /** Resolves when every fact written so far has had all its reactions, or their next attempt lies in the future. */
  drained(): Promise<void>;
  /** Lets what runs finish and stops. What is left is done by the next who runs reactions. */
  close(): Promise<void>;
}

export interface RunReactionsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** How many reactions may run at once. */
  readonly concurrency?: number;
}

const factOf = z.object({
  factId: z.string(),
  tenantId: tenantIdSchema,
  subjectId: z.string(),
});

const careEveryMs = 60_000;
/** A fact is never delivered again after its job's last attempt, some three days later. */
const forgetMarksAfter = '30 days';

/** Relays facts from the outbox to their reactions, as long as it runs and the database is there. */
export async function runReactions(
  database: Database,
  reactions: readonly Reaction[],
  options: RunReactionsOptions,
): Promise<RunningReactions> {
  const { clock, logger, concurrency = 4 } = options;
  const connection = ownerConnection(database);
  // The runner's listener and its lock-step queries come on top of the jobs themselves.
  const pool = openPool({ ...connection, max: concurrency + 3 });
  const tasks: TaskList = Object.fromEntries(
    reactions.map((reaction) => [
      taskOf(reaction.name),
      (payload: unknown) => reactOnce(reaction, { ...factOf.parse(payload), kind: reaction.on }, database),
    ]),
  );
  const start = (): Promise<JobRunner> => JobRunner.start({ pool, connection, tasks, concurrency, logger });
  let runner = await start();

  /** Everything that touches the outbox or the runner, one after another. */
  let last: Promise<void> = Promise.resolve();
  const inTurn = (what: string, work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => {
      if (database.available()) logger.warn({ what, reason: messageOf(error) }, 'Work on the outbox failed');
    });
    return last;
  };
  const relay = (): Promise<void> => inTurn('relay', () => relayFacts(pool, reactions));
  const care = async (): Promise<void> => {
    await runner.freeJobsOfTheDead();
    await pool.query(`delete from reactions_done where done_at < now() - interval '${forgetMarksAfter}'`);
  };
  const begin = async (): Promise<void> => {
    await runner.stop();
    runner = await start();
  };
  const unlisten = await database.listen('waihu_outbox', (payload) => {
    // '' says that the database was away: the runner's connections are gone, and it may have given up.
    if (payload === '') void inTurn('start', begin);
    void relay();
  });
  const stopCaring = every(clock, careEveryMs, () => void inTurn('care', care).then(relay));
  void inTurn('care', care).then(relay);

  return {
    async drained() {
      do {
        await relay();
        await delay(clock, 10);
      } while (await hasWork(pool));
    },
    async close() {
      stopCaring();
      await unlisten();
      await last;
      await runner.stop();
      await pool.end();
    },
  };
}
