import { EventEmitter } from 'node:events';
import { Logger as GraphileLogger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg, { type Client, type Pool, type PoolConfig } from 'pg';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { jobSchema } from '../migrate.ts';

export interface JobRunnerOptions {
  readonly pool: Pool;
  readonly connection: PoolConfig;
  readonly tasks: TaskList;
  readonly concurrency: number;
  readonly logger: Logger;
}

/** graphile-worker tells much and quotes errors; what matters is logged by who reacts. */
const quietLogger = new GraphileLogger(() => () => undefined);

/** For jobs whose start was not heard of. */
const pollEveryMs = 2_000;

/** Names the lock that says "the program that runs this pool of workers lives". */
const livesLock = `hashtextextended('waihu jobs ' || $1, 0)`;

/**
 * Takes jobs from the dead. graphile-worker keeps a job of a killed program locked for four hours; here each pool of
 * workers holds a lock that ends with its connection, so who can take it knows that the pool is gone.
 */
async function freeJobsOfTheDead(lease: Client, ownPool: string): Promise<void> {
  const { rows } = await lease.query<{ pool: string }>(
    `select distinct locked_by as pool from ${jobSchema}.jobs where locked_by is not null and locked_by <> $1`,
    [ownPool],
  );
  for (const { pool } of rows) {
    const { rows: locks } = await lease.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(${livesLock}) as taken`,
      [pool],
    );
    if (!locks[0]?.taken) continue;
    await lease.query(`select ${jobSchema}.force_unlock_workers(array[$1])`, [pool]);
    await lease.query(`select pg_advisory_unlock(${livesLock})`, [pool]);
  }
}

/** One life of the job engine: from a connection to its end. After the database was away a new one is started. */
export class JobRunner {
  readonly #runner: Runner;
  readonly #lease: Client;
  readonly #ownPool: string;

  private constructor(runner: Runner, lease: Client, ownPool: string) {
    this.#runner = runner;
    this.#lease = lease;
    this.#ownPool = ownPool;
    // It ends early when the database goes away, and is replaced then.
    runner.promise.catch(() => undefined);
  }

  static async start(options: JobRunnerOptions): Promise<JobRunner> {
    const lease = new pg.Client(options.connection);
    lease.on('error', () => undefined);
    await lease.connect();
    let poolId = '';
    const events = new EventEmitter() as WorkerEvents;
    events.on('pool:create', ({ workerPool }) => (poolId = workerPool.id));
    events.on('job:error', ({ job, error }) =>
      options.logger.warn(
        { task: job.task_identifier, attempt: job.attempts, reason: messageOf(error) },
        'A reaction failed and will be tried again',
      ),
    );
    try {
      const runner = await run({
        pgPool: options.pool,
        schema: jobSchema,
        taskList: options.tasks,
        concurrency: options.concurrency,
        pollInterval: pollEveryMs,
        noHandleSignals: true,
        logger: quietLogger,
        events,
      });
      const started = new JobRunner(runner, lease, poolId);
      await lease.query(`select pg_advisory_lock(${livesLock})`, [poolId]);
      await started.freeJobsOfTheDead();
      return started;
    } catch (error) {
      await lease.end().catch(() => undefined);
      throw error;
    }
  }

  async freeJobsOfTheDead(): Promise<void> {
    await freeJobsOfTheDead(this.#lease, this.#ownPool);
  }

  /** Lets running jobs finish. */
  async stop(): Promise<void> {
    await this.#runner.stop().catch(() => undefined);
    await this.#lease.end().catch(() => undefined);
  }
}
