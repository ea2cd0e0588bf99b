import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type {
  CallEnd,
  DialogIdentity,
  IncomingCall,
  IncomingCallListener,
  InviteRequest,
  OutgoingCall,
  OutgoingCallListener,
  SipBody,
  SipEndpoint,
} from './sip-endpoint.ts';
import {
  recordIncoming,
  recordOutgoing,
  sdp,
  type RecordedIncoming,
  type RecordedOutgoing,
} from './testing/call-recorders.ts';
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

  it('is ended by the callee, only after the ACK', async () => {
    ringing((call) => {
      void call.accept(sdp('answer'));
      void call.bye({ protocol: 'Q.850', cause: 31, text: '' });
    });
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(20);
    expect(wire()).toEqual(['INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE']);
    expect(listener.ends).toEqual([{ by: 'remote', reason: { protocol: 'Q.850', cause: 31, text: '' }, detail: '' }]);
  });

  it('is refused with reason and Retry-After', async () => {
    ringing((call) =>
      call.reject(486, {
        reason: { protocol: 'Q.850', cause: 17, text: 'User busy' },
        headers: { 'Retry-After': '30 (busy)' },
        reasonPhrase: 'Occupied',
      }),
    );
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(20);
    expect(listener.failures[0]).toMatchObject({
      status: 486,
      reasonPhrase: 'Occupied',
      reason: { cause: 17 },
      retryAfterSec: 30,
    });
    expect(wire()).toEqual(['INVITE', '486 INVITE', 'ACK']);
  });

  it('reports a redirection with its contacts', async () => {
    ringing((call) => call.reject(302, { headers: { Contact: '<sip:carol@10.0.0.3>' } }));
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(20);
    expect(listener.failures[0]?.status).toBe(302);
    expect(listener.failures[0]?.headers.get('contact')).toEqual(['<sip:carol@10.0.0.3>']);
  });

  it('times out as 408 when nothing answers, after sending seven times', async () => {
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.9.9.9' }), listener);
    await clock.tickAsync(33_000);
    expect(listener.events).toEqual(['failed 408']);
    expect(network.sent.map(({ atMs }) => Math.round(atMs))).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
  });

  it('fails as 503 when the transport does', async () => {
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.9.9.9;transport=tcp' }), listener);
    await clock.tickAsync(20);
    expect(listener.events).toEqual(['failed 503']);
  });

  it('gets 480 where nobody takes calls', async () => {
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(20);
    expect(listener.events).toEqual(['failed 480']);
  });

  it('carries extra headers, but none with a line end in it', async () => {
    const calls = ringing();
    caller.invite(order({ headers: { 'P-Asserted-Identity': '<sip:+86100@trunk>' } }), recordOutgoing());
    await clock.tickAsync(5);
    expect(calls[0]?.call.headers.get('p-asserted-identity')).toEqual(['<sip:+86100@trunk>']);
    expect(() => caller.invite(order({ headers: { X: 'a\r\nVia: b' } }), recordOutgoing())).toThrow(/SIP header 'X'/);
    expect(() => caller.invite(order({ requestUri: 'nonsense' }), recordOutgoing())).toThrow(/cannot be called/);
  });

  it('answers 100 by itself when the application takes its time', async () => {
    ringing();
    caller.invite(order(), recordOutgoing());
    await clock.tickAsync(300);
    expect(wire()).toEqual(['INVITE', '100 INVITE']);
  });
});

