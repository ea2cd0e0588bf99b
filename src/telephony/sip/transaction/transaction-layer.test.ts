import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../foundation/logger.ts';
import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { field } from '../message/format-message.ts';
import type { SipRequest } from '../message/message.ts';
import { responseTo } from '../message/response-to.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { rfcTimers } from './timers.ts';
import { TransactionLayer, type TransactionCore } from './transaction-layer.ts';
import type { ServerTransaction } from './transaction.ts';

const peer: SipAddress = { host: '10.0.0.2', port: 5060, transport: 'udp' };

function layer(core: Partial<TransactionCore> = {}): {
  layer: TransactionLayer;
  clock: FakeClock;
  sent: string[];
  at: number[];
} {
  const clock = new FakeClock();
  const sent: string[] = [];
  const at: number[] = [];
  const made = new TransactionLayer({
    clock,
    random: seededRandom(1),
    timers: rfcTimers,
    logger: silentLogger,
    core: { request: () => undefined, ack: () => undefined, ...core },
  });
  made.attach({
    addresses: [],
    send: (text) => {
      sent.push(text);
      at.push(clock.monotonicMs());
    },
    localAddressFor: () => ({ host: '10.0.0.1', port: 5060, transport: 'udp' }),
    close: () => Promise.resolve(),
  });
  return { layer: made, clock, sent, at };
}

const request = (method: string): SipRequest => ({
  kind: 'request',
  method,
  uri: 'sip:b@10.0.0.2',
  headers: [
    field('from', '<sip:a@x>;tag=f'),
    field('to', '<sip:b@y>'),
    field('call-id', 'c'),
    field('cseq', `1 ${method}`),
  ],
  body: '',
});

const incoming = (method: string, branch = 'z9hG4bKx', cseq = method): string =>
  `${method} sip:b@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=${branch}\r\nFrom: <sip:a@x>;tag=f\r\nTo: <sip:b@y>\r\n` +
  `Call-ID: c\r\nCSeq: 1 ${cseq}\r\nContent-Length: 0\r\n\r\n`;

const response = (sent: string, status: number): Buffer => {
  const kept = sent.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  return Buffer.from(`SIP/2.0 ${status} x\r\n${kept.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`);
};

const nobody = { response: () => undefined, gaveUp: () => undefined };
const rounded = (at: readonly number[]): number[] => at.map((ms) => Math.round(ms / 100) * 100);

describe('a client transaction', () => {
  it('resends BYE at T1 doubling to T2 and gives up after 64·T1', () => {
    const { layer: made, clock, at } = layer();
    const ends: string[] = [];
    made.request(request('BYE'), peer, { ...nobody, gaveUp: (cause) => ends.push(cause) });
    clock.tick(40_000);
    expect(rounded(at)).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(ends).toEqual(['timeout']);
    expect(made.size).toBe(0);
  });

  it('resends at T2 once something was heard', () => {
    const { layer: made, clock, sent, at } = layer();
    made.request(request('BYE'), peer, nobody);
    made.received(response(sent[0] ?? '', 100), peer);
    clock.tick(10_000);
    expect(rounded(at)).toEqual([0, 500, 4_500, 8_500]);
  });

  it('stops resending INVITE at the first answer, acknowledges each refusal and is gone after 32 s', () => {
    const { layer: made, clock, sent } = layer();
    const heard: number[] = [];
    made.request(request('INVITE'), peer, { ...nobody, response: ({ status }) => heard.push(status) });
    made.received(response(sent[0] ?? '', 180), peer);
    clock.tick(5_000);
    expect(sent.length).toBe(1);
    for (let copy = 0; copy < 3; copy++) made.received(response(sent[0] ?? '', 486), peer);
    expect(heard).toEqual([180, 486]);
    expect(sent.map((text) => text.split(' ')[0])).toEqual(['INVITE', 'ACK', 'ACK', 'ACK']);
    expect(/branch=(\S+)/.exec(sent[1] ?? '')?.[1]).toBe(/branch=(\S+)/.exec(sent[0] ?? '')?.[1]);
    expect(made.size).toBe(1);
    clock.tick(32_100);
    expect(made.size).toBe(0);
  });

  it('fails when the transport does, and only those that send there', () => {
    const { layer: made } = layer();
    const ends: string[] = [];
    made.request(request('INVITE'), peer, { ...nobody, gaveUp: (cause) => ends.push(cause) });
    made.request(request('BYE'), { ...peer, port: 9 }, { ...nobody, gaveUp: () => ends.push('other') });
    made.failed(peer, 'refused');
    expect(ends).toEqual(['transport']);
  });

  it('passes over answers to others: two Vias, another branch, another method', () => {
    const { layer: made, sent } = layer();
    const heard: number[] = [];
    made.request(request('INVITE'), peer, { ...nobody, response: ({ status }) => heard.push(status) });
    const answer = response(sent[0] ?? '', 200).toString();
    made.received(Buffer.from(answer.replace('Via:', 'Via: SIP/2.0/UDP 1.1.1.1;branch=z9hG4bKo\r\nVia:')), peer);
    made.received(Buffer.from(answer.replace(/branch=\w+/, 'branch=z9hG4bKother')), peer);
    made.received(Buffer.from(answer.replace('1 INVITE', '1 BYE')), peer);
    expect(heard).toEqual([]);
  });
});

