import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpeechSettings } from '../contract/speech-settings.ts';
import {
  learnInThread,
  openJournal,
  openLiveCalls,
  startMedia,
  type CallSurroundings,
  type LiveSwitch,
  type SpeechOfCall,
} from '../call/index.ts';
import {
  describeSpeech,
  followRecordings,
  installedModels,
  startSpeechEngines,
  type SpeechAbilities,
  type SpeechEngines,
} from '../speech/index.ts';
import { attendByIvr, type AttendingPorts } from '../switchboard/index.ts';
import { datagramPathHere, systemNames, type SipEndpoint } from '../telephony/index.ts';
import { announcementsFolder, keepAnnouncements } from './announcements.ts';
import type { Closers } from './closers.ts';
import { openAdvisers } from './open-advisers.ts';
import type { LiveServices } from '../contract/live-services.ts';
import { liveServices } from './live-services.ts';
import type { Office } from './open-office.ts';
import { openQueues, type Queues } from './open-queues.ts';
import { guardInvites } from './guard-invites.ts';
import { openSip } from './open-sip.ts';
import { startRecovery } from './start-recovery.ts';
import { keepTrunkAddresses, type TrunkAddresses } from './trunk-addresses.ts';
import { wantedEngines } from './wanted-engines.ts';
import { webServiceOf } from './web-service.ts';

/** What carries calls: packets, engines, and the calls themselves. */
export interface LiveHalf {
  readonly sip: SipEndpoint;
  readonly speech: SpeechEngines;
  /** What each engine that runs can do. */
  readonly speechAbilities: SpeechAbilities;
  readonly live: LiveSwitch;
  readonly trunkAddresses: TrunkAddresses;
  readonly queues: Queues;
  /** Says where the telephones of an extension are: until then no seat that sits at one can be rung. */
  findPhonesBy(phonesOf: NonNullable<CallSurroundings['phonesOf']>): void;
  /** Says who leads on the people that flows of ours have called: until then they are led to nobody. */
  leadFlowsBy(leadTo: AttendingPorts['leadTo']): void;
  /** What calls are given: for those that come in. */
  readonly surroundings: CallSurroundings;
  readonly recordingsFolder: string;
  /** What calls listen with, in the order in which they are tried; none: keys and real-time text only. */
  readonly recognizers: readonly string[];
}

const soundCacheBytes = 128 * 1_048_576;
const mediaTimeoutMs = 8_000;

async function openMedia(
  { config, world: { clock, logger } }: Office,
  speech: SpeechEngines,
  closers: Closers,
): Promise<ReturnType<typeof startMedia>> {
  const announcements = await followRecordings(join(config.dataFolder, announcementsFolder), clock);
  const datagrams = datagramPathHere(config.mediaPath);
  logger.info({ datagrams, workers: config.mediaWorkers }, 'media path');
  const media = startMedia(
    {
      ports: config.rtpPorts,
      speech: speech.sockets,
      cacheBytes: soundCacheBytes,
      cacheFolder: join(config.dataFolder, 'voice-cache'),
      mediaTimeoutMs,
      recordings: announcements.first.known,
      datagrams,
    },
    logger,
    config.mediaWorkers,
  );
  closers.add(() => media.close());
  closers.add(keepAnnouncements(announcements, media, logger));
  return media;
}

/** SIP, and where trunks are: no INVITE leaves for one of them without a permit. */
async function openSignalling(
  { config, world: { clock, random, logger } }: Office,
  closers: Closers,
): Promise<Pick<LiveHalf, 'sip' | 'trunkAddresses'>> {
  const trunks: { known: TrunkAddresses | null } = { known: null };
  const inviteGuard = guardInvites({ trunksAt: (way) => trunks.known?.trunksAt(way) ?? [] }, clock, logger);
  const sip = await openSip(config.sip, { clock, random, logger, inviteGuard });
  closers.add(() => sip.close());
  const trunkAddresses = keepTrunkAddresses({ sip, names: systemNames(), clock, random, logger });
  trunks.known = trunkAddresses;
  closers.add(() => trunkAddresses.close());
  return { sip, trunkAddresses };
}

