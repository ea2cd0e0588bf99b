import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi, type Api } from '../api/index.ts';
import { openAccounts, type Accounts, type FirstCredentials } from '../accounts/index.ts';
import {
  oneNodeDirectory,
  openJournal,
  openLiveCalls,
  startMediaWorker,
  type CallSurroundings,
  type LiveSwitch,
} from '../call/index.ts';
import { planRetryWhenCallEnds, runDialer, type CampaignTools, type Dialer } from '../campaign/index.ts';
import {
  attemptAnswered,
  loadNumberKey,
  makeGate,
  suppressNow,
  suppressWhenCallEnds,
  type Gate,
} from '../compliance/index.ts';
import type { Directory } from '../contract/directory.ts';
import type { TenantId } from '../contract/ids.ts';
import { every, type Clock } from '../foundation/clock.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Random } from '../foundation/random.ts';
import { fileSmsProvider, sendSmsWhenQueued } from '../integrations/index.ts';
import { noteCallOfLead } from '../leads/index.ts';
import { openLinesSnapshots, trunkCredentials, type LinesSnapshots, type SecretSources } from '../lines/index.ts';
import { findRecord } from '../records/index.ts';
import { scriptShelf } from '../scripts/index.ts';
import { freeSeatsWhenCallEnds, renewSeatsOfCalls } from '../seats/index.ts';
import { startSpeechEngines, type SpeechEngines } from '../speech/index.ts';
import { openDatabase, runReactions, type Database, type Reaction, type RunningReactions } from '../storage/index.ts';
import { openSipEndpoint, type SipEndpoint } from '../telephony/index.ts';
import { apiDoors } from './api-doors.ts';
import type { Config } from './config.ts';
import { liveServices } from './live-services.ts';
import { keepRegistrations } from './registrations.ts';
import { startRecovery } from './start-recovery.ts';

/** The world the program runs in; tests and the demo pass their own. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly secrets: SecretSources;
  /** Called at named moments; the crash tests kill the program there. */
  reach(point: string): void;
}

/** The half of the program that needs no packets: enough for commands that only read and write. */
export interface Office {
  readonly config: Config;
  readonly world: World;
  readonly database: Database;
  readonly gate: Gate;
  readonly lines: LinesSnapshots;
  readonly tenantId: TenantId;
  readonly accounts: Accounts;
  /** At the very first start: how the administrator signs in, to be printed once. */
  readonly firstCredentials: FirstCredentials | null;
  readonly campaigns: CampaignTools;
  close(): Promise<void>;
}

/** The whole program, running. */
export interface Waihu extends Office {
  readonly live: LiveSwitch;
  readonly sip: SipEndpoint;
  readonly speech: SpeechEngines;
  readonly reactions: RunningReactions;
  readonly dialer: Dialer;
  readonly directory: Directory;
  readonly api: Api;
  readonly canHearSpeech: boolean;
}

/** How long calls in the air may go on when the program is asked to stop. */
const graceMs = 8_000;

export async function openOffice(config: Config, world: World): Promise<Office> {
  const { clock, logger, newId, random } = world;
  await mkdir(config.dataFolder, { recursive: true, mode: 0o755 });
  const database = await openDatabase({
    ...(config.databaseUrl === null ? {} : { databaseUrl: config.databaseUrl }),
    dataFolder: config.dataFolder,
    clock,
    logger,
  });
  const lines = await openLinesSnapshots(database, logger);
  const accounts = openAccounts({ database, random, newId });
  const firstCredentials = await accounts.firstStart();
  const tenantId = firstCredentials?.tenantId ?? (await accounts.findTenant('default'));
  if (tenantId === null)
    throw new CodedError('no-tenant', "the database has no tenant 'default': was it made by another program?");
  await lines.of(tenantId);
  const gate = makeGate({
    database,
    numberKey: await loadNumberKey(database, random),
    newId,
    node: config.node,
    trunkOf: async (tenant, name) =>
      (await lines.of(tenant)).document.trunks.find((trunk) => trunk.name === name) ?? null,
    simulatedTrunkIgnoresWindow: config.simulatedAnyHour,
    timeOf: (databaseMs) => databaseMs + config.clockShiftMs,
  });
  return {
    config,
    world,
    database,
    gate,
    lines,
    tenantId,
    accounts,
    firstCredentials,
    campaigns: {
      database,
      gate,
      clock,
      scripts: scriptShelf(database),
    },
    async close() {
      await lines[Symbol.asyncDispose]();
      await database.close();
    },
  };
}

/** What follows when facts become known, each once, in its own room. */
function reactionsOf(office: Office, dialerWake: () => void): Reaction[] {
  return [
    suppressWhenCallEnds(office.gate, findRecord),
    planRetryWhenCallEnds(findRecord),
    freeSeatsWhenCallEnds,
    sendSmsWhenQueued(fileSmsProvider(join(office.config.dataFolder, 'sms', 'sent.jsonl'))),
    {
      name: 'note-lead-when-call-ends',
      on: 'call-ended',
      react: ({ tenantId, subjectId }, database) =>
        database.withTenant(tenantId, async (db) => {
          const record = await findRecord(db, subjectId as never);
          if (record?.leadId) await noteCallOfLead(db, record.leadId, { ...record, ordered: record.orders.length > 0 });
        }),
    },
    { name: 'wake-dialer-when-call-ends', on: 'call-ended', react: async () => dialerWake() },
  ];
}

