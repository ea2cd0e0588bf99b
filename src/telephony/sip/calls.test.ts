import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { IncomingCall, InviteRequest, SipEndpoint } from './sip-endpoint.ts';
import { recordIncoming, recordOutgoing, sdp, type RecordedIncoming } from './testing/call-recorders.ts';
import { MemoryNetwork, openMemoryEndpoint } from './testing/memory-network.ts';

let clock: FakeClock;
let network: MemoryNetwork;
let caller: SipEndpoint;
let callee: SipEndpoint;

const order = (extra: Partial<InviteRequest> = {}): InviteRequest => ({
  requestUri: 'sip:bob@10.0.0.2',
  from: { uri: 'sip:alice@10.0.0.1', displayName: 'Alice "A"' },
  to: 'sip:bob@10.0.0.2',
  offer: sdp('offer'),
  ...extra,
});

/** The start lines that went over the wire, answers with their method. */
const wire = (): string[] =>
  network.sent.map(({ text }) => {
    const [line = ''] = text.split('\r\n');
    const method = /CSeq: \d+ (\w+)/.exec(text)?.[1] ?? '';
    return line.startsWith('SIP/2.0') ? `${line.split(' ')[1]} ${method}` : (line.split(' ')[0] ?? '');
  });

beforeEach(async () => {
  clock = new FakeClock();
  network = new MemoryNetwork({ clock, random: seededRandom(1) });
  caller = await openMemoryEndpoint(network, { clock, random: seededRandom(2), userAgent: 'caller', host: '10.0.0.1' });
  callee = await openMemoryEndpoint(network, { clock, random: seededRandom(3), userAgent: 'callee', host: '10.0.0.2' });
});

/** Makes the callee ring; resolves to the call when the INVITE is there. */
function ringing(
  then: (call: IncomingCall, heard: RecordedIncoming) => void = () => undefined,
): { call: IncomingCall; heard: RecordedIncoming }[] {
  const calls: { call: IncomingCall; heard: RecordedIncoming }[] = [];
  callee.onInvite((call) => {
    const heard = recordIncoming(call);
    calls.push({ call, heard });
    then(call, heard);
  });
  return calls;
}

describe('a call', () => {
  it('is rung, answered, acknowledged and ended by the caller', async () => {
    const calls = ringing((call) => {
      call.progress(180);
      void call.accept(sdp('answer'));
    });
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await clock.tickAsync(20);
    expect(listener.events).toEqual(['180', 'answered']);
    expect(listener.answers[0]?.body).toEqual(sdp('answer'));
    expect(calls[0]?.call.offer).toEqual(sdp('offer'));
    const bye = call.bye({ protocol: 'Q.850', cause: 16, text: 'Normal' });
    await clock.tickAsync(20);
    await bye;
    expect(listener.events).toEqual(['180', 'answered', 'ended local']);
    expect(calls[0]?.heard.ends).toEqual([
      { by: 'remote', reason: { protocol: 'Q.850', cause: 16, text: 'Normal' }, detail: '' },
    ]);
    expect(wire()).toEqual(['INVITE', '180 INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE']);
  });
});
