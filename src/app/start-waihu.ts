import { openApi, type Api } from '../api/index.ts';
import { oneNodeDirectory } from '../call/index.ts';
import { runDialer, type Dialer } from '../campaign/index.ts';
import type { Directory } from '../contract/directory.ts';
import { pruneCalleeLedger } from '../compliance/index.ts';
import { every } from '../foundation/clock.ts';
import { deliverWaitingMessages } from '../switchboard/index.ts';
import { renewSeatsOfCalls } from '../seats/index.ts';
import { runReactions, type RunningReactions } from '../storage/index.ts';
import { apiDoors } from './api-doors.ts';
import { Closers } from './closers.ts';
import type { Config } from './config.ts';
import { followEvents } from './follow-events.ts';
import { logCalls } from './log-calls.ts';
import { openLiveHalf, type LiveHalf } from './open-live-half.ts';
import { openOffice, type Office, type World } from './open-office.ts';
import { reactionsOf } from './reactions.ts';
import { keepLinesInUse } from './keep-lines-in-use.ts';
import { serveExtensions } from './serve-extensions.ts';
import { SpeechFaults } from './speech-faults.ts';

/** The whole program, running. */
export interface Waihu extends Office, LiveHalf {
  readonly reactions: RunningReactions;
  readonly dialer: Dialer;
  readonly directory: Directory;
  readonly api: Api;
  readonly canHearSpeech: boolean;
}

export interface StartOptions {
  readonly consoleFolder: string | null;
  /** Starts the dialer; false for commands that place a call of their own. */
  readonly dial?: boolean;
}

/** How long calls in the air may go on when the program is asked to stop. */
const graceMs = 8_000;
const renewSeatsEveryMs = 20_000;
const dayMs = 86_400_000;
const noDialer: Dialer = { wake: () => undefined, stop: () => Promise.resolve() };

/** Starts everything, in the order in which each needs the one before; `close` stops it in the reverse. */
export async function startWaihu(config: Config, world: World, options: StartOptions): Promise<Waihu> {
  const closers = new Closers();
  try {
    const office = await openOffice(config, world);
    closers.add(() => office.close());
    const half = await openLiveHalf(office, closers);
    return await startWork(office, half, options, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Everything that makes calls happen and shows them. */
async function startWork(office: Office, half: LiveHalf, options: StartOptions, closers: Closers): Promise<Waihu> {
  const { config, world, database, tenantId } = office;
  const { clock, logger } = world;
  const { live, recordingsFolder } = half;
  closers.add(deliverWaitingMessages({ ...half.surroundings, node: config.node }));
  await keepLinesInUse(office, half, await serveExtensions(office, half, closers), closers);
  let dialer = noDialer;
  const reactions = await runReactions(
    database,
    reactionsOf(office, () => dialer.wake(), half.surroundings.languageModel ?? null),
    { clock, logger },
  );
  closers.add(() => reactions.close());
  closers.add(followEvents(office, live));
  const faults = new SpeechFaults();
  closers.add(live.subscribe((event) => faults.note(event)));
  closers.add(logCalls(live, office.world.logger));
  const renewSeats = (): void => {
    const inTheAir = live.list(tenantId).map(({ callId }) => callId);
    const callIds = [...inTheAir, ...half.queues.desk.of(tenantId).callsWithSeats()];
    void renewSeatsOfCalls(database, tenantId, callIds).catch(() => undefined);
  };
  closers.add(every(clock, renewSeatsEveryMs, renewSeats));
  const forgetOldDials = (): void => void pruneCalleeLedger(office.gate, clock.now()).catch(() => undefined);
  closers.add(every(clock, dayMs, forgetOldDials));
  closers.add(() => live.drain(graceMs));
  if (options.dial !== false)
    dialer = runDialer({
      ...office.campaigns,
      liveCalls: live,
      logger,
      random: world.random,
      reach: (point) => world.reach(point),
    });
  closers.add(() => dialer.stop());
  const canHearSpeech = half.recognizers.length > 0;
  const doors = apiDoors({
    office,
    live,
    desk: half.queues.desk,
    canHearSpeech,
    engines: { ...half, faults },
    recordingsFolder,
  });
  const api = await openApi({
    doors,
    host: config.http.host,
    port: config.http.port,
    consoleFolder: options.consoleFolder,
    clock,
    newId: world.newId,
    logger,
  });
  closers.add(() => api.close());
  return {
    ...office,
    ...half,
    reactions,
    dialer,
    directory: oneNodeDirectory(config.node, clock),
    api,
    canHearSpeech,
    close: () => closers.close(),
  };
}
