import { describe, expect, it } from 'vitest';
import { encodeG711, framesOf, joined, levelDbfs, toneShare, toneSound } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { opusHere } from './opus/opus-library.ts';
import { PortPool } from './port-pool.ts';
import { openRtpEndpoint, type RtpEndpoint } from './rtp-endpoint.ts';
import { formatRtcp, parseRtcp } from './rtcp-packet.ts';
import { formatRtp, parseRtp } from './rtp-packet.ts';
import type { RtpRemote } from './rtp-peer.ts';
import { parseTelephoneEvent } from './telephone-event.ts';
import { MemoryDatagrams, type LinkFate } from '../testing/memory-datagrams.ts';

const address = '127.0.0.1';
const remoteOf = (port: number, more: Partial<RtpRemote> = {}): RtpRemote => ({
  address,
  port,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
  ...more,
});
const textOf = (port: number) => ({ address, port, t140PayloadType: 98, redPayloadType: 99 });

async function twoPhones(fate?: LinkFate, more: Partial<RtpRemote> = {}) {
  const clock = new FakeClock();
  const network = new MemoryDatagrams(clock, fate);
  const ports = new PortPool({ from: 20_000, to: 20_099 });
  const open = (seed: number): Promise<RtpEndpoint> =>
    openRtpEndpoint({
      bindAddress: address,
      ports,
      clock,
      random: seededRandom(seed),
      text: true,
      openSocket: network.open,
    });
  const [ann, bob] = [await open(1), await open(2)];
  ann.connect(remoteOf(bob.port, more), textOf(bob.textPort!));
  bob.connect(remoteOf(ann.port, more), textOf(ann.textPort!));
  const heard: Int16Array[] = [];
  bob.onFrame((samples) => heard.push(samples));
  return { clock, network, ann, bob, heard };
}

/** The timers set in the next 20 ms fire so much later, as when a thread is blocked. */
function standStill(clock: FakeClock, forMs: number): void {
  const real = clock.after.bind(clock);
  clock.after = (delayMs, task) => real(delayMs + forMs, task);
  clock.tick(20);
  clock.after = real;
}

const rtpFrom = (network: MemoryDatagrams, port: number) =>
  network.sent.filter(({ from, to }) => from.port === port && to.port % 2 === 0).map(({ bytes }) => parseRtp(bytes)!);

