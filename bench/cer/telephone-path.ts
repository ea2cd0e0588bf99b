import { framesOf } from '../../src/audio/index.ts';
import type { Random } from '../../src/foundation/random.ts';
import { FakeClock } from '../../src/foundation/testing/fake-clock.ts';
import { RtpSession, type DatagramSocket, type RtpRemote } from '../../src/telephony/index.ts';
import { MemoryDatagrams } from '../../src/telephony/testing/memory-datagrams.ts';

const address = '127.0.0.1';
const frameMs = 20;
/** Sound after the last packet, until the jitter buffer has played it. */
const tailFrames = 15;

/** What arrives of a sound, in frames of 20 ms at 8 kHz. */
export interface ArrivedSound {
  /** As packets came, what was lost before one concealed: what a recogniser hears in a call. */
  readonly heard: readonly Int16Array[];
  /** Evened out by the jitter buffer, what was lost concealed: what is recorded and passed on. */
  readonly played: readonly Int16Array[];
}

/**
 * Sends a sound through two RTP sessions as in a call: in A-law, in packets of 20 ms of which that share never comes, each by itself,
 * decoded. In virtual time.
 */
export async function overTelephone(sound: Int16Array, lossShare: number, random: Random): Promise<ArrivedSound> {
  const clock = new FakeClock();
  const network = new MemoryDatagrams(clock, () => (random.next() < lossShare ? [] : [0]));
  const [near, far] = [await network.open(address, 0), await network.open(address, 0)];
  const heard: Int16Array[] = [];
  const played: Int16Array[] = [];
  const sessionOn = (socket: DatagramSocket, peer: DatagramSocket, keep: (samples: Int16Array) => void): RtpSession => {
    const [nowMs, wallMs] = [() => clock.monotonicMs(), () => clock.now()];
    const listener = { voice: keep };
    const session = new RtpSession({ socket, rtcpSocket: null, random, wallMs, nowMs, listener });
    session.connect(remoteOn(peer.port));
    return session;
  };
  const sender = sessionOn(near, far, () => undefined);
  const receiver = sessionOn(far, near, (samples) => void heard.push(samples.slice()));
  const frames = framesOf(sound);
  for (let at = 0; at < frames.length + tailFrames; at++) {
    const frame = frames[at];
    if (frame) sender.send(frame, clock.monotonicMs());
    clock.tick(frameMs);
    played.push(receiver.pull(clock.monotonicMs()).slice());
  }
  return { heard, played };
}

const remoteOn = (port: number): RtpRemote => ({
  address,
  port,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
});
