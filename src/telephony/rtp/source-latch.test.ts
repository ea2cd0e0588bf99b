import { describe, expect, it } from 'vitest';
import { MemoryDatagrams } from '../testing/memory-datagrams.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { openSocketPair, PortPool } from './port-pool.ts';
import { SourceLatch } from './source-latch.ts';

const at = (address: string, port: number) => ({ address, port });

describe('the source latch', () => {
  it('sends where was signalled until something comes', () => {
    const latch = new SourceLatch(at('10.0.0.1', 4000));
    expect(latch.target).toEqual(at('10.0.0.1', 4000));
    expect(latch.final).toBe(false);
  });

  it('believes the first source, a stranger too, and follows it', () => {
    const latch = new SourceLatch(at('10.0.0.1', 4000));
    expect(latch.accept(at('203.0.113.9', 5000), 0)).toEqual({ accepted: true, changed: true });
    expect(latch.accept(at('203.0.113.9', 5000), 20)).toEqual({ accepted: true, changed: false });
    expect(latch.target).toEqual(at('203.0.113.9', 5000));
    expect(latch.accept(at('203.0.113.10', 5000), 40).accepted).toBe(false);
    expect(latch.final).toBe(false);
  });

  it('lets what was signalled replace a stranger, and nothing after it', () => {
    const latch = new SourceLatch(at('10.0.0.1', 4000));
    latch.accept(at('203.0.113.9', 5000), 0);
    expect(latch.accept(at('10.0.0.1', 4000), 9_000)).toEqual({ accepted: true, changed: true });
    expect(latch.final).toBe(true);
    expect(latch.accept(at('203.0.113.9', 5000), 99_000).accepted).toBe(false);
    expect(latch.accept(at('10.0.0.1', 4002), 99_000).accepted).toBe(false);
    expect(latch.target).toEqual(at('10.0.0.1', 4000));
  });

  it('is not held by the last packets of the call that had the port before', () => {
    const latch = new SourceLatch(at('10.0.0.1', 4000));
    latch.accept(at('10.0.0.1', 3998), 0);
    expect(latch.final).toBe(false);
    expect(latch.accept(at('10.0.0.1', 4000), 10)).toEqual({ accepted: true, changed: true });
    expect(latch.final).toBe(true);
    const behindNat = new SourceLatch(at('192.168.1.4', 4000));
    behindNat.accept(at('203.0.113.9', 3998), 0);
    expect(behindNat.accept(at('203.0.113.9', 61_000), 20).accepted).toBe(false);
    behindNat.accept(at('203.0.113.9', 3998), 40);
    expect(behindNat.accept(at('203.0.113.9', 61_000), 160)).toEqual({ accepted: true, changed: true });
    expect(behindNat.accept(at('203.0.113.9', 3998), 180).accepted).toBe(false);
  });

  it('is final for another port of the signalled address after two seconds, and for a stranger never', () => {
    const latch = new SourceLatch(at('10.0.0.1', 4000));
    latch.accept(at('10.0.0.1', 61_000), 0);
    expect(latch.accept(at('10.0.0.1', 61_000), 1_980).changed).toBe(false);
    expect(latch.accept(at('10.0.0.1', 61_000), 2_000)).toEqual({ accepted: true, changed: true });
    expect(latch.final).toBe(true);
    expect(latch.accept(at('10.0.0.1', 61_002), 9_000).accepted).toBe(false);
    const stranger = new SourceLatch(at('10.0.0.1', 4000));
    stranger.accept(at('203.0.113.9', 5000), 0);
    stranger.accept(at('203.0.113.9', 5000), 5_000);
    expect(stranger.final).toBe(false);
    expect(stranger.accept(at('203.0.113.9', 5002), 9_000).accepted).toBe(false);
  });
});

describe('the port pool', () => {
  it('gives even ports in turn and rests those given back', () => {
    const pool = new PortPool({ from: 20_001, to: 20_007 });
    expect(pool.size).toBe(3);
    expect([pool.take(), pool.take()]).toEqual([20_002, 20_004]);
    pool.release(20_002);
    expect([pool.take(), pool.take(), pool.take()]).toEqual([20_006, 20_002, null]);
  });

  it('refuses a range without an even pair', () => {
    expect(() => new PortPool({ from: 20_001, to: 20_002 })).toThrow('RTP ports 20001–20002');
  });

  it('passes over ports that others hold, and gives ports back when closed', async () => {
    const network = new MemoryDatagrams(new FakeClock());
    await network.open('127.0.0.1', 20_000);
    await network.open('127.0.0.1', 20_003);
    const pool = new PortPool({ from: 20_000, to: 20_005 });
    const pair = await openSocketPair(pool, network.open, '127.0.0.1', true);
    expect([pair.rtp.port, pair.rtcp?.port]).toEqual([20_004, 20_005]);
    expect(network.addresses).not.toContain('127.0.0.1:20002');
    await expect(openSocketPair(pool, network.open, '127.0.0.1', true)).rejects.toThrow(
      'RTP on 127.0.0.1: no free pair of ports among 3',
    );
    pair.close();
    await expect(openSocketPair(pool, network.open, '127.0.0.1', false)).resolves.toMatchObject({ rtcp: null });
  });

  it('says at once what no other port would mend', async () => {
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('bad'), { code: 'EADDRNOTAVAIL' }));
    const opening = openSocketPair(new PortPool({ from: 20_000, to: 29_999 }), refuse, '192.0.2.1', true);
    await expect(opening).rejects.toMatchObject({ code: 'no-free-port', cause: { code: 'EADDRNOTAVAIL' } });
  });
});