describe('cancelling', () => {
  it('sends CANCEL after a provisional answer; the caller hears 487, the callee the reason', async () => {
    const calls = ringing((call) => call.progress(180));
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await clock.tickAsync(10);
    call.cancel({ protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' });
    await clock.tickAsync(10);
    expect(listener.events).toEqual(['180', 'failed 487']);
    expect(calls[0]?.heard.events).toEqual(['cancelled 200']);
    expect(wire().slice(2)).toEqual(['CANCEL', '200 CANCEL', '487 INVITE', 'ACK']);
  });

  it('waits for a provisional answer before it sends CANCEL', async () => {
    ringing();
    const call = caller.invite(order(), recordOutgoing());
    call.cancel();
    await clock.tickAsync(150);
    expect(wire()).toEqual(['INVITE']);
    await clock.tickAsync(100);
    expect(wire()).toEqual(['INVITE', '100 INVITE', 'CANCEL', '200 CANCEL', '487 INVITE', 'ACK']);
  });

  it('acknowledges and ends a 200 that crossed it, and reports that', async () => {
    const calls = ringing((call) => {
      call.progress(180);
      clock.after(5, () => void call.accept(sdp('answer')));
    });
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await clock.tickAsync(6);
    call.cancel();
    await clock.tickAsync(20);
    expect(listener.events).toEqual(['180', 'late']);
    expect(wire()).toEqual(['INVITE', '180 INVITE', '200 INVITE', 'CANCEL', 'ACK', 'BYE', '200 CANCEL', '200 BYE']);
    expect(calls[0]?.heard.events).toEqual(['ended remote']);
  });

  it('gives up on a peer that confirms the CANCEL and never ends the INVITE', async () => {
    const send = await network.attach('10.0.0.3', 5060, (text, from) => {
      const line = text.startsWith('INVITE') ? '180 Ringing' : '200 OK';
      send(answerTo(text, line), from);
    });
    const listener = recordOutgoing();
    const call = caller.invite(order({ requestUri: 'sip:x@10.0.0.3' }), listener);
    await clock.tickAsync(10);
    call.cancel();
    await clock.tickAsync(33_000);
    expect(listener.events).toEqual(['180', 'failed 487']);
  });

  it('is answered 481 where there is no such INVITE', async () => {
    const heard: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    send(bare('CANCEL', 'z9hG4bKnone'), { host: '10.0.0.2', port: 5060, transport: 'udp' });
    await clock.tickAsync(5);
    expect(heard).toEqual(['SIP/2.0 481 Call/Transaction Does Not Exist']);
  });
});

describe('early media', () => {
  it('is told apart by To tag, and the dialog that answers is the call', async () => {
    ringing((call) => {
      call.progress(183, { body: sdp('one'), toTag: 'fork1' });
      call.progress(183, { body: sdp('two'), toTag: 'fork2' });
      clock.after(10, () => void call.accept(sdp('three')));
    });
    const identities: (string | null)[] = [];
    const listener = recordOutgoing();
    caller.invite(order({ onIdentity: ({ remoteTag }) => identities.push(remoteTag) }), listener);
    await clock.tickAsync(30);
    expect(listener.progress.map(({ toTag, body }) => [toTag, body?.content])).toEqual([
      ['fork1', 'one'],
      ['fork2', 'two'],
    ]);
    expect(listener.answers[0]?.body?.content).toBe('three');
    expect(identities).toEqual([null, 'fork1', 'fork2', listener.answers[0]?.toTag]);
  });

  it('confirms reliable answers one by one, each early dialog with its own numbers', async () => {
    ringing((call) => {
      call.progress(183, { body: sdp('one'), toTag: 'fork1', reliable: true });
      call.progress(180, { toTag: 'fork2', reliable: true });
      call.progress(180, { toTag: 'fork1', reliable: true });
      void call.accept(sdp('answer'));
    });
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(40);
    expect(wire()).toEqual([
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
    const racks = network.sent.flatMap(({ text }) => /RAck: \d+ (.*)/.exec(text)?.[1] ?? []);
    expect(racks).toEqual(['1 INVITE', '1 INVITE']);
  });

  it('sends a reliable answer again until it is confirmed, and ends the INVITE with 504 when it never is', async () => {
    network.drop = ({ text }) => text.startsWith('PRACK');
    const calls = ringing((call) => call.progress(183, { body: sdp('one'), reliable: true }));
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(33_000);
    expect(network.sent.filter(({ text }) => text.startsWith('SIP/2.0 183')).length).toBe(7);
    expect(listener.events).toEqual(['183', 'failed 504']);
    expect(calls[0]?.heard.ends).toEqual([{ by: 'network', reason: null, detail: 'no PRACK' }]);
  });
});

describe('inside a call', () => {
  async function established(
    heard: Partial<IncomingCallListener> = {},
    listening: Partial<OutgoingCallListener> = {},
  ): Promise<{ call: OutgoingCall; incoming: IncomingCall; listener: RecordedOutgoing; heard: RecordedIncoming }> {
    const calls: { call: IncomingCall; heard: RecordedIncoming }[] = [];
    callee.onInvite((call) => {
      calls.push({ call, heard: recordIncoming(call, heard) });
      void call.accept(sdp('answer'));
    });
    const listener = recordOutgoing(listening);
    const call = caller.invite(order(), listener);
    await clock.tickAsync(10);
    network.sent.length = 0;
    const first = calls[0];
    if (!first) throw new Error('no call');
    return { call, listener, incoming: first.call, heard: first.heard };
  }

  it('re-INVITEs either way change the session', async () => {
    const { call, incoming } = await established(
      { reoffered: (offer) => sdp(`answer to ${offer?.content}`) },
      { reoffered: (offer) => sdp(`reply to ${offer?.content}`) },
    );
    const first = call.reinvite(sdp('hold'));
    await clock.tickAsync(10);
    expect(await first).toEqual(sdp('answer to hold'));
    const second = incoming.reinvite(sdp('move'));
    await clock.tickAsync(10);
    expect(await second).toEqual(sdp('reply to move'));
    expect(wire()).toEqual(['INVITE', '200 INVITE', 'ACK', 'INVITE', '200 INVITE', 'ACK']);
  });

  it('a refused re-INVITE leaves the call as it was', async () => {
    const { call, incoming, listener } = await established();
    const refused = incoming.reinvite(sdp('T.38'));
    refused.catch(() => undefined);
    await clock.tickAsync(10);
    await expect(refused).rejects.toMatchObject({ code: 'sip-refused', facts: { status: 488 } });
    const bye = call.bye();
    await clock.tickAsync(10);
    await bye;
    expect(listener.events).toEqual(['answered', 'ended local']);
  });

  it('offers that cross are refused with 491 and come again, one after the other', async () => {
    const { call, incoming } = await established(
      { reoffered: () => sdp('from callee') },
      { reoffered: () => sdp('from caller') },
    );
    const both = Promise.all([call.reinvite(sdp('a')), incoming.reinvite(sdp('b'))]);
    await clock.tickAsync(9_000);
    expect(await both).toEqual([sdp('from callee'), sdp('from caller')]);
    expect(wire().filter((line) => line === '491 INVITE').length).toBeGreaterThanOrEqual(2);
  });

  it('a re-INVITE without offer is answered with ours, and its answer comes with the ACK', async () => {
    const answers: SipBody[] = [];
    const { call } = await established(
      {},
      { reoffered: (offer) => sdp(offer ? 'no' : 'our offer'), reanswered: (answer) => answers.push(answer) },
    );
    const { routes: _, ...identity } = call.identity();
    const peer = { host: '10.0.0.1', port: 5060, transport: 'udp' } as const;
    const send = await network.attach('10.0.0.3', 5060, (text, from) => {
      if (!text.startsWith('SIP/2.0 200')) return;
      expect(text).toContain('our offer');
      send(inDialog('ACK', identity, 50, 'their answer'), from);
    });
    send(inDialog('INVITE', identity, 50), peer);
    await clock.tickAsync(10);
    expect(answers).toEqual([sdp('their answer')]);
  });

  it('INFO goes both ways', async () => {
    const { call, incoming, listener, heard } = await established();
    const dtmf = { contentType: 'application/dtmf-relay', content: 'Signal=5' };
    const sent = Promise.all([call.info(dtmf), incoming.info({ ...dtmf, content: 'Signal=6' })]);
    await clock.tickAsync(10);
    expect(await sent).toEqual([200, 200]);
    expect([listener.events, heard.events]).toEqual([['answered', 'info Signal=6'], ['info Signal=5']]);
  });

  it.each([
    ['OPTIONS', 60, '200 OK'],
    ['UPDATE', 60, '200 OK'],
    ['INFO', 60, '200 OK'],
    ['PRACK', 60, '481 Call/Transaction Does Not Exist'],
    // It comes from elsewhere than the peer: who has only read the tags sends nobody on.
    ['REFER', 60, '403 Forbidden'],
    ['NOTIFY', 60, '481 Call/Transaction Does Not Exist'],
    ['SUBSCRIBE', 60, '481 Call/Transaction Does Not Exist'],
    ['MESSAGE', 60, '405 Method Not Allowed'],
    ['BREW', 60, '501 Not Implemented'],
    ['INFO', 0, '500 CSeq out of order'],
  ])('a peer that sends %s with CSeq %i gets %s', async (method, sequence, line) => {
    const { call } = await established();
    const identity = call.identity();
    const heard: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    const to = { host: '10.0.0.1', port: 5060, transport: 'udp' } as const;
    send(inDialog('OPTIONS', identity, 1), to);
    await clock.tickAsync(5);
    send(inDialog(method, identity, sequence), to);
    await clock.tickAsync(5);
    expect(heard.at(-1)).toBe(`SIP/2.0 ${line}`);
  });

  it('an UPDATE with an offer is answered like a re-INVITE', async () => {
    const { call } = await established(
      {},
      { reoffered: (offer) => (offer?.content === 'good' ? sdp('fine') : { refuse: 488 }) },
    );
    const heard: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text));
    const to = { host: '10.0.0.1', port: 5060, transport: 'udp' } as const;
    send(inDialog('UPDATE', call.identity(), 7, 'good'), to);
    send(inDialog('UPDATE', call.identity(), 8, 'bad'), to);
    await clock.tickAsync(5);
    expect(heard[0]).toMatch(/^SIP\/2.0 200 [\s\S]*fine$/);
    expect(heard[1]).toMatch(/^SIP\/2.0 488 /);
  });

  it('both ends hang up at the same time and both agree', async () => {
    const { call, incoming, listener, heard } = await established();
    const both = Promise.all([call.bye(), incoming.bye()]);
    await clock.tickAsync(0);
    await clock.tickAsync(10);
    await both;
    expect([listener.events, heard.events]).toEqual([['answered', 'ended local'], ['ended local']]);
    expect(wire().sort()).toEqual(['200 BYE', '200 BYE', 'BYE', 'BYE']);
  });

  it('a peer that has forgotten the call ends it', async () => {
    const { call, listener } = await established();
    await callee.close();
    const bye = call.reinvite(sdp('x'));
    bye.catch(() => undefined);
    await clock.tickAsync(70_000);
    await expect(bye).rejects.toMatchObject({ facts: { status: 408 } });
    expect(listener.ends).toEqual([{ by: 'network', reason: null, detail: 'INVITE in the call: 408' }]);
  });

  it('a 200 without ACK is sent again for 32 s, then the call is ended', async () => {
    network.drop = ({ text }) => text.startsWith('ACK');
    const outcomes: unknown[] = [];
    const ends: CallEnd[] = [];
    callee.onInvite((call) => {
      recordIncoming(call, { ended: (end) => ends.push(end) });
      call.accept(sdp('answer')).catch((error: unknown) => outcomes.push(error));
    });
    caller.invite(order(), recordOutgoing());
    await clock.tickAsync(33_000);
    const answers = network.sent.filter(({ text }) => text.startsWith('SIP/2.0 200') && text.includes('INVITE'));
    expect(answers.map(({ atMs }) => Math.round(atMs / 500) * 500)).toEqual([
      0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(outcomes).toEqual([expect.objectContaining({ code: 'sip-call-over' })]);
    expect(ends).toEqual([{ by: 'network', reason: null, detail: 'no ACK' }]);
    expect(wire()).toContain('BYE');
  });
});

describe('authentication', () => {
  const challenge = (nonce: string, more = ''): string =>
    `WWW-Authenticate: Digest realm="r", nonce="${nonce}", qop="auth"${more}\r\n`;
  const credentials = () => Promise.resolve({ username: 'u', password: 'p' });

  /** A trunk that answers the nth INVITE with the nth line and header; counts INVITEs. */
  async function trunk(...answers: readonly [string, string][]): Promise<string[]> {
    const invites: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text, from) => {
      if (!text.startsWith('INVITE')) return;
      invites.push(text);
      const [line, extra] = answers[Math.min(invites.length, answers.length) - 1] ?? ['500 None', ''];
      send(answerTo(text, line, 'peer', extra), from);
    });
    return invites;
  }

  it('asks again with CSeq, branch and credentials of its own, and acknowledges with them', async () => {
    const invites = await trunk(['401 Unauthorized', challenge('n')], ['200 OK', '']);
    const branches: string[] = [];
    const listener = recordOutgoing();
    caller.invite(
      order({
        requestUri: 'sip:x@10.0.0.3',
        credentials,
        onIdentity: ({ inviteBranch }) => branches.push(inviteBranch),
      }),
      listener,
    );
    await clock.tickAsync(20);
    expect(listener.events).toEqual(['answered']);
    expect(invites.map((text) => /CSeq: (.*)\r/.exec(text)?.[1])).toEqual(['1 INVITE', '2 INVITE']);
    expect(new Set(branches).size).toBe(2);
    const ack = network.sent.findLast(({ text }) => text.startsWith('ACK'))?.text;
    expect(ack).toContain('CSeq: 2 ACK');
    expect(ack).toContain('Authorization: Digest username="u"');
  });

  it('a trunk that asks for ever is given up', async () => {
    const stale = Array.from({ length: 20 }, (_, index): [string, string] => [
      '401 Unauthorized',
      challenge(`n${index}`, ', stale=true'),
    ]);
    const invites = await trunk(...stale);
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.0.0.3', credentials }), listener);
    await clock.tickAsync(50);
    expect(listener.events).toEqual(['failed 401']);
    expect(invites.length).toBe(5);
  });

  it('no credentials, or none to be had, is the refusal itself', async () => {
    await trunk(['407 Proxy Authentication Required', challenge('n').replace('WWW', 'Proxy')]);
    const none = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.0.0.3' }), none);
    const broken = recordOutgoing();
    caller.invite(
      order({ requestUri: 'sip:x@10.0.0.3', credentials: () => Promise.reject(new Error('database away')) }),
      broken,
    );
    await clock.tickAsync(20);
    expect([none.events, broken.events]).toEqual([['failed 407'], ['failed 407']]);
  });

  it('a cancel while credentials are fetched ends the call', async () => {
    const invites = await trunk(['401 Unauthorized', challenge('n')]);
    let give = (): void => undefined;
    const slow = (): Promise<{ username: string; password: string }> =>
      new Promise((resolve) => {
        give = () => resolve({ username: 'u', password: 'p' });
      });
    const listener = recordOutgoing();
    const call = caller.invite(order({ requestUri: 'sip:x@10.0.0.3', credentials: slow }), listener);
    await clock.tickAsync(10);
    call.cancel();
    give();
    await clock.tickAsync(10);
    expect([listener.events, invites.length]).toEqual([['failed 487'], 1]);
  });

  it('a BYE is authenticated too', async () => {
    const byes: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text, from) => {
      if (text.startsWith('BYE')) byes.push(text);
      const challenged = text.startsWith('BYE') && byes.length === 1;
      if (!text.startsWith('ACK'))
        send(
          answerTo(text, challenged ? '401 Unauthorized' : '200 OK', 'peer', challenged ? challenge('b') : ''),
          from,
        );
    });
    const call = caller.invite(order({ requestUri: 'sip:x@10.0.0.3', credentials }), recordOutgoing());
    await clock.tickAsync(5);
    const bye = call.bye();
    await clock.tickAsync(10);
    await bye;
    expect(byes.map((text) => [/CSeq: (\d+)/.exec(text)?.[1], text.includes('Authorization')])).toEqual([
      ['2', false],
      ['3', true],
    ]);
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
    await clock.tickAsync(5);
    call.cancel();
    await clock.tickAsync(5);
    expect(recordIncoming(calls[0]!).events).toEqual(['cancelled']);
    await expect(calls[0]!.accept(sdp())).rejects.toMatchObject({ code: 'sip-call-over' });
  });

  it('that is hung up before an answer is refused with 480, with the reason', async () => {
    ringing((call) => void call.bye({ protocol: 'Q.850', cause: 41, text: '' }));
    const listener = recordOutgoing();
    caller.invite(order(), listener);
    await clock.tickAsync(10);
    expect(listener.failures[0]).toMatchObject({ status: 480, reason: { cause: 41 } });
  });

  it('that waits for a PRACK to be accepted can still be cancelled', async () => {
    network.drop = ({ text }) => text.startsWith('PRACK');
    const outcomes: unknown[] = [];
    const calls = ringing((call) => {
      call.progress(183, { body: sdp('early'), reliable: true });
      call.accept(sdp('answer')).catch((error: unknown) => outcomes.push(error));
    });
    const listener = recordOutgoing();
    const call = caller.invite(order(), listener);
    await clock.tickAsync(50);
    expect(wire()).not.toContain('200 INVITE');
    call.cancel();
    await clock.tickAsync(10);
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
    const send = await network.attach('10.0.0.3', 5060, (text) => {
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
    await clock.tickAsync(10);
    expect(offers).toEqual(['new offer']);
    expect(heard[1]).toMatch(/^SIP\/2.0 200 OK[\s\S]*answer in 200$/);
  });

  it('knows its peer for the journal', async () => {
    const calls = ringing();
    caller.invite(order(), recordOutgoing());
    await clock.tickAsync(5);
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
    const send = await network.attach('10.0.0.3', 5060, (text, from) => {
      heard.push(`${text.split(' ')[0]} ${/To: .*;tag=(\w+)/.exec(text)?.[1] ?? ''}`.trim());
      if (!text.startsWith('INVITE')) return;
      for (const tag of ['one', 'two', 'one']) send(answerTo(text, '200 OK', tag), from);
    });
    const listener = recordOutgoing();
    caller.invite(order({ requestUri: 'sip:x@10.0.0.3' }), listener);
    await clock.tickAsync(10);
    expect(heard).toEqual(['INVITE', 'ACK one', 'ACK two', 'BYE two', 'ACK one']);
    expect(listener.events).toEqual(['answered']);
    expect(listener.answers[0]?.toTag).toBe('one');
  });

  it('that merges again is refused with 482', async () => {
    ringing();
    const heard: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    for (const branch of ['z9hG4bKa', 'z9hG4bKb'])
      send(bare('INVITE', branch), { host: '10.0.0.2', port: 5060, transport: 'udp' });
    await clock.tickAsync(10);
    expect(heard).toEqual(['SIP/2.0 482 Loop Detected']);
  });
});

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
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text));
    send(bare(method, 'z9hG4bKx', change), { host: '10.0.0.2', port: 5060, transport: 'udp' });
    await clock.tickAsync(5);
    expect(heard[0]?.split('\r\n')[0]).toBe(`SIP/2.0 ${line}`);
  });

  it('names what it does not support, and what it allows', async () => {
    const heard: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text));
    const to = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    send(bare('INVITE', 'z9hG4bK1', { extra: 'Require: 100rel, tea, milk' }), to);
    send(bare('OPTIONS', 'z9hG4bK2'), to);
    await clock.tickAsync(5);
    expect(heard[0]).toContain('Unsupported: tea\r\nUnsupported: milk\r\n');
    expect(heard[1]).toContain(
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, PRACK, UPDATE, REFER, NOTIFY, SUBSCRIBE, MESSAGE\r\nSupported: 100rel, timer, replaces, norefersub\r\nAccept: application/sdp\r\n',
    );
  });

  it('is answered once more when it comes again, and not served twice', async () => {
    const calls = ringing((call) => call.reject(486));
    const heard: string[] = [];
    const send = await network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    const to = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    send(bare('INVITE', 'z9hG4bK1'), to);
    send(bare('INVITE', 'z9hG4bK1'), to);
    await clock.tickAsync(5);
    expect(heard).toEqual(['SIP/2.0 486 Busy Here', 'SIP/2.0 486 Busy Here']);
    expect(calls.length).toBe(1);
  });

  it('OPTIONS asks a peer, and is 408 when there is none', async () => {
    const asked = Promise.all([caller.options('sip:10.0.0.2'), caller.options('sip:10.9.9.9')]);
    await clock.tickAsync(33_000);
    expect((await asked).map(({ status }) => status)).toEqual([200, 408]);
  });

  it('a listener that throws costs its own message only', async () => {
    callee.onInvite(() => {
      throw new Error('bug above');
    });
    caller.invite(order(), recordOutgoing());
    await clock.tickAsync(5);
    const asked = caller.options('sip:10.0.0.2');
    await clock.tickAsync(5);
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
      const send = await network.attach('10.0.0.3', 5060, (text, from) => {
        heard.push(text);
        const extra = text.startsWith('INVITE') ? `Record-Route: ${recorded}\r\n` : '';
        if (!text.startsWith('ACK')) send(answerTo(text, '200 OK', 'one', extra), from);
      });
      const call = caller.invite(order({ requestUri: 'sip:x@10.0.0.3' }), recordOutgoing());
      await clock.tickAsync(5);
      const bye = call.bye();
      await clock.tickAsync(5);
      await bye;
      expect(heard[2]?.split('\r\n')[0]).toBe(line);
      expect(heard[2]).toContain(`Route: ${route}\r\n`);
    }
  });

  it('sends to the next hop that is given, the request URI staying as it is', async () => {
    const nextHop = { host: '10.0.0.2', port: 5060, transport: 'udp' } as const;
    const calls = ringing();
    caller.invite(order({ requestUri: 'tel:+861088888888', nextHop }), recordOutgoing());
    await clock.tickAsync(5);
    expect(calls[0]?.call.requestUri).toBe('tel:+861088888888');
  });
});

