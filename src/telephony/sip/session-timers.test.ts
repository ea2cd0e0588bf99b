import { beforeEach, describe, expect, it } from 'vitest';
import type { SipBody, SipEndpoint } from './sip-endpoint.ts';
import { CallPair, audio, headerIn, orderTo } from './testing/call-pair.ts';
import { recordOutgoing, sdp } from './testing/call-recorders.ts';

let pair: CallPair;

beforeEach(() => {
  pair = new CallPair();
});

const tick = (durationMs = 10): Promise<void> => pair.clock.tickAsync(durationMs);

/** Lets time pass quickly, and what is sent then come to an end. */
const pass = async (durationSec: number): Promise<void> => {
  pair.clock.tick(durationSec * 1_000);
  await tick(20);
};

const timed = (host: string, intervalSec: number, minSec = 90): Promise<SipEndpoint> =>
  pair.open(host, { sessionTimer: { intervalSec, minSec } });

describe('the session timer of a call', () => {
  it('is asked for by the caller and kept by it: an UPDATE at half time, again and again', async () => {
    const caller = await timed('10.0.0.1', 1_800);
    const callee = await timed('10.0.0.2', 600);
    const { call, listener, heard } = await pair.establish(caller, callee);
    await pass(901);
    await pass(901);
    await pass(901);
    expect(pair.wire()).toEqual(['UPDATE', '200 UPDATE', 'UPDATE', '200 UPDATE', 'UPDATE', '200 UPDATE']);
    expect(headerIn(pair.sent('UPDATE')[0], 'Session-Expires')).toBe('1800;refresher=uac');
    expect(pair.sent('UPDATE')[0]).not.toContain('m=audio');
    expect([listener.events, heard.events]).toEqual([['answered'], []]);
    const bye = call.bye();
    await tick();
    await bye;
    pair.network.sent.length = 0;
    await pass(4_000);
    expect(pair.wire()).toEqual([]);
  });

  it('is negotiated in INVITE and 200', async () => {
    const caller = await timed('10.0.0.1', 1_800);
    const callee = await timed('10.0.0.2', 600);
    callee.onInvite((call) => void call.accept(sdp(audio())));
    caller.invite(orderTo('10.0.0.2'), recordOutgoing());
    await tick();
    const [invite] = pair.sent('INVITE');
    expect([headerIn(invite, 'Session-Expires'), headerIn(invite, 'Min-SE')]).toEqual(['1800', '90']);
    const [answer] = pair.sent('SIP/2.0 200');
    expect([headerIn(answer, 'Session-Expires'), headerIn(answer, 'Require')]).toEqual(['1800;refresher=uac', 'timer']);
  });

  it('that the callee finds too short is asked for again as long as it wants, in the same call', async () => {
    const caller = await timed('10.0.0.1', 120);
    const callee = await timed('10.0.0.2', 1_800, 300);
    callee.onInvite((call) => void call.accept(sdp(audio())));
    const listener = recordOutgoing();
    caller.invite(orderTo('10.0.0.2'), listener);
    await tick(20);
    expect(pair.wire()).toEqual(['INVITE', '422 INVITE', 'ACK', 'INVITE', '200 INVITE', 'ACK']);
    const invites = pair.sent('INVITE');
    expect(invites.map((text) => headerIn(text, 'Session-Expires'))).toEqual(['120', '300']);
    expect(headerIn(invites[1], 'Min-SE')).toBe('300');
    expect(headerIn(invites[0], 'Call-ID')).toBe(headerIn(invites[1], 'Call-ID'));
    expect(listener.events).toEqual(['answered']);
  });

  it('is refreshed by the same offer once more where the peer takes no UPDATE', async () => {
    const caller = await timed('10.0.0.1', 100);
    const offers: string[] = [];
    const answers: SipBody[] = [];
    let version = 9;
    const send = await pair.network.attach('10.0.0.2', 5060, (text, from) => {
      if (text.startsWith('ACK')) return;
      offers.push(text);
      const answer = answerTo(
        text,
        'Session-Expires: 100;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n',
        '200 OK',
        version,
      );
      send(answer, from);
    });
    const listener = recordOutgoing({ reanswered: (answer) => answers.push(answer) });
    caller.invite(orderTo('10.0.0.2'), listener);
    await tick();
    await pass(51);
    expect(offers.map((text) => [text.split(' ')[0], text.slice(text.indexOf('v=0'))])).toEqual([
      ['INVITE', audio()],
      ['INVITE', audio()],
    ]);
    expect(pair.sent('ACK').length).toBe(2);
    expect(answers).toEqual([]);
    version = 10;
    await pass(51);
    expect(answers.map(({ content }) => content)).toEqual([audio(10)]);
  });

  it('falls back to the offer when the peer says UPDATE and refuses it', async () => {
    const caller = await timed('10.0.0.1', 100);
    const send = await pair.network.attach('10.0.0.2', 5060, (text, from) => {
      if (text.startsWith('ACK')) return;
      const timer = 'Session-Expires: 100;refresher=uac\r\nAllow: INVITE, UPDATE\r\n';
      const refused = text.startsWith('UPDATE');
      send(answerTo(text, refused ? '' : timer, refused ? '501 Not Implemented' : '200 OK'), from);
    });
    caller.invite(orderTo('10.0.0.2'), recordOutgoing());
    await tick();
    await pass(51);
    expect(pair.wire().slice(3)).toEqual(['UPDATE', '501 UPDATE', 'INVITE', '200 INVITE', 'ACK']);
  });

  it('ends the call with BYE when the peer that should refresh does not', async () => {
    const caller = await timed('10.0.0.1', 300);
    const callee = await timed('10.0.0.2', 300);
    const { heard } = await pair.establish(caller, callee);
    pair.network.drop = ({ from }) => from.host === '10.0.0.1';
    await pass(267);
    expect(heard.ends).toEqual([]);
    await pass(2);
    expect(heard.ends).toEqual([{ by: 'network', reason: null, detail: 'the session was not refreshed' }]);
    const bye = pair.network.sent.find(({ text, from }) => text.startsWith('BYE') && from.host === '10.0.0.2');
    expect(headerIn(bye?.text, 'Reason')).toBe('SIP;cause=408;text="Session timer expired"');
  });

  it('ends the call with BYE when our own refresh is refused until the time is over', async () => {
    const caller = await timed('10.0.0.1', 90);
    const send = await pair.network.attach('10.0.0.2', 5060, (text, from) => {
      if (text.startsWith('ACK')) return;
      const first = text.includes('CSeq: 1 ');
      send(answerTo(text, 'Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n', first ? '200 OK' : '500 No'), from);
    });
    const listener = recordOutgoing();
    caller.invite(orderTo('10.0.0.2'), listener);
    await tick();
    await pass(46);
    expect(listener.ends).toEqual([]);
    await pass(15);
    expect(listener.ends).toEqual([{ by: 'network', reason: null, detail: 'the session was not refreshed' }]);
  });

  it('is refreshed a little later where the peer could not just then', async () => {
    const caller = await timed('10.0.0.1', 900);
    let refusals = 0;
    const send = await pair.network.attach('10.0.0.2', 5060, (text, from) => {
      if (text.startsWith('ACK')) return;
      const busy = text.startsWith('UPDATE') && refusals++ < 2;
      send(answerTo(text, 'Session-Expires: 900;refresher=uac\r\nAllow: UPDATE\r\n', busy ? '503 No' : '200 OK'), from);
    });
    const listener = recordOutgoing();
    caller.invite(orderTo('10.0.0.2'), listener);
    await tick();
    for (let step = 0; step < 9; step++) await pass(100);
    expect(pair.wire().slice(3).join(', ')).toBe('UPDATE, 503 UPDATE, UPDATE, 503 UPDATE, UPDATE, 200 UPDATE');
    expect(listener.events).toEqual(['answered']);
  });

  it('is ours to keep where the answer says refresher=uas of us, and nobody keeps one the answer leaves out', async () => {
    const callee = await timed('10.0.0.2', 300);
    callee.onInvite((call) => void call.accept(sdp(audio())));
    const send = await pair.network.attach('10.0.0.1', 5060, (text, from) => {
      if (text.startsWith('UPDATE')) send(answerTo(text, 'Session-Expires: 200;refresher=uac\r\n'), from);
      if (text.startsWith('SIP/2.0 200') && text.includes('INVITE')) send(ackOf(text), from);
    });
    send(
      [
        'INVITE sip:bob@10.0.0.2 SIP/2.0',
        'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKone',
        'From: <sip:x@10.0.0.1>;tag=x',
        'To: <sip:bob@10.0.0.2>',
        'Call-ID: timers',
        'CSeq: 1 INVITE',
        'Contact: <sip:x@10.0.0.1>',
        'Allow: INVITE, ACK, UPDATE',
        'x: 200;refresher=uas',
        'k: timer',
        'Content-Type: application/sdp',
        `Content-Length: ${audio().length}`,
        '',
        audio(),
      ].join('\r\n'),
      { host: '10.0.0.2', port: 5060, transport: 'udp' },
    );
    await tick();
    const [answer] = pair.sent('SIP/2.0 200');
    expect([headerIn(answer, 'Session-Expires'), headerIn(answer, 'Require')]).toEqual([
      '200;refresher=uas',
      undefined,
    ]);
    await pass(101);
    expect(pair.wire()).toContain('UPDATE');
    expect(headerIn(pair.sent('UPDATE')[0], 'Session-Expires')).toBe('200;refresher=uac');
  });

  it('stops with the endpoint', async () => {
    const caller = await timed('10.0.0.1', 300);
    const callee = await timed('10.0.0.2', 300);
    await pair.establish(caller, callee);
    await Promise.all([caller.close(), callee.close()]);
    await pass(40);
    expect(pair.clock.pendingTimers).toBe(0);
  });
});

