import { expect, it } from 'vitest';
import { callIdSchema, tenantIdSchema } from '../contract/ids.ts';
import { seatSchema } from '../contract/lines-document.ts';
import type { OutgoingCallListener, SipAddress } from '../telephony/index.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import type { MediaCommand } from './media/media-messages.ts';
import { SeatPhones, waysTo } from './seat-phones.ts';

const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001');
const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
const at = (transport: SipAddress['transport']): SipAddress => ({ host: '192.0.2.9', port: 5060, transport });
const contact = (uri: string, transport: SipAddress['transport'] = 'udp') => ({
  uri,
  nextHop: at(transport),
  received: at(transport),
  routeHeaders: { Route: '<sip:edge;lr>' },
});
const seatAt = (more: object) => seatSchema.parse({ name: 'amy', ...more });
const answer =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n';

/** Telephones of one seat that do what the test says; what happened is in `told` and `asked`. */
function ringing(contacts: readonly ReturnType<typeof contact>[]) {
  const told: string[] = [];
  const asked: string[] = [];
  const opened: Extract<MediaCommand, { kind: 'open-leg' }>[] = [];
  const phones: OutgoingCallListener[] = [];
  const around = {
    mediaAddress: '127.0.0.1',
    phonesOf: () => contacts,
    media: {
      send(command: MediaCommand) {
        if (command.kind === 'open-leg') opened.push(command);
        else if ('legId' in command) asked.push(`${command.kind} ${command.legId.replace(`${callId}/`, '')}`);
      },
    },
    journal: { append: ({ kind, leg }: { kind: string; leg: string }) => told.push(`${kind} ${leg.slice(-1)}`) },
    sip: {
      invite(request: { requestUri: string; headers: Record<string, string> }, listener: OutgoingCallListener) {
        phones.push(listener);
        asked.push(`invite ${request.requestUri} ${request.headers['X-Waihu-Summary']}`);
        return {
          identity: () => ({}),
          cancel: () => asked.push(`cancel ${request.requestUri}`),
          bye: async () => asked.push(`bye ${request.requestUri}`),
        };
      },
    },
  } as unknown as CallSurroundings;
  const caller = { name: '10086', headers: { 'X-Waihu-Summary': 'wants-a-person' } };
  const order = { callId, tenantId, seat: seatAt({ extension: '1001' }), legId: `${callId}/seat1`, caller };
  const seat = new SeatPhones(order, around, {
    answered: ({ id }) => told.push(`answered ${id.slice(-1)}`),
    refused: (status) => told.push(`refused ${status}`),
    left: () => told.push('left'),
    held: (on) => told.push(`held ${on}`),
  });
  seat.ring();
  for (const { legId } of opened) seat.heard({ kind: 'leg-opened', legId, port: 4_000, textPort: null });
  const say = (index: number, what: 'answered' | 'failed', status: number, body = answer) =>
    phones[index]?.[what]({ status, body: { contentType: 'application/sdp', content: body } } as never);
  return { seat, told, asked, opened, phones, say };
}

it('a seat is where its address says, or wherever telephones of its extension are', () => {
  const registered = contact('sip:1001@192.0.2.9');
  const around = { phonesOf: () => [registered], mediaAddress: '127.0.0.1' } as unknown as CallSurroundings;
  expect(waysTo(seatAt({ address: 'sip:amy@192.0.2.7' }), tenantId, around)).toEqual([
    { kind: 'address', uri: 'sip:amy@192.0.2.7' },
  ]);
  expect(waysTo(seatAt({ extension: '1001' }), tenantId, around)).toEqual([
    { kind: 'phone', contact: registered, domain: '127.0.0.1' },
  ]);
  expect(waysTo(seatAt({ extension: '1001' }), tenantId, { mediaAddress: '127.0.0.1' })).toEqual([]);
});

it('the first telephone that answers has the call, the others ring no more', () => {
  const { seat, told, asked, phones, say } = ringing([contact('sip:a'), contact('sip:b')]);
  expect(asked).toEqual(['invite sip:a wants-a-person', 'invite sip:b wants-a-person']);
  say(1, 'answered', 200);
  expect(asked.slice(2)).toEqual(['connect-leg seat1-2', 'close-leg seat1', 'cancel sip:a']);
  say(0, 'failed', 487);
  expect(told).toEqual(['dialog 2', 'answered 2', 'dialog-over 1']);
  seat.end();
  expect(asked.slice(-2)).toEqual(['close-leg seat1-2', 'bye sip:b']);
  phones[1]?.ended({ by: 'local' } as never);
  expect(told).not.toContain('left');
});

it('one that hangs up has left, one that holds is told of', () => {
  const { told, phones, say } = ringing([contact('sip:a')]);
  say(0, 'answered', 200);
  const reoffer = (content: string) => phones[0]?.reoffered?.({ contentType: 'application/sdp', content });
  reoffer(`${answer}a=sendonly\r\n`);
  reoffer(answer);
  phones[0]?.ended({ by: 'remote', detail: '' } as never);
  expect(told).toEqual(['dialog 1', 'answered 1', 'held true', 'held false', 'dialog-over 1', 'left']);
});

it('a telephone in a browser has a port of its own kind', () => {
  const { opened } = ringing([contact('sip:page', 'wss'), contact('sip:desk')]);
  expect(opened.map(({ transport }) => transport)).toEqual(['browser', undefined]);
});

it('a seat refuses when the last of its telephones did, or when there is none', () => {
  const { told, say } = ringing([contact('sip:a'), contact('sip:b')]);
  say(0, 'failed', 486);
  expect(told).toEqual(['dialog-over 1']);
  say(1, 'failed', 480);
  expect(told.at(-1)).toBe('refused 480');
  expect(ringing([]).told).toEqual(['refused 480']);
});

it('one that answers with nothing we can play, or after all was called off, is hung up', () => {
  const alone = ringing([contact('sip:a')]);
  alone.say(0, 'answered', 200, answer.replace('RTP/AVP 8', 'RTP/AVP 96').replace('8 PCMA', '96 speex'));
  expect(alone.told.at(-1)).toBe('refused 488');
  expect(alone.asked).toContain('bye sip:a');
  const late = ringing([contact('sip:a')]);
  late.seat.end();
  late.say(0, 'answered', 200);
  expect([late.asked.at(-1), late.told]).toEqual(['bye sip:a', []]);
});
