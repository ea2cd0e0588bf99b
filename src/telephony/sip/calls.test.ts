import { beforeEach, describe, expect, it } from 'vitest';
import type { IncomingCall, InviteRequest, SipEndpoint } from './sip-endpoint.ts';
import { CallPair, orderTo } from './testing/call-pair.ts';
import { recordIncoming, recordOutgoing, sdp } from './testing/call-recorders.ts';
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

const order = (extra: Partial<InviteRequest> = {}): InviteRequest =>
  orderTo('10.0.0.2', {
    from: { uri: 'sip:alice@10.0.0.1', displayName: 'Alice "A"' },
    offer: sdp('offer'),
    ...extra,
  });

describe('a call', () => {
  it('is rung, answered, acknowledged and ended by the caller', async () => {
    const calls = pair.ringing(callee, (call) => {
      call.progress(180);
      void call.accept(sdp('answer'));
    });
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await tick(20);
    expect(listener.events).toEqual(['180', 'answered']);
    expect(listener.answers[0]?.body).toEqual(sdp('answer'));
    expect(calls[0]?.call.offer).toEqual(sdp('offer'));
    const bye = call.bye({ protocol: 'Q.850', cause: 16, text: 'Normal' });
    await tick(20);
    await bye;
    expect(listener.events).toEqual(['180', 'answered', 'ended local']);
    expect(calls[0]?.heard.ends).toEqual([
      { by: 'remote', reason: { protocol: 'Q.850', cause: 16, text: 'Normal' }, detail: '' },
    ]);
    expect(pair.wire()).toEqual(['INVITE', '180 INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE']);
  });

  it('is ended by the callee, only after the ACK', async () => {
    pair.ringing(callee, (call) => {
      void call.accept(sdp('answer'));
      void call.bye({ protocol: 'Q.850', cause: 31, text: '' });
    });
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(20);
    expect(pair.wire()).toEqual(['INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE']);
    expect(listener.ends).toEqual([{ by: 'remote', reason: { protocol: 'Q.850', cause: 31, text: '' }, detail: '' }]);
  });

  it('is refused with reason and Retry-After', async () => {
    pair.ringing(callee, (call) =>
      call.reject(486, {
        reason: { protocol: 'Q.850', cause: 17, text: 'User busy' },
        headers: { 'Retry-After': '30 (busy)' },
        reasonPhrase: 'Occupied',
      }),
    );
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(20);
    expect(listener.failures[0]).toMatchObject({
      status: 486,
      reasonPhrase: 'Occupied',
      reason: { cause: 17 },
      retryAfterSec: 30,
    });
    expect(pair.wire()).toEqual(['INVITE', '486 INVITE', 'ACK']);
  });

  it('reports a redirection with its contacts', async () => {
    pair.ringing(callee, (call) => call.reject(302, { headers: { Contact: '<sip:carol@10.0.0.3>' } }));
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(20);
    expect(listener.failures[0]?.status).toBe(302);
    expect(listener.failures[0]?.headers.get('contact')).toEqual(['<sip:carol@10.0.0.3>']);
  });

  it('times out as 408 when nothing answers, after sending seven times', async () => {
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.9.9.9' }), listener);
    await tick(33_000);
    expect(listener.events).toEqual(['failed 408']);
    expect(pair.network.sent.map(({ atMs }) => Math.round(atMs))).toEqual([
      0, 500, 1_500, 3_500, 7_500, 15_500, 31_500,
    ]);
  });

  it('fails as 503 when the transport does', async () => {
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.9.9.9;transport=tcp' }), listener);
    await tick(20);
    expect(listener.events).toEqual(['failed 503']);
  });

  it('gets 480 where nobody takes calls', async () => {
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(20);
    expect(listener.events).toEqual(['failed 480']);
  });

  it('carries extra headers, but none with a line end in it', async () => {
    const calls = pair.ringing(callee);
    caller.invite(order({ headers: { 'P-Asserted-Identity': '<sip:+86100@trunk>' } }), recordOutgoing());
    await tick(5);
    expect(calls[0]?.call.headers.get('p-asserted-identity')).toEqual(['<sip:+86100@trunk>']);
    expect(() => caller.invite(order({ headers: { X: 'a\r\nVia: b' } }), recordOutgoing())).toThrow(/SIP header 'X'/);
    expect(() => caller.invite(order({ requestUri: 'nonsense' }), recordOutgoing())).toThrow(/cannot be called/);
  });

  it('answers 100 by itself when the application takes its time', async () => {
    pair.ringing(callee);
    caller.invite(order(), recordOutgoing());
    await tick(300);
    expect(pair.wire()).toEqual(['INVITE', '100 INVITE']);
  });
});