describe('UPDATE', () => {
  const callPair = async (): Promise<readonly [SipEndpoint, SipEndpoint]> => [
    await pair.open('10.0.0.1'),
    await pair.open('10.0.0.2'),
  ];

  it('changes the session of an answered call, either way', async () => {
    const [caller, callee] = await callPair();
    const { call, incoming } = await pair.establish(caller, callee, {
      callee: { reoffered: (offer) => sdp(`answer to ${offer?.content}`) },
      caller: { reoffered: (offer) => sdp(`reply to ${offer?.content}`) },
    });
    const both = Promise.all([call.update(sdp('move')), incoming.update()]);
    await tick();
    expect(await both).toEqual([sdp('answer to move'), null]);
    const back = incoming.update(sdp('back'));
    await tick();
    expect(await back).toEqual(sdp('reply to back'));
    expect(new Set(pair.wire())).toEqual(new Set(['UPDATE', '200 UPDATE']));
  });

  it('whose offers cross is refused with 491 on both sides, and both come again by themselves', async () => {
    const [caller, callee] = await callPair();
    const { call, incoming } = await pair.establish(caller, callee, {
      callee: { reoffered: () => sdp('from callee') },
      caller: { reoffered: () => sdp('from caller') },
    });
    const both = Promise.all([call.update(sdp('a')), incoming.update(sdp('b'))]);
    await tick(9_000);
    expect(await both).toEqual([sdp('from callee'), sdp('from caller')]);
    expect(pair.wire().filter((line) => line === '491 UPDATE').length).toBe(2);
  });

  it('is refused with the status the peer gives, and while another offer of ours waits', async () => {
    const [caller, callee] = await callPair();
    const { call } = await pair.establish(caller, callee);
    const first = call.update(sdp('a'));
    await expect(call.reinvite(sdp('b'))).rejects.toMatchObject({ facts: { status: 491 } });
    first.catch(() => undefined);
    await tick();
    await expect(first).rejects.toMatchObject({ code: 'sip-refused', facts: { status: 488 } });
  });

  it('changes early media that was reliably described; before that an offer is refused with 500 or 491', async () => {
    const [caller, callee] = await callPair();
    const offered: string[] = [];
    const calls: { update(offer: SipBody): Promise<SipBody | null> }[] = [];
    callee.onInvite((call) => {
      calls.push(call);
      call.listen({
        cancelled: () => undefined,
        ended: () => undefined,
        info: () => undefined,
        reoffered: (offer) => {
          offered.push(offer?.content ?? '');
          return sdp('early answer');
        },
      });
      call.progress(180);
      pair.clock.after(500, () => call.progress(183, { body: sdp(audio()), reliable: true }));
    });
    const call = caller.invite(orderTo('10.0.0.2'), recordOutgoing({ reoffered: () => sdp('ours') }));
    await tick();
    await expect(call.update(sdp('too soon'))).rejects.toMatchObject({ facts: { status: 491 } });
    await expect(calls[0]?.update(sdp('too soon'))).rejects.toMatchObject({ facts: { status: 491 } });
    await tick(520);
    const early = call.update(sdp('early'));
    await tick();
    expect(await early).toEqual(sdp('early answer'));
    const theirs = calls[0]?.update(sdp('theirs'));
    await tick();
    expect(await theirs).toEqual(sdp('ours'));
    expect(offered).toEqual(['early']);
  });
});

