import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { systemRandom } from '../../foundation/random.ts';
import { openUdpSocket } from '../rtp/datagram-socket.ts';
import { PortPool } from '../rtp/port-pool.ts';
import type { RtpRemote } from '../rtp/rtp-peer.ts';
import { RtpSession } from '../rtp/rtp-session.ts';
import { opposite, type DtlsRole, type RemoteIce } from '../sdp/ice-attributes.ts';
import { openBrowserLegs, type BrowserLeg, type BrowserLegs } from './browser-legs.ts';
import { loadNativePeers } from './native-peer.ts';

const address = '127.0.0.1';
const ports = new PortPool({ from: 15_000, to: 15_099 }, systemRandom);
const parts = { clock: systemClock, random: systemRandom, ports, openSocket: openUdpSocket };
const never = (reason: string): void => expect.fail(reason);

let legs: BrowserLegs | null = null;
afterEach(() => {
  legs?.close();
  legs = null;
});

const opened = (): BrowserLegs => (legs = openBrowserLegs(parts));

/** What the other leg's SDP would have said. */
const endOf = (leg: BrowserLeg, role: DtlsRole): { ice: RemoteIce; address: string; port: number } => {
  const at = { address, port: leg.rtp.port };
  return { ...at, ice: { ...leg.ice, role, mid: '0', candidates: [at] } };
};

function join(one: BrowserLeg, other: BrowserLeg, role: DtlsRole = 'active'): void {
  one.connect(endOf(other, role));
  other.connect(endOf(one, opposite(role)));
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo())
    await new Promise<void>((resolve) => {
      systemClock.after(5, resolve);
    });
};

describe('a browser leg', () => {
  it('carries an RTP session, reports and all, whichever side begins the handshake', async () => {
    const open = opened();
    for (const role of ['active', 'passive'] as const) {
      const [one, other] = [await open.open(address, never), await open.open(address, never)];
      expect(one.isOpen).toBe(false);
      join(one, other, role);
      await until(() => one.isOpen && other.isOpen);
      const heard: Int16Array[] = [];
      const session = (leg: BrowserLeg): RtpSession =>
        new RtpSession({
          socket: leg.rtp,
          rtcpSocket: leg.rtcp,
          random: systemRandom,
          wallMs: () => systemClock.now(),
          nowMs: () => systemClock.monotonicMs(),
          listener: { voice: (samples) => heard.push(samples.slice()) },
        });
      const [talker, listener] = [session(one), session(other)];
      const towards = (leg: BrowserLeg): RtpRemote => {
        const remote = { codec: 'PCMA', payloadType: 8, dtmfPayloadType: null, direction: 'sendrecv' } as const;
        return { ...remote, address, port: leg.rtp.port };
      };
      talker.connect(towards(other));
      listener.connect(towards(one));
      talker.send(new Int16Array(160).fill(8_000), systemClock.monotonicMs());
      await until(() => heard.length === 1);
      expect(Math.abs(heard[0]![80]! - 8_000)).toBeLessThan(300);
      expect(listener.statistics()).toMatchObject({ packetsReceived: 1, packetsRefused: 0 });
      listener.send(null, systemClock.monotonicMs());
      listener.tick(0);
      listener.tick(10_000);
      await until(() => talker.statistics().peerReport !== null);
    }
  });

  it('keeps its browser when connected once more', async () => {
    const open = opened();
    const [one, other] = [await open.open(address, never), await open.open(address, never)];
    join(one, other);
    await until(() => one.isOpen && other.isOpen);
    expect(() => join(one, other)).not.toThrow();
    expect(one.isOpen).toBe(true);
  });

  it('tells a browser that is not who it said it was', async () => {
    const open = opened();
    let lost = '';
    const one = await open.open(address, (reason) => (lost = reason));
    const other = await open.open(address, () => undefined);
    const said = endOf(other, 'active');
    const value = said.ice.fingerprint.value.replace(/../, (first) => (first === '00' ? '01' : '00'));
    one.connect({ ...said, ice: { ...said.ice, fingerprint: { ...said.ice.fingerprint, value } } });
    other.connect(endOf(one, 'passive'));
    await until(() => lost !== '');
    expect(lost).toMatch(/not who it said/);
  });

  it('opens on ports of its range, and gives them back', async () => {
    const one = openBrowserLegs({ ...parts, ports: new PortPool({ from: 15_200, to: 15_201 }) });
    const first = await one.open(address, never);
    expect([15_200, 15_201]).toContain(first.rtp.port);
    await expect(one.open(address, never)).rejects.toMatchObject({ code: 'no-free-port' });
    first.close();
    first.close();
    // The native part lets its port go on a thread of its own.
    const again = await vi.waitFor(() => one.open(address, never));
    again.close();
    one.close();
  });

  it('tells what DTLS cannot use', async () => {
    const open = opened();
    const lost: string[] = [];
    const [one, other] = [await open.open(address, (reason) => lost.push(reason)), await open.open(address, never)];
    const said = endOf(other, 'active');
    one.connect({ ...said, ice: { ...said.ice, fingerprint: { algorithm: 'sha-999', value: 'AB' } } });
    expect(lost).toEqual([expect.stringMatching(/browser's end/)]);
  });
});

describe('without the native part', () => {
  it('opening a leg is refused', async () => {
    const load = (): never => {
      throw new Error('nothing here');
    };
    await expect(openBrowserLegs({ ...parts, load }).open(address, never)).rejects.toThrow('nothing here');
  });

  it('a port whose native part fails is given back', async () => {
    const fails = (): never => {
      throw new Error('no');
    };
    const load = () => ({ ...loadNativePeers(), Audio: fails, cleanup: () => undefined }) as never;
    const one = openBrowserLegs({ ...parts, load, ports: new PortPool({ from: 15_210, to: 15_211 }) });
    for (let tried = 0; tried < 2; tried++) await expect(one.open(address, never)).rejects.toThrow(/constructor|no/);
  });
});
