import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { recordIncoming, recordOutgoing, sdp } from './testing/call-recorders.ts';
import { MemoryNetwork, openMemoryEndpoint } from './testing/memory-network.ts';

const callCount = 40;

/** Whole calls over a bad network: everything that can go wrong with packets, the same each run. */
describe.each([
  { lossRate: 0.05, duplicateRate: 0, delayMs: { min: 5, max: 5 } },
  { lossRate: 0.1, duplicateRate: 0.1, delayMs: { min: 1, max: 80 } },
  { lossRate: 0.2, duplicateRate: 0.05, delayMs: { min: 1, max: 400 } },
])('with %j', (conditions) => {
  it.each([1, 2, 3])('every call is rung, answered once and ended at both ends (seed %i)', async (seed) => {
    const clock = new FakeClock();
    const network = new MemoryNetwork({ clock, random: seededRandom(seed), ...conditions });
    const open = (host: string, offset: number) =>
      openMemoryEndpoint(network, { clock, random: seededRandom(seed + offset), userAgent: host, host });
    const caller = await open('10.0.0.1', 100);
    const callee = await open('10.0.0.2', 200);
    const heard: { events: readonly string[] }[] = [];
    callee.onInvite((call) => {
      heard.push(recordIncoming(call));
      call.progress(183, { body: sdp('early'), reliable: heard.length % 2 === 0 });
      // A BYE that overtakes its ACK ends the call before it stood.
      clock.after(3_000, () => void call.accept(sdp('answer')).catch(() => undefined));
    });
    const listeners = Array.from({ length: callCount }, (_, index) => {
      const listener = recordOutgoing();
      const place = (): void => {
        const call = caller.invite(
          { requestUri: 'sip:b@10.0.0.2', from: { uri: 'sip:a@10.0.0.1' }, to: 'sip:b@10.0.0.2', offer: sdp() },
          {
            ...listener,
            answered: (answer) => {
              listener.answered(answer);
              clock.after(2_000, () => void call.bye());
            },
          },
        );
      };
      clock.after(index * 50, place);
      return listener;
    });
    await clock.tickAsync(70_000);
    expect(heard.length).toBe(callCount);
    const endings = listeners.map(({ events }) => events.filter((event) => event !== '183').join(' '));
    expect(new Set(endings)).toEqual(new Set(['answered ended local']));
    expect(new Set(heard.map(({ events }) => events.join(' ')))).toEqual(new Set(['ended remote']));
    expect(network.sent.some(({ lost }) => lost)).toBe(true);
  });
});
