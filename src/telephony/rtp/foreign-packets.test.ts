import { expect, it } from 'vitest';
import { ForeignPackets } from './foreign-packets.ts';

const from = { address: '10.0.0.66', port: 4000 };

it('a few stray packets are no news; more are told once a second, with how many', () => {
  const foreign = new ForeignPackets();
  foreign.refused(from);
  foreign.refused(from);
  expect(foreign.found(0)).toBeNull();
  foreign.refused(from);
  expect(foreign.found(20)).toEqual({ from, packets: 3 });
  for (let packet = 0; packet < 50; packet++) foreign.refused(from);
  expect(foreign.found(1_000)).toBeNull();
  expect(foreign.found(1_020)).toEqual({ from, packets: 50 });
  expect(foreign.found(9_000)).toBeNull();
});

it('a connected socket is opened for 120 ms every two seconds', () => {
  const foreign = new ForeignPackets();
  const turns: string[] = [];
  for (let nowMs = 0; nowMs <= 4_300; nowMs += 20) {
    const turn = foreign.turn(nowMs);
    if (turn) turns.push(`${nowMs} ${turn}`);
  }
  expect(turns).toEqual(['0 in', '2000 out', '2120 in', '4120 out', '4240 in']);
});
