import { describe, expect, it } from 'vitest';
import { levelDbfs, toneShare, toneSound } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { MemoryDatagrams } from '../testing/memory-datagrams.ts';
import { openSocketPair, PortPool } from './port-pool.ts';
import { openRtpEndpoint } from './rtp-endpoint.ts';
import { parseRtp } from './rtp-packet.ts';
import type { RtpRemote } from './rtp-peer.ts';
import { RtpSession } from './rtp-session.ts';

const bindAddress = '127.0.0.1';
const remoteOf = (port: number, more: Partial<RtpRemote> = {}): RtpRemote => ({
  address: bindAddress,
  port,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
  ...more,
});
const tone = toneSound({ frequenciesHz: [700], levelDbfs: -10 }, 2_000);

/** Ann ↔ (one, other) ↔ Bob: two telephones and the two sessions of a call between them. */
async function call(toBob: Partial<RtpRemote> = {}) {
  const clock = new FakeClock();
  const network = new MemoryDatagrams(clock);
  const ports = new PortPool({ from: 20_000, to: 20_099 });
  const around = { bindAddress, ports, clock, openSocket: network.open };
  const ann = await openRtpEndpoint({ ...around, random: seededRandom(1), text: false });
  const bob = await openRtpEndpoint({ ...around, random: seededRandom(2), text: false });
  const keys: string[] = [];
  const voices: number[] = [];
  const session = async (seed: number) => {
    const { rtp } = await openSocketPair(ports, network.open, bindAddress, true);
    const nowMs = () => clock.monotonicMs();
    const listener = {
      key: (report: { readonly kind: string; readonly digit: string }) => void keys.push(report.kind + report.digit),
      voice: (samples: Int16Array) => void (seed === 3 && voices.push(levelDbfs(samples))),
    };
    const parts = { socket: rtp, rtcpSocket: null, random: seededRandom(seed), wallMs: nowMs, nowMs, listener };
    return { session: new RtpSession(parts), port: rtp.port };
  };
  const [one, other] = [await session(3), await session(4)];
  ann.connect(remoteOf(one.port), null);
  bob.connect(remoteOf(other.port, toBob), null);
  one.session.connect(remoteOf(ann.port));
  other.session.connect(remoteOf(bob.port, toBob));
  const heard: Int16Array[] = [];
  bob.onFrame((samples) => heard.push(samples));
  return {
    clock,
    network,
    ann,
    bob,
    one: one.session,
    other: other.session,
    keys,
    voices,
    heard,
    toBob: () => network.sent.filter(({ from }) => from.port === other.port).map(({ bytes }) => parseRtp(bytes)!),
    /** Frames of the call in the middle. */
    steps: (count: number, step: () => void): void => {
      for (let frame = 0; frame < count; frame++) {
        clock.tick(20);
        step();
      }
    },
  };
}

describe('packets relayed from one session to another', () => {
  it('keep their payload and go on with the numbers of the stream they join and leave', async () => {
    const { clock, one, other, ann, steps, toBob, network } = await call();
    ann.sendFrame(tone);
    steps(10, () => other.send(null, clock.monotonicMs()));
    one.relayTo(other, false);
    steps(50, () => other.keepTime(clock.monotonicMs()));
    one.relayTo(null, true);
    steps(10, () => other.send(null, clock.monotonicMs()));
    const packets = toBob();
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
    for (const [index, packet] of packets.entries()) {
      const before = packets[index - 1] ?? packet;
      expect((packet.sequence - before.sequence) & 0xffff).toBe(index === 0 ? 0 : 1);
      const units = (packet.timestamp - before.timestamp) >>> 0;
      expect(units).toBe(index === 0 ? 0 : 160);
    }
    expect(packets.map(({ marker }, index) => (marker ? index : -1)).filter((index) => index >= 0)).toEqual([
      0, 10, 60,
    ]);
    const said = network.sent.filter(({ from }) => from.port === ann.port).map(({ bytes }) => parseRtp(bytes)!.payload);
    expect(packets.slice(10, 60).map(({ payload }) => payload)).toEqual(said.slice(10, 60));
  });

  it('are heard by who listens only where that is wanted', async () => {
    const { clock, one, other, ann, steps, heard, voices } = await call();
    ann.sendFrame(tone);
    one.relayTo(other, false);
    steps(30, () => other.keepTime(clock.monotonicMs()));
    expect(toneShare(heard.at(-1)!, 700, 8000)).toBeGreaterThan(0.9);
    expect(voices).toEqual([]);
    expect(levelDbfs(one.pull(clock.monotonicMs()))).toBeLessThan(-60);
    one.relayTo(other, true);
    const pulled: Int16Array[] = [];
    steps(10, () => {
      other.keepTime(clock.monotonicMs());
      pulled.push(one.pull(clock.monotonicMs()).slice());
    });
    expect(voices.length).toBeGreaterThan(8);
    expect(toneShare(pulled.at(-1)!, 700, 8000)).toBeGreaterThan(0.9);
  });

  it('are sealed for the leg they go to', async () => {
    const key = Buffer.from('a'.repeat(30)).toString('base64');
    const srtp = { suite: 'AES_CM_128_HMAC_SHA1_80', sendKey: key, receiveKey: key } as const;
    const { clock, one, other, ann, bob, steps, heard } = await call({ srtp });
    ann.sendFrame(tone);
    one.relayTo(other, false);
    steps(30, () => other.keepTime(clock.monotonicMs()));
    expect(toneShare(heard.at(-1)!, 700, 8000)).toBeGreaterThan(0.9);
    expect(bob.statistics().packetsForged).toBe(0);
  });

  it('make room for a key of ours, and keys that come are told, not relayed', async () => {
    const { clock, one, other, ann, bob, steps, keys, toBob } = await call();
    const pressed: string[] = [];
    bob.onDigit((digit) => pressed.push(digit));
    one.relayTo(other, false);
    steps(10, () => other.keepTime(clock.monotonicMs()));
    ann.sendDigit('5');
    other.pressKeys('7');
    steps(30, () => other.keepTime(clock.monotonicMs()));
    expect(pressed).toEqual(['7']);
    expect(keys).toEqual(['pressed5', 'released5']);
    const sequences = toBob().map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
  });

  it('stay here where the other side has another codec, is on hold, or hears keys as sound', async () => {
    const { clock, one, other, ann, bob, steps, toBob, voices } = await call();
    ann.sendFrame(tone);
    one.relayTo(other, false);
    other.connect(remoteOf(bob.port, { codec: 'PCMU', payloadType: 0 }));
    expect(one.canRelayTo(other)).toBe(false);
    steps(5, () => other.keepTime(clock.monotonicMs()));
    expect(toBob()).toEqual([]);
    other.connect(remoteOf(bob.port, { direction: 'recvonly' }));
    steps(5, () => other.keepTime(clock.monotonicMs()));
    expect(toBob()).toEqual([]);
    one.connect(remoteOf(ann.port, { dtmfPayloadType: null }));
    other.connect(remoteOf(bob.port));
    one.relayTo(other, false);
    voices.length = 0;
    steps(5, () => other.keepTime(clock.monotonicMs()));
    expect(toBob().length).toBeGreaterThan(3);
    expect(voices.length).toBeGreaterThan(3);
  });
});