/** What is done at once when something happens in a call, before its record is there. */
function followEvents(office: Office, live: LiveSwitch): () => void {
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

export interface StartOptions {
  readonly consoleFolder: string | null;
  /** Starts the dialer; false for commands that place a call of their own. */
  readonly dial?: boolean;
}

/** Starts everything, in the order in which each needs the one before; `close` stops it in the reverse. */
export async function startWaihu(config: Config, world: World, options: StartOptions): Promise<Waihu> {
  const { clock, random, logger, newId } = world;
  const office = await openOffice(config, world);
  const { database, gate, lines, tenantId } = office;
  const closers: (() => Promise<void> | void)[] = [() => office.close()];
  try {
    const sip = await openSipEndpoint({
      clock,
      random,
      logger,
      userAgent: 'Waihu',
      bind: config.sip,
      transports: ['udp', 'tcp'],
    });
    closers.push(() => sip.close());
    const opened = await openJournal(join(config.dataFolder, 'journal', config.node), clock);
    closers.push(() => opened.journal.close());
    const recordingsFolder = join(config.dataFolder, 'recordings');
    await mkdir(recordingsFolder, { recursive: true });
    await chmod(recordingsFolder, 0o700);
    const services = liveServices({
      database,
      gate,
      lines,
      secrets: world.secrets,
      clock,
      newId,
      reach: (point) => world.reach(point),
    });
    // People whom a crash left in the air wait for this: it goes on while the engines start.
    const recovery = startRecovery(office, { sip, services, journal: opened.journal, recordingsFolder }, opened);
    closers.push(() => recovery.stop());

    const modelFolder = config.modelFolder ?? join(config.dataFolder, 'models');
    const speech = await startSpeechEngines({ dataFolder: config.dataFolder, modelFolder, logger, clock });
    closers.push(() => speech.close());
    const recognizer = config.recognizer ?? speech.capabilities.recognizers[0]?.name ?? null;
    const media = startMediaWorker(
      {
        ports: config.rtpPorts,
        speech: speech.sockets,
        cacheBytes: 128 * 1_048_576,
        cacheFolder: join(config.dataFolder, 'voice-cache'),
        mediaTimeoutMs: 8_000,
      },
      logger,
    );
    closers.push(() => media.close());
    const around: CallSurroundings = {
      sip,
      media,
      services,
      journal: opened.journal,
      clock,
      logger,
      mediaAddress: config.mediaAddress,
      recordingsFolder,
      recognizer,
      utcOffsetMinutes: config.utcOffsetMinutes,
      reach: (point) => world.reach(point),
    };
    const live = openLiveCalls(around);
    await recovery.done;

    const registrations = keepRegistrations(sip, live, (trunk) => trunkCredentials(trunk, world.secrets), logger);
    closers.push(() => registrations.close());
    const useLines = async (tenant: TenantId, document: Parameters<LiveSwitch['useLines']>[1]): Promise<void> => {
      live.useLines(tenant, document);
      await registrations.use(tenant, document);
    };
    await useLines(tenantId, (await lines.of(tenantId)).document);
    lines.onChange(
      (tenant, { document }) =>
        void useLines(tenant, document).catch((error: unknown) =>
          logger.warn({ reason: messageOf(error) }, 'new lines could not be put to use'),
        ),
    );

    const wake = { dialer: (): void => undefined };
    const reactions = await runReactions(
      database,
      reactionsOf(office, () => wake.dialer()),
      { clock, logger },
    );
    closers.push(() => reactions.close());
    closers.push(followEvents(office, live));
    closers.push(
      every(
        clock,
        20_000,
        () =>
          void renewSeatsOfCalls(
            database,
            tenantId,
            live.list(tenantId).map(({ callId }) => callId),
          ).catch(() => undefined),
      ),
    );
    closers.push(() => live.drain(graceMs));
    const dialer =
      options.dial === false
        ? { wake: () => undefined, stop: async () => undefined }
        : runDialer({ ...office.campaigns, liveCalls: live, logger, reach: (point) => world.reach(point) });
    wake.dialer = () => dialer.wake();
    closers.push(() => dialer.stop());
    const canHearSpeech = recognizer !== null;
    const api = await openApi({
      doors: apiDoors({ office, live, canHearSpeech, recordingsFolder }),
      host: config.http.host,
      port: config.http.port,
      consoleFolder: options.consoleFolder,
      logger,
    });
    closers.push(() => api.close());
    return {
      ...office,
      live,
      sip,
      speech,
      reactions,
      dialer,
      directory: oneNodeDirectory(config.node, clock),
      api,
      canHearSpeech,
      close: () => closeAll(closers),
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