describe('an RTP endpoint', () => {
  it('sends a packet each 20 ms from the start, with no gap in sequence or timestamps', async () => {
    const { clock, network, ann } = await twoPhones();
    clock.tick(1000);
    const packets = rtpFrom(network, ann.port);
    expect(packets).toHaveLength(51);
    for (const [index, packet] of packets.entries()) {
      expect(packet.sequence).toBe((packets[0]!.sequence + index) & 0xffff);
      expect(packet.timestamp).toBe((packets[0]!.timestamp + index * 160) >>> 0);
    }
    expect(packets.map(({ marker }) => marker)).toEqual([true, ...Array.from({ length: 50 }, () => false)]);
  });

  it('owes nothing after its thread stood still: all frames leave, none twice', async () => {
    const { clock, network, ann } = await twoPhones();
    clock.tick(100);
    standStill(clock, 300);
    clock.tick(880);
    const packets = rtpFrom(network, ann.port);
    expect(packets).toHaveLength(51);
    expect(new Set(packets.map(({ sequence }) => sequence)).size).toBe(51);
  });

  it('jumps in time, not in sequence, after standing still for long', async () => {
    const { clock, network, ann } = await twoPhones();
    clock.tick(100);
    standStill(clock, 2000);
    clock.tick(2880);
    const packets = rtpFrom(network, ann.port);
    expect(packets.length).toBeLessThan(60);
    const last = packets.at(-1)!;
    expect((last.timestamp - packets[0]!.timestamp) >>> 0).toBe(150 * 160);
    expect((last.sequence - packets[0]!.sequence) & 0xffff).toBe(packets.length - 1);
  });

  it('carries sound of any length, and silence when it has none', async () => {
    const { clock, ann, heard } = await twoPhones(() => [30]);
    ann.sendFrame(toneSound({ frequenciesHz: [1000], levelDbfs: -12 }, 333));
    expect(ann.queuedMs).toBe(333);
    clock.tick(1000);
    expect(ann.queuedMs).toBe(0);
    const loud = heard.filter((frame) => levelDbfs(frame) > -30);
    expect(loud).toHaveLength(17);
    expect(toneShare(joined(loud.slice(1, -1)), 1000, 8000)).toBeGreaterThan(0.98);
    expect(levelDbfs(heard.at(-1)!)).toBeLessThan(-60);
  });

  it('falls silent at once when its queue is cleared', async () => {
    const { clock, ann, heard } = await twoPhones();
    ann.sendFrame(toneSound({ frequenciesHz: [500], levelDbfs: -12 }, 1000));
    clock.tick(210);
    ann.clearQueue();
    clock.tick(500);
    expect(heard.filter((frame) => levelDbfs(frame) > -30)).toHaveLength(11);
  });

  it('carries keys and text over a line that loses a fifth of all packets', async () => {
    const random = seededRandom(11);
    let packets = 0;
    // Text loses two packets of ten in a row, as much as redundancy mends; the rest by chance.
    const isLost: LinkFate = (_bytes, from) =>
      from.port % 4 === 2 ? (packets++ % 10 < 2 ? [] : [20]) : random.next() < 0.2 ? [] : [20 + random.int(15)];
    const { clock, ann, bob } = await twoPhones(isLost);
    expect([ann.textPort! % 4, bob.textPort! % 4]).toEqual([2, 2]);
    let digits = '';
    let text = '';
    bob.onDigit((digit) => (digits += digit));
    bob.onText((chars) => (text += chars));
    ann.sendDigit('1590#');
    for (const char of '我想买保险') {
      ann.sendText(char);
      clock.tick(300);
    }
    clock.tick(3000);
    expect(digits).toBe('1590#');
    expect(text).toBe('我想买保险');
    const { packetsReceived, packetsLost, jitterMs } = bob.statistics();
    expect(packetsLost / (packetsReceived + packetsLost)).toBeGreaterThan(0.1);
    expect(jitterMs).toBeGreaterThan(1);
  });

  it('hears keys under the number it offered from a peer that answered with another', async () => {
    const { clock, network, ann, bob } = await twoPhones();
    bob.connect(remoteOf(ann.port, { dtmfPayloadType: 96 }), null);
    let digits = '';
    bob.onDigit((digit) => (digits += digit));
    ann.onDigit((digit) => (digits += digit));
    ann.sendDigit('7');
    clock.tick(500);
    expect(digits).toBe('7');
    bob.sendDigit('8');
    clock.tick(500);
    expect(rtpFrom(network, bob.port).some(({ payloadType }) => payloadType === 96)).toBe(true);
  });

  it('sends and hears keys as sound where no telephone event was agreed', async () => {
    const { clock, network, ann, bob } = await twoPhones(undefined, { dtmfPayloadType: null });
    const digits: string[] = [];
    bob.onDigit((digit, durationMs) => digits.push(`${digit} ${durationMs}`));
    ann.sendDigit('42');
    clock.tick(1500);
    expect(digits).toEqual(['4 100', '2 100']);
    expect(rtpFrom(network, ann.port).every(({ payloadType }) => payloadType === 8)).toBe(true);
  });

  it('sends nothing where the peer wants none, and hears nothing where it does not listen', async () => {
    const { clock, network, ann, bob, heard } = await twoPhones();
    ann.connect(remoteOf(bob.port, { direction: 'recvonly' }), null);
    clock.tick(200);
    expect(rtpFrom(network, ann.port)).toHaveLength(0);
    ann.connect(remoteOf(bob.port), null);
    bob.connect(remoteOf(ann.port, { direction: 'sendonly' }), null);
    ann.sendFrame(toneSound({ frequenciesHz: [500], levelDbfs: -12 }, 400));
    clock.tick(600);
    expect(heard.every((frame) => levelDbfs(frame) < -60)).toBe(true);
  });

  it('goes dead and comes back with its timestamps where time is', async () => {
    const { clock, network, ann } = await twoPhones();
    clock.tick(100);
    ann.mute(true);
    clock.tick(400);
    ann.mute(false);
    clock.tick(100);
    const packets = rtpFrom(network, ann.port);
    expect(packets).toHaveLength(11);
    expect((packets.at(-1)!.timestamp - packets[0]!.timestamp) >>> 0).toBe(30 * 160);
  });

  it('refuses what is not from the peer and what nobody agreed', async () => {
    const { clock, network, ann, bob, heard } = await twoPhones();
    clock.tick(100);
    const attacker = await network.open('127.0.0.9', 6666);
    const [frame] = framesOf(toneSound({ frequenciesHz: [2000], levelDbfs: -6 }, 20));
    const payload = encodeG711('PCMA', frame!);
    for (let index = 0; index < 20; index++) {
      attacker.send(
        formatRtp({ marker: false, payloadType: 8, sequence: index, timestamp: index * 160, ssrc: 5, payload }),
        {
          address,
          port: bob.port,
        },
      );
      clock.tick(20);
    }
    expect(heard.every((sound) => levelDbfs(sound) < -60)).toBe(true);
    expect(bob.statistics().source).toMatchObject({ port: ann.port });
    expect(bob.statistics().packetsRefused).toBe(0); // the kernel, or here the memory socket, is connected to the peer
  });

  it('sends nothing to a port that is none', async () => {
    const { clock, network, ann } = await twoPhones();
    ann.connect(remoteOf(0), null);
    const before = rtpFrom(network, ann.port).length;
    clock.tick(200);
    expect(rtpFrom(network, ann.port)).toHaveLength(before);
  });

  it('follows a re-INVITE to another port and a new source there', async () => {
    const { clock, network, ann, bob, heard } = await twoPhones();
    clock.tick(200);
    const ports = new PortPool({ from: 30_000, to: 30_009 });
    const options = {
      bindAddress: address,
      ports,
      clock,
      random: seededRandom(9),
      text: false,
      openSocket: network.open,
    };
    const carol = await openRtpEndpoint(options);
    carol.connect(remoteOf(bob.port), null);
    bob.connect(remoteOf(carol.port), null);
    ann.close();
    carol.sendFrame(toneSound({ frequenciesHz: [700], levelDbfs: -12 }, 400));
    clock.tick(800);
    expect(heard.filter((frame) => levelDbfs(frame) > -30).length).toBeGreaterThanOrEqual(19);
    expect(carol.textPort).toBeNull();
    carol.close();
  });

  it('reports by RTCP, learns the round trip from it, and says BYE', async () => {
    const { clock, network, ann, bob } = await twoPhones(() => [40]);
    clock.tick(20_000);
    const report = ann.statistics().peerReport!;
    expect(report.lostShare).toBe(0);
    expect(report.roundTripMs).toBeGreaterThan(75);
    expect(report.roundTripMs).toBeLessThan(85);
    ann.close();
    clock.tick(100);
    const last = network.sent.findLast(({ to }) => to.port === bob.port + 1)!;
    expect(parseRtcp(last.bytes)!.map(({ kind }) => kind)).toEqual(['sender-report', 'source-description', 'bye']);
    expect(formatRtcp(parseRtcp(last.bytes)!)).toHaveLength(last.bytes.length);
    expect(network.addresses.some((open) => open.endsWith(`:${ann.port}`))).toBe(false);
  });
});

