import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { PortPool, type DatagramSocket, type OpenSocket } from '../../telephony/index.ts';
import type { LineFault } from '../customer/behaviour.ts';
import { murmur } from '../voice/murmur.ts';
import { openTelephoneLine, type TelephoneLine } from './telephone-line.ts';

const address = '127.0.0.1';

/** UDP in memory: what is sent arrives at once. */
function memoryNetwork(): { readonly open: OpenSocket; readonly ports: Set<number> } {
  const sockets = new Map<number, (bytes: Uint8Array, from: { address: string; port: number }) => void>();
  const ports = new Set<number>();
  const open: OpenSocket = (_address, port) => {
    ports.add(port);
    const socket: DatagramSocket = {
      port,
      send: (bytes, to) => sockets.get(to.port)?.(bytes.slice(), { address, port }),
      connect: () => undefined,
      onMessage: (listener) => sockets.set(port, listener),
      close: () => {
        ports.delete(port);
        sockets.delete(port);
      },
    };
    return Promise.resolve(socket);
  };
  return { open, ports };
}

async function pair(fault: LineFault) {
  const network = memoryNetwork();
  const clock = new FakeClock();
  const ports = new PortPool({ from: 50_000, to: 50_098 });
  const parts = { bindAddress: address, ports, clock, openSocket: network.open };
  const faulty = await openTelephoneLine({ ...parts, fault, random: seededRandom(4) });
  const sound = await openTelephoneLine({ ...parts, fault: {}, random: seededRandom(5) });
  const join = (line: TelephoneLine, other: TelephoneLine): void =>
    line.connect(
      { address, port: other.port, codec: 'PCMA', payloadType: 8, dtmfPayloadType: 101, direction: 'sendrecv' },
      { address, port: other.textPort, t140PayloadType: 98, redPayloadType: 99 },
    );
  join(faulty, sound);
  join(sound, faulty);
  const heard = { frames: 0, text: '', keys: '' };
  sound.listen({
    sound: () => {
      heard.frames++;
    },
    characters: (text) => {
      heard.text += text.replaceAll('\uFEFF', '');
    },
    key: (key) => {
      heard.keys += key;
    },
  });
  const speak = (text: string): void => {
    const samples = murmur(text);
    const characters = Array.from(text);
    for (let at = 0, frame = 0; at + 160 <= samples.length || characters.length > 0; at += 160, frame++) {
      clock.tick(20);
      faulty.send(samples.slice(at, at + 160), frame % 6 === 5 ? (characters.shift() ?? '') : '');
    }
    for (let frame = 0; frame < 40; frame++) {
      clock.tick(20);
      faulty.send(new Int16Array(160), '');
    }
  };
  return { network, faulty, sound, heard, speak };
}

describe('TelephoneLine', () => {
  it('carries sound, text and keys, and gives its ports back', async () => {
    const { faulty, sound, heard, speak, network } = await pair({});
    faulty.press('5');
    speak('好的，没问题。');
    expect(heard.text).toBe('好的，没问题。');
    expect(heard.keys).toBe('5');
    expect(faulty.packets.sent).toBeGreaterThan(50);
    expect(sound.packets.received).toBe(faulty.packets.sent);
    faulty.close();
    faulty.close();
    sound.close();
    faulty.send(new Int16Array(160), '');
    expect(network.ports.size).toBe(0);
  });
  it('loses a share of its packets, and no word: each is sent three times', async () => {
    const { heard, speak, faulty, sound } = await pair({ lossShare: 0.05 });
    speak('我想要重疾险，五十万左右就可以了，麻烦你帮我办理吧。');
    expect(heard.text).toBe('我想要重疾险，五十万左右就可以了，麻烦你帮我办理吧。');
    const lost = faulty.packets.sent - sound.packets.received;
    expect(lost).toBeGreaterThan(0);
    expect(lost / faulty.packets.sent).toBeLessThan(0.15);
  });
  it('sends nothing on a one-way line', async () => {
    const { heard, speak, faulty } = await pair({ sendsNothing: true });
    speak('喂？');
    expect(heard).toEqual({ frames: 0, text: '', keys: '' });
    expect(faulty.packets.sent).toBe(0);
  });
});
