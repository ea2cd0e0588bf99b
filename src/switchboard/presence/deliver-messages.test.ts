import { beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../foundation/logger.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { InviteAnswer, MessageOrder, RegisteredContact, SipEndpoint } from '../../telephony/index.ts';
import { deliverMessages } from './deliver-messages.ts';
import { believing, domainOf, houseOf } from './testing/small-house.ts';

type Taker = Parameters<SipEndpoint['onMessage']>[0];

let clock: FakeClock;
let take: Taker;
let sent: MessageOrder[];
/** What each telephone answers, by its URI; null: nothing, ever; an Error: it cannot be sent. */
let telephones: Map<string, number | null | Error>;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  telephones = new Map();
  const sip: Pick<SipEndpoint, 'onMessage' | 'message'> = {
    onMessage: (taker) => void (take = taker),
    message(order) {
      sent.push(order);
      const answer = telephones.get(order.requestUri) ?? null;
      if (answer instanceof Error) return Promise.reject(answer);
      return answer === null ? new Promise(() => undefined) : Promise.resolve({ status: answer } as InviteAnswer);
    },
  };
  const contactsOf = (of: string): readonly RegisteredContact[] =>
    of === '8002@house'
      ? [...telephones.keys()].map((uri) => ({
          uri,
          q: 1,
          nextHop: { host: '10.0.0.9', port: 5060, transport: 'udp' },
          routeHeaders: { Route: '<sip:edge;lr>' },
          received: { host: '10.0.0.9', port: 5060, transport: 'udp' },
          instance: null,
          userAgent: null,
          expiresInMs: 60_000,
        }))
      : [];
  deliverMessages(sip, { clock, logger: silentLogger, registrar: { ...believing, contactsOf }, houseOf, domainOf });
});

const write = async (
  requestUri: string,
  { from = 'sip:8001@house', contentType = 'text/plain;charset=utf-8' } = {},
): Promise<number> => {
  const body = { contentType, content: '你好' };
  const source = { host: '10.0.0.8', port: 5060, transport: 'udp' } as const;
  const answer = take({ requestUri, from: `"8003" <${from}>;tag=a`, to: '', headers: new Map(), body, source });
  await clock.tickAsync(1);
  await clock.tickAsync(10_000);
  return (await answer).status;
};

describe('a text', () => {
  it('goes to all telephones of the extension, under the name that was proven, by the way each registered', async () => {
    telephones = new Map([
      ['sip:a@10.0.0.9', 200],
      ['sip:b@10.0.0.9', 486],
    ]);
    expect(await write('sip:8002@10.0.0.1')).toBe(200);
    expect(sent.map(({ requestUri }) => requestUri)).toEqual(['sip:a@10.0.0.9', 'sip:b@10.0.0.9']);
    expect(sent[0]).toMatchObject({
      from: 'sip:8001@house',
      to: 'sip:8002@house',
      headers: { Route: '<sip:edge;lr>' },
      body: { content: '你好' },
    });
  });

  it.each([
    [[], 480],
    [[null], 480],
    [[new Error('no way')], 480],
    [[503, 480], 480],
    [[415, 415], 415],
    [[486, 415], 480],
    [[null, 202], 200],
    [[401], 480],
  ] as const)('to telephones that answer %j is answered with %i', async (answers, wanted) => {
    telephones = new Map(answers.map((answer, index) => [`sip:t${index}@10.0.0.9`, answer]));
    expect(await write('sip:8002@house')).toBe(wanted);
  });

  it('of a stranger, out of the house, to nobody, or of a kind that nobody reads is not sent', async () => {
    telephones.set('sip:a@10.0.0.9', 200);
    expect(await write('sip:8002@house', { from: 'sip:stranger@house' })).toBe(401);
    expect(await write('sip:8002@house', { from: 'sip:9001@other' })).toBe(404);
    expect(await write('sip:8009@house')).toBe(404);
    expect(await write('sip:8002@198.51.100.1')).toBe(404);
    expect(await write('tel:+8613800138000')).toBe(404);
    expect(await write('sip:8002@house', { contentType: 'application/x-sh' })).toBe(415);
    expect(sent).toEqual([]);
  });
});
