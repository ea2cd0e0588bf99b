import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { PortPool } from '../rtp/port-pool.ts';
import { MemoryDatagrams } from '../testing/memory-datagrams.ts';
import { openBrowserLegs, type BrowserLeg } from './browser-legs.ts';
import type { NativePeers } from './native-peer.ts';

const value = Array.from({ length: 32 }, () => 'AB').join(':');
const at = { address: '10.0.0.9', port: 50_000 };
const remote = {
  ...at,
  ice: {
    ufrag: 'abcd',
    password: 'p'.repeat(22),
    fingerprint: { algorithm: 'sha-256', value },
    role: 'passive',
    mid: '0',
    candidates: [at],
  },
} as const;

/** A native part that a test plays: what it was told, and ways to tell. */
function playedNative() {
  const part = {
    sent: [] as Uint8Array[],
    told: [] as string[],
    cleaned: 0,
    open: (): void => undefined,
    became: (_state: string): void => undefined,
    came: (_bytes: Uint8Array): void => undefined,
  };
  const track = {
    isOpen: () => true,
    sendMessageBinary: (bytes: Buffer) => part.sent.push(bytes) > 0,
    onMessage: (listener: typeof part.came) => (part.came = listener),
    onOpen: (listener: typeof part.open) => (part.open = listener),
  };
  const ownSdp =
    'v=0\r\no=- 1 0 IN IP4 10.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 40000 UDP/TLS/RTP/SAVPF 8\r\nc=IN IP4 10.0.0.1\r\n' +
    `a=ice-ufrag:abcd\r\na=ice-pwd:${'p'.repeat(22)}\r\na=fingerprint:sha-256 ${value}\r\na=setup:actpass\r\n` +
    'a=rtcp-mux\r\na=candidate:1 1 UDP 1 10.0.0.1 40000 typ host\r\n';
  const peers = {
    PeerConnection: class {
      addTrack = () => track;
      setLocalDescription = () => undefined;
      localDescription = () => ({ sdp: ownSdp });
      setRemoteDescription = (sdp: string) => void part.told.push(sdp);
      onStateChange = (listener: typeof part.became) => (part.became = listener);
      close = () => void part.told.push('closed');
    },
    Audio: class {
      addAudioCodec = () => undefined;
    },
    cleanup: () => void part.cleaned++,
  };
  return Object.assign(part, { peers: peers as unknown as NativePeers });
}

async function rig() {
  const clock = new FakeClock();
  const native = playedNative();
  const network = new MemoryDatagrams(clock);
  const lost: string[] = [];
  const legs = openBrowserLegs({
    clock,
    random: seededRandom(1),
    ports: new PortPool({ from: 40_000, to: 40_001 }),
    openSocket: network.open,
    load: () => native.peers,
  });
  const leg: BrowserLeg = await legs.open('10.0.0.1', (reason) => lost.push(reason));
  return { clock, native, lost, legs, leg };
}

describe('a browser leg', () => {
  it('tells the native part of the browser once, as the answer to an offer', async () => {
    const { leg, native } = await rig();
    leg.connect(remote);
    leg.connect(remote);
    expect(native.told).toHaveLength(1);
    for (const line of [
      'a=setup:passive',
      'a=ice-ufrag:abcd',
      `a=fingerprint:sha-256 ${value}`,
      '10.0.0.9 50000 typ host',
    ])
      expect(native.told[0]).toContain(line);
  });

  it('sends nothing before it is open, nor after it is closed', async () => {
    const { leg, native } = await rig();
    leg.rtp.send(Uint8Array.of(0x80, 8), at);
    native.open();
    leg.rtp.send(Uint8Array.of(0x80, 8), at);
    leg.rtcp.send(Uint8Array.of(0x80, 200), at);
    leg.close();
    leg.rtp.send(Uint8Array.of(0x80, 8), at);
    expect(native.sent.map((bytes) => bytes[1])).toEqual([8, 200]);
  });

  it('tells voice from reports, whatever the marker says, and from whom both came', async () => {
    const { leg, native } = await rig();
    const heard: string[] = [];
    leg.rtp.onMessage((bytes, from) => heard.push(`rtp ${bytes[1]} ${from.address}:${from.port}`));
    leg.rtcp.onMessage((bytes) => heard.push(`rtcp ${bytes[1]}`));
    leg.connect(remote);
    for (const type of [8, 0x80 + 8, 0x80 + 126, 200, 201]) native.came(Uint8Array.of(0x80, type));
    leg.rtp.close();
    native.came(Uint8Array.of(0x80, 8));
    const from = '10.0.0.9:50000';
    expect(heard).toEqual([`rtp 8 ${from}`, `rtp 136 ${from}`, `rtp 254 ${from}`, 'rtcp 200', 'rtcp 201']);
  });

  it('tells at once a browser that is not found, and one that goes away when its BYE could have come', async () => {
    const failed = await rig();
    failed.native.became('failed');
    failed.native.became('closed');
    expect(failed.lost).toEqual([expect.stringContaining('not found')]);
    const { clock, native, lost } = await rig();
    native.became('disconnected');
    clock.tick(2_999);
    native.became('connected');
    clock.tick(10_000);
    expect(lost).toEqual([]);
    native.became('closed');
    clock.tick(3_000);
    expect(lost).toEqual(['the browser went away']);
  });

  it('tells nothing once it is closed, and gives its port back', async () => {
    const { clock, legs, leg, native, lost } = await rig();
    native.became('disconnected');
    leg.close();
    leg.close();
    native.became('closed');
    clock.tick(10_000);
    expect(lost).toEqual([]);
    expect(native.told).toEqual(['closed']);
    await legs.open('10.0.0.1', () => undefined);
    legs.close();
    expect(native.told).toEqual(['closed', 'closed']);
    expect(native.cleaned).toBe(1);
    legs.close();
    expect(native.cleaned).toBe(1);
  });
});
