import { beforeEach, describe, expect, it } from 'vitest';
import type { SipEndpoint } from './sip-endpoint.ts';
import { CallPair, orderTo } from './testing/call-pair.ts';
import { recordOutgoing } from './testing/call-recorders.ts';
import { answerTo, bare } from './testing/hand-written.ts';

let pair: CallPair;
let caller: SipEndpoint;
let callee: SipEndpoint;

beforeEach(async () => {
  pair = new CallPair();
  caller = await pair.open('10.0.0.1');
  callee = await pair.open('10.0.0.2');
});

const tick = (durationMs: number): Promise<void> => pair.clock.tickAsync(durationMs);

describe('a request outside a call', () => {
  it.each([
    ['OPTIONS', {}, '200 OK'],
    ['BYE', {}, '481 Call/Transaction Does Not Exist'],
    ['REGISTER', {}, '405 Method Not Allowed'],
    ['BREW', {}, '501 Not Implemented'],
    ['INVITE', { extra: 'Require: 100rel, tea, milk' }, '420 Bad Extension'],
    ['INVITE', { extra: 'Content-Encoding: gzip' }, '415 Unsupported Media Type'],
    ['INVITE', { extra: 'Content-Type: text/plain', body: 'hi' }, '415 Unsupported Media Type'],
    ['INVITE', { uri: 'mailto:bob' }, '416 Unsupported URI Scheme'],
    ['INVITE', { uri: 'sip:@' }, '400 Bad Request'],
    ['INVITE', { toTag: 'gone' }, '481 Call/Transaction Does Not Exist'],
    ['INVITE', { version: 'SIP/3.0' }, '505 SIP version'],
    ['INVITE', { extra: 'Max-Forwards: many' }, '400 Bad Request (max-forwards)'],
  ])('%s %j is answered %s', async (method, change, line) => {
    callee.onInvite(() => undefined);
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text));
    send(bare(method, 'z9hG4bKx', change), { host: '10.0.0.2', port: 5060, transport: 'udp' });
    await tick(5);
    expect(heard[0]?.split('\r\n')[0]).toBe(`SIP/2.0 ${line}`);
  });

  it('names what it does not support, and what it allows', async () => {
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text));
    const to = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    send(bare('INVITE', 'z9hG4bK1', { extra: 'Require: 100rel, tea, milk' }), to);
    send(bare('OPTIONS', 'z9hG4bK2'), to);
    await tick(5);
    expect(heard[0]).toContain('Unsupported: tea\r\nUnsupported: milk\r\n');
    expect(heard[1]).toContain(
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, PRACK, UPDATE, REFER, NOTIFY, SUBSCRIBE, MESSAGE\r\nSupported: 100rel, timer, replaces, norefersub\r\nAccept: application/sdp\r\n',
    );
  });

  it('is answered once more when it comes again, and not served twice', async () => {
    const calls = pair.ringing(callee, (call) => call.reject(486));
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    const to = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    send(bare('INVITE', 'z9hG4bK1'), to);
    send(bare('INVITE', 'z9hG4bK1'), to);
    await tick(5);
    expect(heard).toEqual(['SIP/2.0 486 Busy Here', 'SIP/2.0 486 Busy Here']);
    expect(calls.length).toBe(1);
  });

  it('OPTIONS asks a peer, and is 408 when there is none', async () => {
    const asked = Promise.all([caller.options('sip:10.0.0.2'), caller.options('sip:10.9.9.9')]);
    await tick(33_000);
    expect((await asked).map(({ status }) => status)).toEqual([200, 408]);
  });

  it('a listener that throws costs its own message only', async () => {
    callee.onInvite(() => {
      throw new Error('bug above');
    });
    caller.invite(orderTo('10.0.0.2'), recordOutgoing());
    await tick(5);
    const asked = caller.options('sip:10.0.0.2');
    await tick(5);
    expect((await asked).status).toBe(200);
  });
});

describe('routing', () => {
  it('follows Record-Route in the dialog, loose and strict', async () => {
    for (const [recorded, line, route] of [
      ['<sip:10.0.0.3;lr>', 'BYE sip:peer@10.0.0.3 SIP/2.0', '<sip:10.0.0.3;lr>'],
      ['<sip:10.0.0.3>', 'BYE sip:10.0.0.3 SIP/2.0', '<sip:peer@10.0.0.3>'],
    ] as const) {
      const heard: string[] = [];
      const send = await pair.network.attach('10.0.0.3', 5060, (text, from) => {
        heard.push(text);
        const extra = text.startsWith('INVITE') ? `Record-Route: ${recorded}\r\n` : '';
        if (!text.startsWith('ACK')) send(answerTo(text, '200 OK', 'one', extra), from);
      });
      const call = caller.invite(orderTo('10.0.0.2', { requestUri: 'sip:x@10.0.0.3' }), recordOutgoing());
      await tick(5);
      const bye = call.bye();
      await tick(5);
      await bye;
      expect(heard[2]?.split('\r\n')[0]).toBe(line);
      expect(heard[2]).toContain(`Route: ${route}\r\n`);
    }
  });

  it('sends to the next hop that is given, the request URI staying as it is', async () => {
    const nextHop = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    const calls = pair.ringing(callee);
    caller.invite(orderTo('10.0.0.2', { requestUri: 'tel:+861088888888', nextHop }), recordOutgoing());
    await tick(5);
    expect(calls[0]?.call.requestUri).toBe('tel:+861088888888');
  });
});
