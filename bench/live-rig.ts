import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal, openLiveCalls, startMedia, type LiveSwitch, type MediaPort } from '../src/call/index.ts';
import type { CallRecord } from '../src/contract/call-record.ts';
import { callOrderSchema, type CallOrder } from '../src/contract/call-order.ts';
import type { LiveServices } from '../src/contract/live-services.ts';
import type { ScriptDocument } from '../src/contract/script-document.ts';
import { systemClock } from '../src/foundation/clock.ts';
import { silentLogger } from '../src/foundation/logger.ts';
import { systemRandom } from '../src/foundation/random.ts';
import { startSpeechEngines, type SpeechEngines, type SpeechServiceInClear } from '../src/speech/index.ts';
import { openSipEndpoint, type DatagramPath, type PortRange } from '../src/telephony/index.ts';

/** The product's whole live half in this process, with its media worker and speech engines; records stay in memory. */
export interface LiveRig {
  readonly live: LiveSwitch;
  readonly media: MediaPort;
  readonly speech: SpeechEngines;
  /** Of the calls that ended, in order. */
  readonly records: CallRecord[];
  /** A scratch folder that goes with the rig. */
  readonly folder: string;
  /** Places a call to a SIP URI. */
  call(address: string, script: ScriptDocument, realTimeText: boolean): Promise<CallOrder>;
  close(): Promise<void>;
}

/** Who hears the calls of a rig, beside real-time text. */
export interface RigHearing {
  /** Null: words come by text alone. */
  readonly recognizer: string | null;
  readonly modelFolder?: string;
  readonly services?: readonly SpeechServiceInClear[];
}

export const loopback = '127.0.0.1';
const tenantId = randomUUID();
const unused = (what: string) => (): never => {
  throw new Error(`the bench's scripts need no ${what}`);
};

function memoryServices(records: CallRecord[]): LiveServices {
  return {
    credentials: async () => null,
    dialPermit: unused('permit'),
    attemptSent: async () => true,
    attemptOver: async () => undefined,
    reserveSeat: async () => null,
    releaseSeat: async () => undefined,
    callFunction: unused('function'),
    storeVoicemail: async () => undefined,
    voicemailsOf: async () => [],
    markVoicemail: async () => undefined,
    keepRecord: async (record) => void records.push(record),
    raiseAlert: () => undefined,
  };
}

export async function openLiveRig(
  ports: PortRange,
  datagrams: DatagramPath,
  { recognizer, ...hearing }: RigHearing = { recognizer: null },
): Promise<LiveRig> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-bench-'));
  const recordingsFolder = join(folder, 'recordings');
  await mkdir(recordingsFolder);
  const [clock, logger] = [systemClock, silentLogger];
  const speech = await startSpeechEngines({
    dataFolder: folder,
    logger,
    clock,
    ...hearing,
    recognizers: recognizer === null ? [] : [recognizer],
  });
  const media = startMedia(
    {
      ports,
      speech: speech.sockets,
      cacheBytes: 128 * 1_048_576,
      cacheFolder: join(folder, 'voice-cache'),
      mediaTimeoutMs: 8_000,
      datagrams,
    },
    logger,
  );
  const sip = await openSipEndpoint({
    clock,
    random: systemRandom,
    logger,
    userAgent: 'Waihu',
    bind: { host: loopback, port: 0 },
    transports: ['udp'],
  });
  const { journal } = await openJournal(join(folder, 'journal'), clock);
  const records: CallRecord[] = [];
  await media.ready;
  const live = openLiveCalls({
    sip,
    media,
    services: memoryServices(records),
    journal,
    clock,
    logger,
    mediaAddress: loopback,
    recordingsFolder,
    recognizer,
    utcOffsetMinutes: 480,
    reach: () => undefined,
  });
  return {
    live,
    media,
    speech,
    records,
    folder,
    async call(address, script, realTimeText) {
      const order = callOrderSchema.parse({
        callId: `bench-${randomUUID()}`,
        tenantId,
        attemptId: null,
        campaignId: null,
        leadId: null,
        destination: { kind: 'address', address, caller: '', realTimeText },
        script,
        scriptVersion: 1,
      });
      const answer = await live.place(order);
      if (!answer.accepted) throw new Error(`the call was not taken: ${answer.reason}`);
      return order;
    },
    async close() {
      await live.drain(0);
      await sip.close();
      journal.close();
      await media.close();
      await speech.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
