import { describe, expect, it } from 'vitest';
import { openBatchedHub } from './batched/batched-hub.ts';
import { datagramPathHere, openDatagramHub } from './open-datagram-hub.ts';

const nowMs = (): number => 0;
const onMac = (): never => openBatchedHub(nowMs, 'darwin', 'arm64') as never;

describe('the way of packets', () => {
  it('is what was asked for', () => {
    expect(datagramPathHere('dgram')).toBe('dgram');
    expect(datagramPathHere('batched')).toBe('batched');
    expect(datagramPathHere('auto')).toBe('batched');
  });

  it('falls back to dgram where nothing was asked for and batched sockets are not to be had, and refuses otherwise', () => {
    expect(openDatagramHub('auto', nowMs, onMac).path).toBe('dgram');
    expect(() => openDatagramHub('batched', nowMs, onMac)).toThrow(
      expect.objectContaining({ code: 'no-batched-sockets' }),
    );
  });
});
