import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { every, systemClock } from '../../foundation/clock.ts';
import type { DatagramHub, DatagramSocket } from './datagram-socket.ts';
import { openDatagramHub } from './open-datagram-hub.ts';
import { openSocketPair, PortPool } from './port-pool.ts';

const address = '127.0.0.1';
const ports = new PortPool({ from: 41_500, to: 41_599 });
const closing: (() => void)[] = [];
let hub: DatagramHub;

const open = async (host = address): Promise<DatagramSocket> =>
  (await openSocketPair(ports, hub.open, host, false)).rtp;

function received(socket: DatagramSocket): { next(): Promise<string> } {
  const waiting: ((text: string) => void)[] = [];
  const texts: string[] = [];
  socket.onMessage((bytes) => {
    const text = new TextDecoder().decode(bytes);
    const taker = waiting.shift();
    if (taker) taker(text);
    else texts.push(text);
  });
  return {
    next: () =>
      new Promise((resolve) => {
        const text = texts.shift();
        if (text === undefined) waiting.push(resolve);
        else resolve(text);
      }),
  };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(['dgram', 'batched'] as const)('a UDP socket of %s', (path) => {
  beforeEach(() => {
    hub = openDatagramHub(path, () => systemClock.monotonicMs());
    closing.push(every(systemClock, 1, () => hub.poll()));
  });

  afterEach(() => {
    for (const close of closing.splice(0)) close();
    hub.close();
  });

  it('takes from anybody, from its peer alone while connected, and from anybody again', async () => {
    const [us, peer, stranger] = [await open(), await open(), await open()];
    const to = { address, port: us.port };
    const heard = received(us);
    stranger.send(bytesOf('one'), to);
    expect(await heard.next()).toBe('one');
    us.connect({ address, port: peer.port });
    stranger.send(bytesOf('two'), to);
    peer.send(bytesOf('three'), to);
    expect(await heard.next()).toBe('three');
    const atPeer = received(peer);
    us.send(bytesOf('back'), { address, port: 9 });
    expect(await atPeer.next()).toBe('back');
    us.connect(null);
    stranger.send(bytesOf('four'), to);
    expect(await heard.next()).toBe('four');
    for (const socket of [us, peer, stranger]) socket.close();
  });

  it('refuses a port that is taken, by its code', async () => {
    const first = await open();
    await expect(hub.open(address, first.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    first.close();
  });

  it('survives a peer that is gone, a port that is none, an address that is none, and being closed twice', async () => {
    const [us, witness] = [await open(), await open()];
    const gone = await open();
    const target = { address, port: gone.port };
    gone.close();
    us.connect(target);
    for (let index = 0; index < 5; index++) us.send(bytesOf('lost'), target);
    us.connect({ address, port: 0 });
    us.connect({ address: 'nowhere.invalid', port: 4000 });
    us.send(bytesOf('lost'), { address, port: 0 });
    us.connect(null);
    const heard = received(witness);
    // The refusals of the lost ones may still cost a packet each.
    for (let index = 0; index < 8; index++) us.send(bytesOf('alive'), { address, port: witness.port });
    expect(await heard.next()).toBe('alive');
    us.close();
    us.close();
    us.send(bytesOf('closed'), target);
    us.connect(target);
    witness.close();
  });

  it('speaks IPv6 too', async () => {
    const [one, other] = [await open('::1'), await open('::1')];
    const heard = received(other);
    one.send(bytesOf('six'), { address: '::1', port: other.port });
    expect(await heard.next()).toBe('six');
    one.close();
    other.close();
  });
});
