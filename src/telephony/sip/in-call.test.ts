import { beforeEach, describe, expect, it } from 'vitest';
import type { CallEnd, SipBody, SipEndpoint } from './sip-endpoint.ts';
import { CallPair, orderTo } from './testing/call-pair.ts';
import { recordIncoming, recordOutgoing, sdp } from './testing/call-recorders.ts';
import { inDialog } from './testing/hand-written.ts';

let pair: CallPair;
let caller: SipEndpoint;
let callee: SipEndpoint;

beforeEach(async () => {
  pair = new CallPair();
  caller = await pair.open('10.0.0.1');
  callee = await pair.open('10.0.0.2');
});

const tick = (durationMs: number): Promise<void> => pair.clock.tickAsync(durationMs);

describe('inside a call', () => {
  it('re-INVITEs either way change the session', async () => {
    const { call, incoming } = await pair.establish(caller, callee, {
      callee: { reoffered: (offer) => sdp(`answer to ${offer?.content}`) },
      caller: { reoffered: (offer) => sdp(`reply to ${offer?.content}`) },
    });
    const first = call.reinvite(sdp('hold'));
    await tick(10);
    expect(await first).toEqual(sdp('answer to hold'));
    const second = incoming.reinvite(sdp('move'));
    await tick(10);
    expect(await second).toEqual(sdp('reply to move'));
    expect(pair.wire()).toEqual(['INVITE', '200 INVITE', 'ACK', 'INVITE', '200 INVITE', 'ACK']);
  });

  it('a refused re-INVITE leaves the call as it was', async () => {
    const { call, incoming, listener } = await pair.establish(caller, callee);
    const refused = incoming.reinvite(sdp('T.38'));
    refused.catch(() => undefined);
    await tick(10);
    await expect(refused).rejects.toMatchObject({ code: 'sip-refused', facts: { status: 488 } });
    const bye = call.bye();
    await tick(10);
    await bye;
    expect(listener.events).toEqual(['answered', 'ended local']);
  });

  it('offers that cross are refused with 491 and come again, one after the other', async () => {
    const { call, incoming } = await pair.establish(caller, callee, {
      callee: { reoffered: () => sdp('from callee') },
      caller: { reoffered: () => sdp('from caller') },
    });
    const both = Promise.all([call.reinvite(sdp('a')), incoming.reinvite(sdp('b'))]);
    await tick(9_000);
    expect(await both).toEqual([sdp('from callee'), sdp('from caller')]);
    expect(pair.wire().filter((line) => line === '491 INVITE').length).toBeGreaterThanOrEqual(2);
  });

  it('a re-INVITE without offer is answered with ours, and its answer comes with the ACK', async () => {
    const answers: SipBody[] = [];
    const { call } = await pair.establish(caller, callee, {
      caller: { reoffered: (offer) => sdp(offer ? 'no' : 'our offer'), reanswered: (answer) => answers.push(answer) },
    });
    const { routes: _, ...identity } = call.identity();
    const peer = { host: '10.0.0.1', port: 5060, transport: 'udp' } as const;
    const send = await pair.network.attach('10.0.0.3', 5060, (text, from) => {
      if (!text.startsWith('SIP/2.0 200')) return;
      expect(text).toContain('our offer');
      send(inDialog('ACK', identity, 50, 'their answer'), from);
    });
    send(inDialog('INVITE', identity, 50), peer);
    await tick(10);
    expect(answers).toEqual([sdp('their answer')]);
  });

  it('INFO goes both ways', async () => {
    const { call, incoming, listener, heard } = await pair.establish(caller, callee);
    const dtmf = { contentType: 'application/dtmf-relay', content: 'Signal=5' };
    const sent = Promise.all([call.info(dtmf), incoming.info({ ...dtmf, content: 'Signal=6' })]);
    await tick(10);
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
    const { call } = await pair.establish(caller, callee);
    const identity = call.identity();
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    const to = { host: '10.0.0.1', port: 5060, transport: 'udp' } as const;
    send(inDialog('OPTIONS', identity, 1), to);
    await tick(5);
    send(inDialog(method, identity, sequence), to);
    await tick(5);
    expect(heard.at(-1)).toBe(`SIP/2.0 ${line}`);
  });

  it('an UPDATE with an offer is answered like a re-INVITE', async () => {
    const { call } = await pair.establish(caller, callee, {
      caller: { reoffered: (offer) => (offer?.content === 'good' ? sdp('fine') : { refuse: 488 }) },
    });
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text) => heard.push(text));
    const to = { host: '10.0.0.1', port: 5060, transport: 'udp' } as const;
    send(inDialog('UPDATE', call.identity(), 7, 'good'), to);
    send(inDialog('UPDATE', call.identity(), 8, 'bad'), to);
    await tick(5);
    expect(heard[0]).toMatch(/^SIP\/2.0 200 [\s\S]*fine$/);
    expect(heard[1]).toMatch(/^SIP\/2.0 488 /);
  });

  it('both ends hang up at the same time and both agree', async () => {
    const { call, incoming, listener, heard } = await pair.establish(caller, callee);
    const both = Promise.all([call.bye(), incoming.bye()]);
    await tick(0);
    await tick(10);
    await both;
    expect([listener.events, heard.events]).toEqual([['answered', 'ended local'], ['ended local']]);
    expect(pair.wire().sort()).toEqual(['200 BYE', '200 BYE', 'BYE', 'BYE']);
  });

  it('a peer that has forgotten the call ends it', async () => {
    const { call, listener } = await pair.establish(caller, callee);
    await callee.close();
    const bye = call.reinvite(sdp('x'));
    bye.catch(() => undefined);
    await tick(70_000);
    await expect(bye).rejects.toMatchObject({ facts: { status: 408 } });
    expect(listener.ends).toEqual([{ by: 'network', reason: null, detail: 'INVITE in the call: 408' }]);
  });

  it('a 200 without ACK is sent again for 32 s, then the call is ended', async () => {
    pair.network.drop = ({ text }) => text.startsWith('ACK');
    const outcomes: unknown[] = [];
    const ends: CallEnd[] = [];
    callee.onInvite((call) => {
      recordIncoming(call, { ended: (end) => ends.push(end) });
      call.accept(sdp('answer')).catch((error: unknown) => outcomes.push(error));
    });
    caller.invite(orderTo('10.0.0.2'), recordOutgoing());
    await tick(33_000);
    const answers = pair.network.sent.filter(({ text }) => text.startsWith('SIP/2.0 200') && text.includes('INVITE'));
    expect(answers.map(({ atMs }) => Math.round(atMs / 500) * 500)).toEqual([
      0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(outcomes).toEqual([expect.objectContaining({ code: 'sip-call-over' })]);
    expect(ends).toEqual([{ by: 'network', reason: null, detail: 'no ACK' }]);
    expect(pair.wire()).toContain('BYE');
  });
});