describe.skipIf(opusHere() === null)('an RTP endpoint that speaks Opus', () => {
  const opus = { codec: 'opus', payloadType: 111, dtmfPayloadType: 102, dtmfClockRateHz: 48_000 } as const;

  it('counts at 48 kHz on the wire, and is heard whole', async () => {
    const { clock, network, ann, heard } = await twoPhones(undefined, opus);
    ann.sendFrame(toneSound({ frequenciesHz: [1_000], levelDbfs: -15 }, 1_000));
    clock.tick(1_000);
    const sent = rtpFrom(network, ann.port).filter(({ payloadType }) => payloadType === 111);
    expect(sent.length).toBeGreaterThan(40);
    expect(sent.slice(1).every(({ timestamp }, at) => ((timestamp - sent[at]!.timestamp) | 0) === 960)).toBe(true);
    const sound = joined(heard.slice(-25));
    expect(toneShare(sound, 1_000, 8_000)).toBeGreaterThan(0.9);
    expect(Math.abs(levelDbfs(sound) + 15)).toBeLessThan(2);
  });

  it('tells a key once, as long as it was pressed', async () => {
    const { clock, network, ann, bob } = await twoPhones(undefined, opus);
    const keys: string[] = [];
    bob.onDigit((digit, durationMs) => keys.push(`${digit} ${durationMs}`));
    ann.sendDigit('7');
    clock.tick(1_000);
    expect(keys).toEqual(['7 100']);
    const events = rtpFrom(network, ann.port).filter(({ payloadType }) => payloadType === 102);
    expect(parseTelephoneEvent(events.at(-1)!.payload)).toMatchObject({ end: true, duration: 4_800 });
  });

  it('hears a tone through a network that loses a tenth', async () => {
    let count = 0;
    const { clock, ann, heard } = await twoPhones(() => (++count % 10 === 0 ? [] : [5]), opus);
    ann.sendFrame(toneSound({ frequenciesHz: [440], levelDbfs: -15 }, 3_000));
    clock.tick(3_000);
    const sound = joined(heard.slice(-100));
    expect(toneShare(sound, 440, 8_000)).toBeGreaterThan(0.9);
  });
});