describe('cancelling', () => {
  it('sends CANCEL after a provisional answer; the caller hears 487, the callee the reason', async () => {
    const calls = pair.ringing(callee, (call) => call.progress(180));
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await tick(10);
    call.cancel({ protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' });
    await tick(10);
    expect(listener.events).toEqual(['180', 'failed 487']);
    expect(calls[0]?.heard.events).toEqual(['cancelled 200']);
    expect(pair.wire().slice(2)).toEqual(['CANCEL', '200 CANCEL', '487 INVITE', 'ACK']);
  });

  it('waits for a provisional answer before it sends CANCEL', async () => {
    pair.ringing(callee);
    const call = caller.invite(order(), recordOutgoing());
    call.cancel();
    await tick(150);
    expect(pair.wire()).toEqual(['INVITE']);
    await tick(100);
    expect(pair.wire()).toEqual(['INVITE', '100 INVITE', 'CANCEL', '200 CANCEL', '487 INVITE', 'ACK']);
  });

  it('acknowledges and ends a 200 that crossed it, and reports that', async () => {
    const calls = pair.ringing(callee, (call) => {
      call.progress(180);
      pair.clock.after(5, () => void call.accept(sdp('answer')));
    });
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await tick(6);
    call.cancel();
    await tick(20);
    expect(listener.events).toEqual(['180', 'late']);
    expect(pair.wire()).toEqual([
      'INVITE',
      '180 INVITE',
      '200 INVITE',
      'CANCEL',
      'ACK',
      'BYE',
      '200 CANCEL',
      '200 BYE',
    ]);
    expect(calls[0]?.heard.events).toEqual(['ended remote']);
  });

  it('gives up on a peer that confirms the CANCEL and never ends the INVITE', async () => {
    const send = await pair.network.attach('10.0.0.3', 5060, (text, from) => {
      const line = text.startsWith('INVITE') ? '180 Ringing' : '200 OK';
      send(answerTo(text, line), from);
    });
    const listener = recordOutgoing();
    const call = caller.invite(order({ requestUri: 'sip:x@10.0.0.3' }), listener);
    await tick(10);
    call.cancel();
    await tick(33_000);
    expect(listener.events).toEqual(['180', 'failed 487']);
  });

  it('is answered 481 where there is no such INVITE', async () => {
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    send(bare('CANCEL', 'z9hG4bKnone'), { host: '10.0.0.2', port: 5060, transport: 'udp' });
    await tick(5);
    expect(heard).toEqual(['SIP/2.0 481 Call/Transaction Does Not Exist']);
  });
});

describe('early media', () => {
  it('is told apart by To tag, and the dialog that answers is the call', async () => {
    pair.ringing(callee, (call) => {
      call.progress(183, { body: sdp('one'), toTag: 'fork1' });
      call.progress(183, { body: sdp('two'), toTag: 'fork2' });
      pair.clock.after(10, () => void call.accept(sdp('three')));
    });
    const identities: (string | null)[] = [];
    const listener = recordOutgoing();
    caller.invite(order({ onIdentity: ({ remoteTag }) => identities.push(remoteTag) }), listener);
    await tick(30);
    expect(listener.progress.map(({ toTag, body }) => [toTag, body?.content])).toEqual([
      ['fork1', 'one'],
      ['fork2', 'two'],
    ]);
    expect(listener.answers[0]?.body?.content).toBe('three');
    expect(identities).toEqual([null, 'fork1', 'fork2', listener.answers[0]?.toTag]);
  });

  it('confirms reliable answers one by one, each early dialog with its own numbers', async () => {
    pair.ringing(callee, (call) => {
      call.progress(183, { body: sdp('one'), toTag: 'fork1', reliable: true });
      call.progress(180, { toTag: 'fork2', reliable: true });
      call.progress(180, { toTag: 'fork1', reliable: true });
      void call.accept(sdp('answer'));
    });
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(40);
    expect(pair.wire()).toEqual([
      'INVITE',
      '183 INVITE',
      'PRACK',
      '200 PRACK',
      '180 INVITE',
      '200 INVITE',
      'PRACK',
      'ACK',
      '200 PRACK',
    ]);
    expect(listener.events).toEqual(['183', '180', 'answered']);
    const racks = pair.network.sent.flatMap(({ text }) => /RAck: \d+ (.*)/.exec(text)?.[1] ?? []);
    expect(racks).toEqual(['1 INVITE', '1 INVITE']);
  });

  it('sends a reliable answer again until it is confirmed, and ends the INVITE with 504 when it never is', async () => {
    pair.network.drop = ({ text }) => text.startsWith('PRACK');
    const calls = pair.ringing(callee, (call) => call.progress(183, { body: sdp('one'), reliable: true }));
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(33_000);
    expect(pair.network.sent.filter(({ text }) => text.startsWith('SIP/2.0 183')).length).toBe(7);
    expect(listener.events).toEqual(['183', 'failed 504']);
    expect(calls[0]?.heard.ends).toEqual([{ by: 'network', reason: null, detail: 'no PRACK' }]);
  });
});

describe('an incoming call', () => {
  it('tells a listener that comes late what it missed', async () => {
    const calls: IncomingCall[] = [];
    callee.onInvite((call) => {
      calls.push(call);
      call.progress(180);
    });
    const call = caller.invite(order(), recordOutgoing());
    await tick(5);
    call.cancel();
    await tick(5);
    expect(recordIncoming(calls[0]!).events).toEqual(['cancelled']);
    await expect(calls[0]!.accept(sdp())).rejects.toMatchObject({ code: 'sip-call-over' });
  });

  it('that is hung up before an answer is refused with 480, with the reason', async () => {
    pair.ringing(callee, (call) => void call.bye({ protocol: 'Q.850', cause: 41, text: '' }));
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await tick(10);
    expect(listener.failures[0]).toMatchObject({ status: 480, reason: { cause: 41 } });
  });

  it('that waits for a PRACK to be accepted can still be cancelled', async () => {
    pair.network.drop = ({ text }) => text.startsWith('PRACK');
    const outcomes: unknown[] = [];
    const calls = pair.ringing(callee, (call) => {
      call.progress(183, { body: sdp('early'), reliable: true });
      call.accept(sdp('answer')).catch((error: unknown) => outcomes.push(error));
    });
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await tick(50);
    expect(pair.wire()).not.toContain('200 INVITE');
    call.cancel();
    await tick(10);
    expect([listener.events, calls[0]?.heard.events]).toEqual([['183', 'failed 487'], ['cancelled']]);
    expect(outcomes).toEqual([expect.objectContaining({ code: 'sip-call-over' })]);
  });

  it('takes an offer in a PRACK', async () => {
    const offers: (string | undefined)[] = [];
    callee.onInvite((call) => {
      recordIncoming(call, {
        reoffered: (offer) => {
          offers.push(offer?.content);
          return sdp('answer in 200');
        },
      });
      call.progress(183, { body: sdp('early'), reliable: true });
    });
    const heard: string[] = [];
    const peer = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => {
      heard.push(text);
      const [, tag, sequence] = /;tag=(\w+)\r[\s\S]*RSeq: (\d+)/.exec(text.slice(text.indexOf('To:'))) ?? [];
      if (heard.length === 1)
        send(
          bare('PRACK', 'z9hG4bKp', {
            toTag: tag ?? '',
            extra: `RAck: ${sequence} 1 INVITE`,
            body: 'new offer',
          }).replace('CSeq: 1', 'CSeq: 2'),
          peer,
        );
    });
    send(bare('INVITE', 'z9hG4bKi', { extra: 'Supported: 100rel' }), peer);
    await tick(10);
    expect(offers).toEqual(['new offer']);
    expect(heard[1]).toMatch(/^SIP\/2.0 200 OK[\s\S]*answer in 200$/);
  });

  it('knows its peer for the journal', async () => {
    const calls = pair.ringing(callee);
    caller.invite(order(), recordOutgoing());
    await tick(5);
    expect(calls[0]?.call.identity()).toMatchObject({
      remoteUri: 'sip:alice@10.0.0.1',
      remoteTarget: 'sip:alice@10.0.0.1:5060',
      nextHop: { host: '10.0.0.1', port: 5060, transport: 'udp' },
      inviteSequence: 1,
    });
  });
});

describe('a fork', () => {
  it('is answered twice: the first is the call, the second is acknowledged and ended', async () => {
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text, from) => {
      heard.push(`${text.split(' ')[0]} ${/To: .*;tag=(\w+)/.exec(text)?.[1] ?? ''}`.trim());
      if (!text.startsWith('INVITE')) return;
      for (const tag of ['one', 'two', 'one']) send(answerTo(text, '200 OK', tag), from);
    });
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.0.0.3' }), listener);
    await tick(10);
    expect(heard).toEqual(['INVITE', 'ACK one', 'ACK two', 'BYE two', 'ACK one']);
    expect(listener.events).toEqual(['answered']);
    expect(listener.answers[0]?.toTag).toBe('one');
  });

  it('that merges again is refused with 482', async () => {
    pair.ringing(callee);
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    for (const branch of ['z9hG4bKa', 'z9hG4bKb'])
      send(bare('INVITE', branch), { host: '10.0.0.2', port: 5060, transport: 'udp' });
    await tick(10);
    expect(heard).toEqual(['SIP/2.0 482 Loop Detected']);
  });
});