describe('hold', () => {
  it('offers the same side once more with another direction, and takes it back', async () => {
    const caller = await pair.open('10.0.0.1');
    const callee = await pair.open('10.0.0.2');
    const offers: string[] = [];
    const { call, incoming } = await pair.establish(caller, callee, {
      callee: {
        reoffered: (offer) => {
          offers.push(offer?.content ?? '');
          return sdp(audio(5, 'recvonly'));
        },
      },
      caller: { reoffered: (offer) => sdp(`${offer?.content}`) },
    });
    const held = call.hold();
    await tick();
    expect(await held).toEqual(sdp(audio(5, 'recvonly')));
    const back = call.resume();
    await tick();
    await back;
    expect(offers).toEqual([audio(2, 'sendonly'), audio(3, 'sendrecv')]);
    const theirs = incoming.hold('inactive');
    await tick();
    expect((await theirs).content).toBe(audio(6, 'inactive'));
  });
});

/** The ACK of a 2xx, as a hand-written peer at 10.0.0.1 sends it. */
function ackOf(answer: string): string {
  const kept = answer.split('\r\n').filter((one) => /^(From|To|Call-ID):/.test(one));
  const via = 'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKack';
  return `ACK sip:bob@10.0.0.2 SIP/2.0\r\n${via}\r\n${kept.join('\r\n')}\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n`;
}

/** An answer as a hand-written peer at 10.0.0.2 gives it. */
function answerTo(request: string, extra: string, line = '200 OK', version = 9): string {
  const kept = request
    .split('\r\n')
    .filter((one) => /^(Via|From|To|Call-ID|CSeq):/.test(one))
    .map((one) => (one.startsWith('To:') && !one.includes('tag=') ? `${one};tag=peer` : one));
  const body = request.startsWith('INVITE') && line.startsWith('2') ? audio(version) : '';
  const type = body === '' ? '' : 'Content-Type: application/sdp\r\n';
  return `SIP/2.0 ${line}\r\n${kept.join('\r\n')}\r\n${extra}${type}Contact: <sip:peer@10.0.0.2>\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
