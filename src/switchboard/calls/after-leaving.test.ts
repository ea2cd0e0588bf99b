import { describe, expect, it } from 'vitest';
import { afterLeaving, endingAfter, type Leaving } from './after-leaving.ts';

const leaving: Leaving = { wasFirst: false, role: 'callee', left: 1, follows: false, busy: false };

describe('afterLeaving()', () => {
  it.each<[string, Partial<Leaving>, ReturnType<typeof afterLeaving>]>([
    ['one of two hangs up', {}, 'end'],
    ['the caller of two hangs up', { wasFirst: true, role: 'caller' }, 'end'],
    ['one of three hangs up', { left: 2 }, 'regroup'],
    ['the caller of three hangs up', { wasFirst: true, role: 'caller', left: 2 }, 'next-first'],
    ['the agent leaves a caller of a flow', { role: 'agent', follows: true }, 'what-follows'],
    ['the transferor leaves while the next rings', { busy: true }, 'regroup'],
    ['the caller gives up while somebody rings', { wasFirst: true, role: null, left: 0, busy: true }, 'end'],
    ['a supervisor leaves', { role: 'listener', left: 2 }, 'nothing'],
    ['a whisperer leaves one who is alone', { role: 'whisperer' }, 'nothing'],
  ])('%s', (_, changes, wanted) => {
    expect(afterLeaving({ ...leaving, ...changes })).toBe(wanted);
  });
});

describe('endingAfter()', () => {
  it('names who hung up as seen from the house', () => {
    const ends = (direction: 'inbound' | 'outbound' | 'internal', who: 'caller' | 'callee') =>
      endingAfter(direction, true, { who, by: 'remote' }, 'it hung up').hangUpBy;
    expect([ends('inbound', 'caller'), ends('inbound', 'callee')]).toEqual(['customer', 'seat']);
    expect([ends('outbound', 'caller'), ends('outbound', 'callee')]).toEqual(['seat', 'customer']);
    expect([ends('internal', 'caller'), ends('internal', 'callee')]).toEqual(['seat', 'seat']);
  });

  it('tells a call that was never answered from one that was lost', () => {
    const leaver = { who: 'caller', by: 'network' } as const;
    expect(endingAfter('internal', false, leaver, 'no ACK came').outcome).toBe('cancelled');
    expect(endingAfter('internal', true, leaver, 'no sound')).toEqual({
      outcome: 'interrupted',
      hangUpBy: 'network',
      sipStatus: 200,
      reason: 'the caller was lost: no sound',
    });
  });
});
