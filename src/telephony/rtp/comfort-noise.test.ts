import { describe, expect, it } from 'vitest';
import { encodeG711, levelDbfs, toneShare, toneSound } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { MemoryDatagrams } from '../testing/memory-datagrams.ts';
import { formatRtcp } from './rtcp-packet.ts';
import { formatRtp, parseRtp, type RtpPacket } from './rtp-packet.ts';
import type { RtpRemote } from './rtp-peer.ts';
import { RtpSession } from './rtp-session.ts';

const [us, them] = ['127.0.0.1', '127.0.0.2'];
const remoteOf = (port: number, more: Partial<RtpRemote> = {}): RtpRemote => ({
  address: them,
  port,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
  ...more,
});
const tone = toneSound({ frequenciesHz: [700], levelDbfs: -15 }, 20);
const voice = { payloadType: 8, payload: encodeG711('PCMA', tone) } as const;
const noise = (levelDb: number): Pick<RtpPacket, 'payloadType' | 'payload'> => ({
  payloadType: 13,
  // A spectrum follows the level, which nobody has to heed.
  payload: Uint8Array.of(-levelDb, 120, 90),
});

/** A session of ours, and a peer that sends what it is told, frame by frame. */
async function withPeer() {
  const clock = new FakeClock();
  const network = new MemoryDatagrams(clock);
  const nowMs = (): number => clock.monotonicMs();
  const peer = await network.open(them, 6000);
  const reports = await network.open(them, 6001);
  const session = async (port: number, seed: number): Promise<RtpSession> =>
    new RtpSession({
      socket: await network.open(us, port),
      rtcpSocket: await network.open(us, port + 1),
      random: seededRandom(seed),
      wallMs: nowMs,
      nowMs,
      listener: {},
    });
  const ours = await session(7000, 1);
  ours.connect(remoteOf(6000));
  let sequence = 500;
  let timestamp = 4_294_960_000; // wraps on the way
  return {
    clock,
    network,
    ours,
    session,
    report: (fromPort: typeof reports) =>
      fromPort.send(formatRtcp([{ kind: 'receiver-report', ssrc: 9, reports: [] }]), { address: us, port: 7001 }),
    reports,
    /** So many frames go by; in the first, or in each, the peer sends `packet`. Gives what came out, frame by frame. */
    pass: (frames: number, packet: Pick<RtpPacket, 'payloadType' | 'payload'> | null, each = false): Int16Array[] =>
      Array.from({ length: frames }, (_, index) => {
        if (packet && (each || index === 0)) {
          const bytes = formatRtp({ marker: false, ssrc: 9, sequence: sequence++ & 0xffff, timestamp, ...packet });
          peer.send(bytes, { address: us, port: 7000 });
        }
        timestamp = (timestamp + 160) >>> 0;
        clock.tick(20);
        return ours.pull(nowMs()).slice();
      }),
  };
}

describe('a peer that sends comfort noise in its silences', () => {
  it('is heard as noise of that level until it speaks again, and has lost nothing', async () => {
    const { ours, pass } = await withPeer();
    pass(50, voice, true);
    const soft = pass(200, noise(-50)).slice(5);
    const louder = pass(50, noise(-40)).slice(5);
    const spoken = pass(50, voice, true).slice(5);
    for (const frame of soft) expect(Math.abs(levelDbfs(frame) + 50)).toBeLessThan(1.5);
    for (const frame of louder) expect(Math.abs(levelDbfs(frame) + 40)).toBeLessThan(1.5);
    const all = Int16Array.from(soft.flatMap((frame) => [...frame]));
    for (const hz of [200, 700, 2000]) expect(toneShare(all, hz, 8000)).toBeLessThan(0.01);
    for (const frame of spoken) expect(toneShare(frame, 700, 8000)).toBeGreaterThan(0.95);
    expect(ours.statistics()).toMatchObject({ packetsLost: 0, packetsReceived: 102, packetsRefused: 0 });
  });

  it('may begin with silence, and is never louder in it than a silence can be', async () => {
    const { pass } = await withPeer();
    const frames = pass(50, noise(0)).slice(5);
    for (const frame of frames) expect(Math.abs(levelDbfs(frame) + 30)).toBeLessThan(1.5);
  });

  it('has its losses concealed as always while it speaks', async () => {
    const { pass } = await withPeer();
    pass(20, noise(-40));
    pass(20, voice, true);
    const lost = pass(60, null).map(levelDbfs);
    expect(lost.some((levelDb) => levelDb < -18 && levelDb > -30)).toBe(true);
    expect(lost.at(-1)).toBe(-96);
  });

  it('is not heard where it does not send to us, nor from a stranger', async () => {
    const { ours, pass } = await withPeer();
    ours.connect(remoteOf(6000, { direction: 'sendonly' }));
    expect(pass(20, noise(-30)).every((frame) => levelDbfs(frame) === -96)).toBe(true);
  });

  it('gives signs of life by its noise and by its reports alone, once its stream has begun', async () => {
    const { clock, network, ours, pass, report, reports } = await withPeer();
    report(reports);
    clock.tick(10);
    expect(ours.lastSignAtMs).toBeNull();
    pass(10, voice, true);
    clock.tick(3000);
    report(reports);
    clock.tick(10);
    expect(clock.monotonicMs() - ours.lastSignAtMs!).toBe(10);
    clock.tick(3000);
    report(await network.open('127.0.0.9', 6001)); // a stranger's says nothing
    reports.send(new Uint8Array(20), { address: us, port: 7001 }); // nor what is no report
    clock.tick(10);
    expect(clock.monotonicMs() - ours.lastSignAtMs!).toBe(3020);
    pass(1, noise(-50));
    expect(clock.monotonicMs() - ours.lastSignAtMs!).toBe(20);
  });
});

describe('comfort noise between two sessions', () => {
  it('goes on as it is to a peer that takes it, and otherwise ends the relay: noise is made here', async () => {
    for (const comfortNoise of [true, false]) {
      const { network, ours, pass, session } = await withPeer();
      const other = await session(7010, 2);
      other.connect(remoteOf(6010, { comfortNoise }));
      pass(1, voice);
      ours.relayTo(other, false);
      expect(ours.canRelayTo(other)).toBe(true);
      pass(10, voice, true);
      pass(10, noise(-45));
      expect(ours.canRelayTo(other)).toBe(comfortNoise);
      const onward = network.sent.filter(({ to }) => to.port === 6010).map(({ bytes }) => parseRtp(bytes)!);
      expect(onward.filter(({ payloadType }) => payloadType === 13)).toHaveLength(comfortNoise ? 1 : 0);
      for (const { payload } of onward.filter(({ payloadType }) => payloadType === 13))
        expect([...payload]).toEqual([45, 120, 90]);
      // Taken back in the middle of the silence, it is heard at once.
      ours.relayTo(null, true);
      const frames = pass(20, null).slice(5);
      for (const frame of frames) expect(Math.abs(levelDbfs(frame) + 45)).toBeLessThan(1.5);
      expect(toneShare(pass(20, voice, true).at(-1)!, 700, 8000)).toBeGreaterThan(0.95);
    }
  });
});