/** An answer as a hand-written peer gives it. */
function answerTo(request: string, line: string, tag = 'peer', extra = ''): string {
  const kept = request
    .split('\r\n')
    .filter((one) => /^(Via|From|To|Call-ID|CSeq):/.test(one))
    .map((one) => (one.startsWith('To:') && !one.includes('tag=') ? `${one};tag=${tag}` : one));
  return `SIP/2.0 ${line}\r\n${kept.join('\r\n')}\r\n${extra}Contact: <sip:peer@10.0.0.3>\r\nContent-Length: 0\r\n\r\n`;
}

interface Bare {
  readonly uri?: string;
  readonly version?: string;
  readonly toTag?: string;
  readonly extra?: string;
  readonly body?: string;
}

/** A request as a hand-written peer at 10.0.0.3 sends it. */
function bare(
  method: string,
  branch: string,
  { uri = 'sip:bob@10.0.0.2', version = 'SIP/2.0', toTag, extra, body = '' }: Bare = {},
): string {
  const head = [
    `${method} ${uri} ${version}`,
    `Via: SIP/2.0/UDP 10.0.0.3:5060;branch=${branch}`,
    'From: <sip:x@10.0.0.3>;tag=x',
    `To: <sip:bob@10.0.0.2>${toTag ? `;tag=${toTag}` : ''}`,
    'Call-ID: bare',
    `CSeq: 1 ${method}`,
    ...(extra ? [extra] : []),
    `Content-Length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** A request inside the dialog of our caller, as its peer would send it from 10.0.0.3. */
function inDialog(method: string, identity: Omit<DialogIdentity, 'routes'>, sequence: number, body = ''): string {
  const head = [
    `${method} sip:alice@10.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.3:5060;branch=z9hG4bK${method}${sequence}`,
    `From: <${identity.remoteUri}>;tag=${identity.remoteTag}`,
    `To: <${identity.localUri}>;tag=${identity.localTag}`,
    `Call-ID: ${identity.callId}`,
    `CSeq: ${sequence} ${method}`,
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