/** Starts what hears and speaks: the engines of this machine that are wanted, and the services elsewhere. */
async function openSpeech(
  { config, world }: Office,
  closers: Closers,
): Promise<Pick<LiveHalf, 'speech' | 'speechAbilities' | 'recognizers'>> {
  const wanted = await wantedEngines(config, world);
  const speech = await startSpeechEngines(wanted);
  closers.add(() => speech.close());
  const { services, clock, modelFolder } = wanted;
  const models = await installedModels(modelFolder);
  const { capabilities } = speech;
  return {
    speech,
    speechAbilities: describeSpeech({ capabilities, models, services, clock }),
    recognizers: config.recognizers ?? capabilities.recognizers.map(({ name }) => name),
  };
}

/** How the calls of a tenant hear and speak: as it set, or as the program does. */
function speechOf({ recognizers, ...others }: SpeechSettings, usual: readonly string[]): SpeechOfCall {
  return { recognizers: recognizers ?? usual, ...others };
}

function servicesOf(office: Office, recordingsFolder: string): LiveServices {
  const { world, database, gate, lines, alerts } = office;
  const { clock, newId, secrets } = world;
  return liveServices({
    database,
    gate,
    lines,
    secrets,
    clock,
    newId,
    recordingsFolder,
    raiseAlert: (alert) => alerts.raise(alert),
    askWeb: webServiceOf(office),
    reach: (point) => world.reach(point),
  });
}

/** Starts the live half, brings to its end what an earlier run left open, and takes calls from then on. */
export async function openLiveHalf(office: Office, closers: Closers): Promise<LiveHalf> {
  const { config, world } = office;
  const { clock, logger, secrets } = world;
  const reach = (point: string): void => world.reach(point);
  const { sip, trunkAddresses } = await openSignalling(office, closers);
  const opened = await openJournal(join(config.dataFolder, 'journal', config.node), clock);
  closers.add(() => opened.journal.close());
  const recordingsFolder = join(config.dataFolder, 'recordings');
  await mkdir(recordingsFolder, { recursive: true });
  await chmod(recordingsFolder, 0o700);
  const services = servicesOf(office, recordingsFolder);
  // People whom a crash left in the air wait for this: it goes on while the engines start.
  const recovery = startRecovery(office, { sip, services, journal: opened.journal, recordingsFolder }, opened);
  closers.add(() => recovery.stop());
  const { advisers, close: closeAdvisers } = await openAdvisers(config, secrets);
  closers.add(closeAdvisers);
  const engines = await openSpeech(office, closers);
  const { speech, recognizers } = engines;
  const [recognizer = null, ...fallbackRecognizers] = recognizers;
  const media = await openMedia(office, speech, closers);
  const { mediaAddress, utcOffsetMinutes } = config;
  let leadTo: AttendingPorts['leadTo'] = () => null;
  let phonesOf: NonNullable<CallSurroundings['phonesOf']> = () => [];
  const learner = learnInThread(logger);
  closers.add(() => learner.close());
  const surroundings: CallSurroundings = {
    sip,
    media,
    services,
    journal: opened.journal,
    clock,
    logger,
    mediaAddress,
    recordingsFolder,
    musicFolder: join(config.dataFolder, 'music'),
    recognizer,
    fallbackRecognizers,
    ...advisers,
    speechOf: (tenantId) => speechOf(office.speechSettings.of(tenantId), recognizers),
    learnScript: (script) => learner.learn(script),
    utcOffsetMinutes,
    trunkAddresses: trunkAddresses.of,
    phonesOf: (tenantId, extension) => phonesOf(tenantId, extension),
    attend: attendByIvr({ fetch: webServiceOf(office), leadTo: (...asked) => leadTo(...asked) }),
    reach,
  };
  const live = openLiveCalls(surroundings);
  const queues = openQueues(office, live, services, closers);
  await Promise.all([media.ready, recovery.done]);
  return {
    sip,
    ...engines,
    live,
    trunkAddresses,
    queues,
    surroundings,
    recordingsFolder,
    leadFlowsBy(lead) {
      leadTo = lead;
    },
    findPhonesBy(lookUp) {
      phonesOf = lookUp;
    },
  };
}