describe('a server transaction', () => {
  /** Answers each request with these statuses. */
  const answering = (...statuses: number[]): Partial<TransactionCore> => ({
    request: (asked, transaction: ServerTransaction) => {
      for (const status of statuses) transaction.respond(responseTo(asked, status));
    },
  });

  it('sends a refusal of INVITE again until the ACK', () => {
    const { layer: made, clock, sent, at } = layer(answering(486));
    made.received(Buffer.from(incoming('INVITE')), peer);
    clock.tick(3_600);
    expect(rounded(at)).toEqual([0, 500, 1_500, 3_500]);
    made.received(Buffer.from(incoming('ACK')), peer);
    clock.tick(4_000);
    expect(sent.length).toBe(4);
    clock.tick(2_000);
    expect(made.size).toBe(0);
  });

  it('gives up an unacknowledged refusal after 32 s', () => {
    const { layer: made, clock, sent } = layer(answering(486));
    made.received(Buffer.from(incoming('INVITE')), peer);
    clock.tick(33_000);
    expect([sent.length, made.size]).toEqual([11, 0]);
  });

  it('absorbs INVITEs after a 2xx and hands its ACK to the dialogs', () => {
    const acks: string[] = [];
    const { layer: made, clock, sent } = layer({ ...answering(180, 200), ack: ({ method }) => acks.push(method) });
    made.received(Buffer.from(incoming('INVITE')), peer);
    made.received(Buffer.from(incoming('INVITE')), peer);
    made.received(Buffer.from(incoming('ACK')), peer);
    made.received(Buffer.from(incoming('ACK', 'z9hG4bKown')), peer);
    expect(sent.length).toBe(2);
    expect(acks).toEqual(['ACK', 'ACK']);
    clock.tick(32_100);
    expect(made.size).toBe(0);
  });

  it('answers any other request again with the same bytes for 32 s', () => {
    const { layer: made, clock, sent } = layer(answering(200));
    made.received(Buffer.from(incoming('BYE')), peer);
    made.received(Buffer.from(incoming('BYE')), peer);
    expect(sent[0]).toBe(sent[1]);
    clock.tick(32_100);
    expect(made.size).toBe(0);
  });

  it('tells peers without the magic cookie apart by what RFC 2543 compared', () => {
    const asked: string[] = [];
    const { layer: made } = layer({ request: ({ envelope }) => asked.push(envelope.callId) });
    made.received(Buffer.from(incoming('OPTIONS', 'same')), peer);
    made.received(Buffer.from(incoming('OPTIONS', 'same')), peer);
    made.received(Buffer.from(incoming('OPTIONS', 'same').replace('Call-ID: c', 'Call-ID: d')), peer);
    expect(asked).toEqual(['c', 'd']);
  });

  it('remembers a finished call in less than 1 KB', () => {
    const { layer: made, sent } = layer(answering(200));
    const before = sent.length;
    made.received(Buffer.from(incoming('INVITE')), peer);
    made.received(Buffer.from(incoming('BYE', 'z9hG4bKb')), peer);
    expect(sent.length).toBe(before + 2);
    // The 2xx is the dialog's to repeat, so that only the answer to BYE is kept.
    expect(made.keptBytes).toBe(sent[1]?.length);
    expect(made.keptBytes).toBeLessThan(1_024);
  });
});
