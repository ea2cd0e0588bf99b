import { createSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../foundation/clock.ts';
import type { NetworkAddress } from '../source-latch.ts';
import { openBatchedHub, type BatchedHub } from './batched-hub.ts';

const loopback = '127.0.0.1';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const nowMs = (): number => systemClock.monotonicMs();
const openFiles = (): number => readdirSync('/proc/self/fd').length;

let hub: BatchedHub;

beforeEach(() => {
  hub = openBatchedHub(nowMs);
});
afterEach(() => hub.close());

interface Heard {
  readonly text: string;
  readonly from: NetworkAddress;
  readonly cameAtMs: number;
}

async function openPair(
  host = loopback,
): Promise<{ one: Awaited<ReturnType<BatchedHub['open']>>; other: typeof one; heard: Heard[] }> {
  const [one, other] = [await hub.open(host, 0), await hub.open(host, 0)];
  const heard: Heard[] = [];
  other.onMessage((bytes, from, cameAtMs) =>
    heard.push({ text: new TextDecoder().decode(bytes), from, cameAtMs: cameAtMs ?? NaN }),
  );
  return { one, other, heard };
}

const waitMs = (durationMs: number): void => {
  const untilMs = nowMs() + durationMs;
  while (nowMs() < untilMs);
};

describe('batched sockets', () => {
  it('take in what has come when they are polled, in order, from whom it came, and nothing before', async () => {
    const { one, other, heard } = await openPair();
    for (const text of ['a', 'bb', 'ccc']) one.send(bytesOf(text), { address: loopback, port: other.port });
    expect(heard).toEqual([]);
    hub.poll();
    expect(heard.map(({ text }) => text)).toEqual(['a', 'bb', 'ccc']);
    expect(heard.map(({ from }) => from)).toEqual(heard.map(() => ({ address: loopback, port: one.port })));
  });

  it('say when a datagram came, however long it lay before the poll', async () => {
    const { one, other, heard } = await openPair();
    const lateMs = (): number => {
      const polledAtMs = nowMs();
      hub.poll();
      one.send(bytesOf('early'), { address: loopback, port: other.port });
      const sentAtMs = nowMs();
      waitMs(10);
      hub.poll();
      const { cameAtMs } = heard.at(-1)!;
      expect(cameAtMs).toBeGreaterThanOrEqual(polledAtMs);
      return cameAtMs - sentAtMs;
    };
    // The kernel begins to stamp a while after the first socket asks for it (`net_enable_timestamp`): a busy one late.
    const first = Array.from({ length: 100 }).findIndex(() => lateMs() < 2);
    expect(first).toBeGreaterThanOrEqual(0);
  });

  it('tell sources apart on one socket, of both families in one poll', async () => {
    const four = await openPair();
    const six = await openPair('::1');
    const stranger = await hub.open(loopback, 0);
    four.one.send(bytesOf('one'), { address: loopback, port: four.other.port });
    six.one.send(bytesOf('six'), { address: '::1', port: six.other.port });
    stranger.send(bytesOf('stranger'), { address: loopback, port: four.other.port });
    four.one.send(bytesOf('one'), { address: loopback, port: four.other.port });
    hub.poll();
    expect(four.heard.map(({ from }) => from.port)).toEqual([four.one.port, stranger.port, four.one.port]);
    expect(six.heard.map(({ from }) => from)).toEqual([{ address: '::1', port: six.one.port }]);
  });

  it('give a flood of one peer no more than its part of a poll', async () => {
    const { one, other, heard } = await openPair();
    for (let index = 0; index < 40; index++) one.send(bytesOf('flood'), { address: loopback, port: other.port });
    hub.poll();
    expect(heard).toHaveLength(16);
    hub.poll();
    hub.poll();
    expect(heard).toHaveLength(40);
  });

  it('take datagrams of nothing and drop those that no network carries', async () => {
    const { one, other, heard } = await openPair();
    const to = { address: loopback, port: other.port };
    one.send(new Uint8Array(0), to);
    one.send(new Uint8Array(9_001), to);
    one.send(new Uint8Array(9_000), to);
    hub.poll();
    expect(heard.map(({ text }) => text.length)).toEqual([0, 9_000]);
  });

  it('count what the kernel does not take', async () => {
    const { one } = await openPair();
    one.send(new Uint8Array(70_000), { address: loopback, port: 9 });
    one.send(bytesOf('lost'), { address: 'nowhere.invalid', port: 9 });
    one.connect({ address: loopback, port: 9 });
    one.send(new Uint8Array(70_000), { address: loopback, port: 9 });
    expect(hub.refused).toBe(3);
  });

  it('speak with sockets of Node', async () => {
    const { other, heard } = await openPair();
    const node = createSocket('udp4');
    await new Promise<void>((resolve) => {
      node.bind(0, loopback, resolve);
    });
    const echo = new Promise<string>((resolve) => {
      node.once('message', (bytes) => resolve(bytes.toString()));
    });
    other.connect({ address: loopback, port: node.address().port });
    other.send(bytesOf('there'), { address: loopback, port: 9 });
    expect(await echo).toBe('there');
    await new Promise((resolve) => {
      node.send('back', other.port, loopback, resolve);
    });
    hub.poll();
    expect(heard.map(({ text }) => text)).toEqual(['back']);
    node.close();
  });

  it('leave nothing open behind them', async () => {
    const before = openFiles();
    const second = openBatchedHub(nowMs);
    const [first] = [await second.open(loopback, 0), await second.open('::1', 0)];
    await expect(second.open('nowhere.invalid', 0)).rejects.toMatchObject({ code: 'EINVAL' });
    expect(openFiles()).toBe(before + 3);
    first.close();
    expect(openFiles()).toBe(before + 2);
    second.close();
    expect(openFiles()).toBe(before);
  });

  it('may be closed by what they hear, while more waits', async () => {
    const { one, other } = await openPair();
    let heard = 0;
    other.onMessage(() => {
      heard++;
      other.close();
    });
    for (let index = 0; index < 3; index++) one.send(bytesOf('bye'), { address: loopback, port: other.port });
    hub.poll();
    hub.poll();
    expect(heard).toBe(1);
  });

  it('open an address with a zone the other way', async () => {
    const socket = await hub.open('::1%lo', 41_598);
    expect(socket.port).toBe(41_598);
    socket.close();
  });
});
