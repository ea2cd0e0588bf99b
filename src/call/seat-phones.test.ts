import { expect, it } from 'vitest';
import { callIdSchema, tenantIdSchema } from '../contract/ids.ts';
import { seatSchema } from '../contract/lines-document.ts';
import type { OutgoingCallListener, SipAddress } from '../telephony/index.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { placesOf, SeatPhones } from './seat-phones.ts';

const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001');
const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
const nextHop: SipAddress = { host: '192.0.2.9', port: 5060, transport: 'udp' };
const contact = (uri: string) => ({ uri, nextHop, routeHeaders: { Route: '<sip:edge;lr>' } });
const answer =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n';

/** Two telephones of one seat that do what the test says; what happened is in `told` and `asked`. */
function ringing(uris: readonly string[]) {
  const told: string[] = [];
  const asked: string[] = [];
  const phones: OutgoingCallListener[] = [];
  const around = {
    mediaAddress: '127.0.0.1',
    journal: { append: (entry: { kind: string; leg: string }) => told.push(`${entry.kind} ${entry.leg}`) },
    sip: {
      invite(request: { requestUri: string }, listener: OutgoingCallListener) {
        phones.push(listener);
        asked.push(`invite ${request.requestUri}`);
        return {
          identity: () => ({}),
          cancel: () => asked.push(`cancel ${request.requestUri}`),
          bye: async () => asked.push(`bye ${request.requestUri}`),
        };
      },
    },
  } as unknown as CallSurroundings;
  const seat = new SeatPhones(
    {
      callId,
      places: uris.map((uri) => ({ uri })),
      caller: '10086',
      summary: '客户要人工',
      port: 4_000,
      srtp: undefined,
    },
    around,
    {
      answered: ({ port }) => told.push(`answered ${port}`),
      refused: (status) => told.push(`refused ${status}`),
      left: () => told.push('left'),
      changed: () => told.push('changed'),
    },
  );
  seat.ring();
  const say = (index: number, what: 'answered' | 'failed', status: number, body = answer) =>
    phones[index]?.[what]({ status, body: { contentType: 'application/sdp', content: body } } as never);
  return { seat, told, asked, phones, say };
}

it('a seat is where its address says, or wherever telephones of its extension are', () => {
  const at = (more: object) => seatSchema.parse({ name: 'amy', ...more });
  const phonesOf = (() => [contact('sip:1001@192.0.2.9')]) as unknown as NonNullable<CallSurroundings['phonesOf']>;
  expect(placesOf(at({ address: 'sip:amy@192.0.2.7' }), tenantId, { phonesOf })).toEqual([
    { uri: 'sip:amy@192.0.2.7' },
  ]);
  expect(placesOf(at({ extension: '1001' }), tenantId, { phonesOf })).toEqual([
    { uri: 'sip:1001@192.0.2.9', nextHop, headers: { Route: '<sip:edge;lr>' } },
  ]);
  expect(placesOf(at({ extension: '1001' }), tenantId, {})).toEqual([]);
});

it('the first telephone that answers has the call, the others ring no more', () => {
  const { seat, told, asked, phones, say } = ringing(['sip:a', 'sip:b']);
  say(1, 'answered', 200);
  expect(asked).toEqual(['invite sip:a', 'invite sip:b', 'cancel sip:a']);
  say(0, 'failed', 487);
  phones[1]?.ended({ by: 'remote' } as never);
  expect(told).toEqual(['dialog seat-phone2', 'answered 40000', 'dialog-over seat', 'dialog-over seat-phone2', 'left']);
  seat.bye();
  expect(asked.at(-1)).toBe('bye sip:b');
});

it('a seat refuses when the last of its telephones did, or when there is none', () => {
  const { told, say } = ringing(['sip:a', 'sip:b']);
  say(0, 'failed', 486);
  expect(told).toEqual(['dialog-over seat']);
  say(1, 'failed', 480);
  expect(told.at(-1)).toBe('refused 480');
  expect(ringing([]).told).toEqual(['refused 480']);
});

it('one that answers with nothing we can play, or after all was called off, is hung up', () => {
  const alone = ringing(['sip:a']);
  alone.say(0, 'answered', 200, answer.replace('RTP/AVP 8', 'RTP/AVP 96').replace('8 PCMA', '96 opus'));
  expect([alone.told.at(-1), alone.asked.at(-1)]).toEqual(['refused 488', 'bye sip:a']);
  const late = ringing(['sip:a']);
  late.seat.cancel();
  late.say(0, 'answered', 200);
  expect([late.asked.at(-1), late.told]).toEqual(['bye sip:a', ['dialog seat']]);
});
