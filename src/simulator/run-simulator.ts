import type { Clock } from '../foundation/clock.ts';
import { seededRandom, type Random } from '../foundation/random.ts';
import { openSipEndpoint, PortPool, type SipAddress } from '../telephony/index.ts';
import { Carrier } from './carrier/carrier.ts';
import { DigestGuard } from './carrier/digest-guard.ts';
import { NumberTable } from './carrier/number-table.ts';
import type { Behaviour } from './customer/behaviour.ts';
import { behaviours } from './customer/catalogue.ts';
import { spokenBehaviours } from './customer/spoken-catalogue.ts';
import { reader } from './customer/reader.ts';
import { sentencesOf } from './customer/sentences-of.ts';
import { LineClock } from './line/line-clock.ts';
import { withOneLie } from './log/lie.ts';
import { noLogFile, openLogFile } from './log/log-file.ts';
import type { CallLog, SeatAddress, SeatLog, SimulatorOptions } from './messages.ts';
import { SeatExchange } from './seats/seat-exchange.ts';
import { openSpeaker, openSyllableSpeaker } from './voice/open-speaker.ts';
import { VoiceBank } from './voice/voice-bank.ts';

export interface RunningSimulator {
  readonly addresses: { readonly udp: string; readonly tcp: string; readonly seats: readonly SeatAddress[] };
  numbers(count: number): readonly string[];
  reader(says: readonly string[]): string;
  log(): readonly CallLog[];
  seatLog(): readonly SeatLog[];
  robotSaid(sipCallId: string, text: string): void;
  close(): Promise<void>;
}

/** What the simulator needs of its process. `random` is for packets; what the seed decides comes from the seed. */
export interface SimulatorWorld {
  readonly clock: Clock;
  readonly random: Random;
}

const defaultHost = '127.0.0.1';
const defaultRtpPorts = { from: 40_000, to: 49_998 };
const defaultReactionMs = 600;

const written = (address: SipAddress | undefined): string => (address ? `${address.host}:${address.port}` : '');

function prepare(voices: VoiceBank, behaviour: Behaviour | undefined): void {
  if (behaviour && !behaviour.plain) void voices.prepare(sentencesOf(behaviour));
}

/** Opens the carrier and its people in this process. Rejects where a port is taken or `only` names no behaviour. */
export async function runSimulator(
  options: SimulatorOptions,
  { clock, random }: SimulatorWorld,
): Promise<RunningSimulator> {
  const { soundOnly } = options;
  const numbers = new NumberTable(options.seed, soundOnly ? spokenBehaviours : behaviours, options.only);
  const host = options.host ?? defaultHost;
  const file = options.logFolder === undefined ? noLogFile : openLogFile(options.logFolder);
  const speaker = soundOnly
    ? openSyllableSpeaker(soundOnly.syllableFolder)
    : openSpeaker(options.voice ?? 'espeak', clock);
  const voices = new VoiceBank(speaker.speak, soundOnly ? null : (options.voiceFolder ?? null));
  const open = (port: number) =>
    openSipEndpoint({ bind: { host, port }, transports: ['udp', 'tcp'], clock, random, userAgent: 'carrier' });
  const endpoint = await open(options.sipPort ?? 0);
  const seatEndpoint = await open(options.seatPort ?? 0);
  const lineClock = new LineClock(clock);
  const ports = new PortPool(options.rtpPorts ?? defaultRtpPorts, random);
  const seats = new SeatExchange({
    endpoint: seatEndpoint,
    seats: options.seats ?? [],
    clock,
    random: seededRandom(options.seed + 1),
    lineClock,
    ports,
    host,
    file,
  });
  const carrier = new Carrier({
    endpoint,
    numbers,
    callerNumbers: options.callerNumbers,
    callsPerSecond: options.callsPerSecond ?? null,
    guard: options.digest ? new DigestGuard(options.digest, random) : null,
    clock,
    random,
    lineClock,
    voices,
    ports,
    host,
    reactionMs: options.reactionMs ?? defaultReactionMs,
    soundOnlySeed: soundOnly ? options.seed : null,
    file,
  });
  const by = (transport: SipAddress['transport']) =>
    endpoint.addresses.find((address) => address.transport === transport);
  const seatAddress = written(seatEndpoint.addresses.find(({ transport }) => transport === 'udp'));
  return {
    addresses: {
      udp: written(by('udp')),
      tcp: written(by('tcp')),
      seats: (options.seats ?? []).map(({ name }) => ({ name, address: `sip:${name}@${seatAddress}` })),
    },
    numbers: (count) => {
      const allotted = numbers.allot(count);
      // What they will say is made ready while the list is being loaded.
      for (const number of allotted) prepare(voices, numbers.behaviourOf(number));
      return allotted;
    },
    reader: (says) => numbers.give(reader(says)),
    log: () => (options.lie ? withOneLie(carrier.log(seats.find)) : carrier.log(seats.find)),
    seatLog: () => seats.log(),
    robotSaid: (sipCallId, text) => carrier.robotSaid(sipCallId, text),
    close: async () => {
      await carrier.close();
      lineClock.close();
      await Promise.all([endpoint.close(), seatEndpoint.close(), speaker.close()]);
      file.close();
    },
  };
}
