import { beforeEach, describe, expect, it } from 'vitest';
import { replacesOf } from './dialog/replaces.ts';
import type { Referral, ReferReport } from './in-dialog.ts';
import type { IncomingCall, SipEndpoint } from './sip-endpoint.ts';
import { CallPair, audio, headerIn, orderTo } from './testing/call-pair.ts';
import { recordIncoming, recordOutgoing, sdp } from './testing/call-recorders.ts';

let pair: CallPair;
let caller: SipEndpoint;
let callee: SipEndpoint;

beforeEach(async () => {
  pair = new CallPair();
  caller = await pair.open('10.0.0.1');
  callee = await pair.open('10.0.0.2');
});

const tick = (durationMs = 10): Promise<void> => pair.clock.tickAsync(durationMs);

describe('a blind transfer', () => {
  it('is accepted, reported until the outcome, and the call goes on until somebody hangs up', async () => {
    const asked: Referral[] = [];
    const { call } = await pair.establish(caller, callee, {
      callee: {
        referred: (referral) => {
          asked.push(referral);
          referral.accept();
        },
      },
    });
    const reports: ReferReport[] = [];
    const answer = call.refer({ target: 'sip:carol@10.0.0.3' }, (report) => reports.push(report));
    await tick();
    expect(await answer).toBe(202);
    expect(asked[0]).toMatchObject({ target: 'sip:carol@10.0.0.3', replaces: null });
    expect(asked[0]?.referredBy).toBe('<sip:alice@10.0.0.1>');
    asked[0]?.report(180);
    asked[0]?.report(200);
    asked[0]?.report(603);
    await tick();
    expect(reports).toEqual([
      { status: 100, reasonPhrase: 'Trying', last: false },
      { status: 180, reasonPhrase: 'Ringing', last: false },
      { status: 200, reasonPhrase: 'OK', last: true },
    ]);
    expect(pair.wire()).toEqual([
      'REFER',
      '202 REFER',
      'NOTIFY',
      '200 NOTIFY',
      'NOTIFY',
      '200 NOTIFY',
      'NOTIFY',
      '200 NOTIFY',
    ]);
    const notes = pair.sent('NOTIFY');
    expect(notes.map((text) => headerIn(text, 'Subscription-State'))).toEqual([
      'active;expires=180',
      'active;expires=180',
      'terminated;reason=noresource',
    ]);
    expect(headerIn(notes[0], 'Event')).toBe(
      `refer;id=${/\d+/.exec(headerIn(pair.sent('REFER')[0], 'CSeq') ?? '')?.[0]}`,
    );
    expect(headerIn(notes[0], 'Content-Type')).toBe('message/sipfrag;version=2.0');
    const bye = call.bye();
    await tick();
    await bye;
  });

  it('goes on being reported after the referrer has hung up, and then the dialog is forgotten', async () => {
    const asked: Referral[] = [];
    const { call, listener } = await pair.establish(caller, callee, {
      callee: { referred: (referral) => asked.push(referral) },
    });
    const reports: ReferReport[] = [];
    void call.refer({ target: 'tel:+8613800000000' }, (report) => reports.push(report));
    await tick();
    asked[0]?.accept();
    await tick();
    void call.bye();
    await tick();
    expect(listener.events).toEqual(['answered', 'ended local']);
    asked[0]?.report(486, 'Busy\r\nHere');
    await tick();
    expect(reports.at(-1)).toEqual({ status: 486, reasonPhrase: 'Busy Here', last: true });
    asked[0]?.report(200);
    await tick();
    expect(reports.length).toBe(2);
  });

  it('is declined where nobody takes it, refused as the owner says, and declined when the owner says nothing', async () => {
    const first = await pair.establish(caller, callee);
    const declined = first.call.refer({ target: 'sip:c@10.0.0.3' });
    await tick();
    expect(await declined).toBe(603);

    const refused = await pair.establish(caller, callee, { callee: { referred: (one) => one.reject(403, 'Not you') } });
    const answer = refused.call.refer({ target: 'sip:c@10.0.0.3' });
    await tick();
    expect(await answer).toBe(403);
    expect(pair.sent('SIP/2.0 403 Not you').length).toBe(1);

    const silent = await pair.establish(caller, callee, { callee: { referred: () => undefined } });
    const late = silent.call.refer({ target: 'sip:c@10.0.0.3' });
    await tick(20_100);
    expect(await late).toBe(603);
  });

  it('asks for no reports with Refer-Sub: false, and gets none', async () => {
    const asked: Referral[] = [];
    const { call } = await pair.establish(caller, callee, {
      callee: {
        referred: (referral) => {
          asked.push(referral);
          referral.accept();
          referral.report(200);
        },
      },
    });
    const reports: ReferReport[] = [];
    const answer = call.refer({ target: 'sip:c@10.0.0.3', silent: true }, (report) => reports.push(report));
    await tick();
    expect(await answer).toBe(202);
    expect(headerIn(pair.sent('SIP/2.0 202')[0], 'Refer-Sub')).toBe('false');
    expect(pair.wire()).toEqual(['REFER', '202 REFER']);
    expect(reports).toEqual([{ status: null, reasonPhrase: '', last: true }]);
  });

  it('whose reports stop ends as one of unknown outcome, on both sides', async () => {
    const { call } = await pair.establish(caller, callee, { callee: { referred: (one) => one.accept() } });
    const reports: ReferReport[] = [];
    void call.refer({ target: 'sip:c@10.0.0.3' }, (report) => reports.push(report));
    await tick();
    pair.network.drop = ({ text }) => text.startsWith('NOTIFY');
    pair.clock.tick(240_000);
    await tick();
    expect(reports.map(({ status, last }) => [status, last])).toEqual([
      [100, false],
      [100, true],
    ]);
  });

  it('refuses a target that is no URI of ours before anything is sent', async () => {
    const { call } = await pair.establish(caller, callee);
    await expect(call.refer({ target: 'sip:c@h>\r\nX: y' })).rejects.toMatchObject({ code: 'sip-bad-uri' });
    await expect(call.refer({ target: 'sip:c@h', referredBy: 'mailto:x' })).rejects.toMatchObject({
      code: 'sip-bad-uri',
    });
    expect(pair.wire()).toEqual([]);
  });

  it('is told no more to a peer that unsubscribes, or that has forgotten it, and ends with the endpoint', async () => {
    const asked: Referral[] = [];
    const { call } = await pair.establish(caller, callee, { callee: { referred: (one) => asked.push(one) } });
    for (const host of ['10.0.0.3', '10.0.0.4', '10.0.0.5']) void call.refer({ target: `sip:c@${host}` });
    await tick();
    const { callId, localTag, remoteTag, localSequence } = call.identity();
    const heard: string[] = [];
    const write = await pair.network.attach('10.0.0.9', 5060, (text) => heard.push(text));
    const subscribe = (event: string, expires: number, sequence: number): void =>
      write(
        [
          'SUBSCRIBE sip:bob@10.0.0.2 SIP/2.0',
          `Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${sequence}`,
          `From: <sip:alice@10.0.0.1>;tag=${localTag}`,
          `To: <sip:bob@10.0.0.2>;tag=${remoteTag}`,
          `Call-ID: ${callId}`,
          `CSeq: ${sequence} SUBSCRIBE`,
          `Event: ${event}`,
          `Expires: ${expires}`,
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
        { host: '10.0.0.2', port: 5060, transport: 'udp' },
      );
    asked[0]?.accept();
    asked[1]?.accept();
    await tick();
    pair.network.sent.length = 0;
    subscribe(`refer;id=${localSequence - 2}`, 0, 50);
    subscribe(`refer;id=${localSequence - 1}`, 60, 51);
    subscribe('refer;id=1234', 60, 52);
    subscribe('dialog', 60, 53);
    await tick();
    expect(heard.map((text) => text.split('\r\n')[0]?.slice(8, 11))).toEqual(['200', '200', '481', '481']);
    expect(pair.sent('NOTIFY').map((text) => headerIn(text, 'Subscription-State'))).toEqual([
      'terminated;reason=timeout',
    ]);
    pair.network.drop = ({ text }) => text.startsWith('NOTIFY');
    asked[1]?.report(180);
    pair.clock.tick(33_000);
    await tick();
    pair.network.sent.length = 0;
    asked[1]?.report(200);
    await tick();
    expect(pair.sent('NOTIFY')).toEqual([]);
    await Promise.all([callee.close(), caller.close()]);
    pair.clock.tick(40_000);
    expect(pair.clock.pendingTimers).toBe(0);
  });

  it('outside a call is forbidden', async () => {
    const heard: string[] = [];
    const send = await pair.network.attach('10.0.0.9', 5060, (text) => heard.push(text.split('\r\n')[0] ?? ''));
    send(
      [
        'REFER sip:bob@10.0.0.2 SIP/2.0',
        'Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKr',
        'From: <sip:x@10.0.0.9>;tag=x',
        'To: <sip:bob@10.0.0.2>',
        'Call-ID: r',
        'CSeq: 1 REFER',
        'Refer-To: <sip:toll@10.0.0.8>',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
      { host: '10.0.0.2', port: 5060, transport: 'udp' },
    );
    await tick();
    expect(heard).toEqual(['SIP/2.0 403 Forbidden']);
  });
});

describe('an attended transfer', () => {
  it('joins the transferee to the call at the target: the INVITE with Replaces is reported to the owner of that call', async () => {
    const target = await pair.open('10.0.0.3');
    const asked: Referral[] = [];
    const first = await pair.establish(caller, callee, { callee: { referred: (referral) => asked.push(referral) } });
    const taken: IncomingCall[] = [];
    const second = await pair.establish(caller, target, {
      callee: {
        replaced: (by) => {
          taken.push(by);
          recordIncoming(by);
          void by.accept(sdp(audio(2))).then(() => second.incoming.bye());
        },
      },
    });
    const replaces = replacesOf(second.call.identity());
    const reports: ReferReport[] = [];
    void first.call.refer({ target: 'sip:bob@10.0.0.3', ...(replaces ? { replaces } : {}) }, (one) =>
      reports.push(one),
    );
    await tick();
    const [referral] = asked;
    expect(referral?.replaces).toEqual({
      callId: second.call.sipCallId,
      toTag: second.call.identity().remoteTag,
      fromTag: second.call.identity().localTag,
    });
    referral?.accept();
    const joined = recordOutgoing();
    callee.invite(
      orderTo('10.0.0.3', {
        requestUri: referral?.target ?? '',
        ...(referral?.replaces ? { replaces: referral.replaces } : {}),
        headers: { 'Referred-By': referral?.referredBy ?? '' },
      }),
      joined,
    );
    await tick(20);
    expect(joined.events).toEqual(['answered']);
    expect(second.listener.events).toEqual(['answered', 'ended remote']);
    expect(taken[0]?.headers.get('referred-by')).toEqual(['<sip:alice@10.0.0.1>']);
    referral?.report(200);
    await tick();
    expect(reports.at(-1)).toMatchObject({ status: 200, last: true });
  });

  it.each([
    ['no such dialog', { callId: 'none' }, 481],
    ['the tags the wrong way round', { swap: true }, 481],
    ['only early, and it is answered', { earlyOnly: true }, 486],
    ['an owner that takes none', {}, 603],
  ])('is refused: %s', async (_, change: { callId?: string; swap?: boolean; earlyOnly?: boolean }, status) => {
    const { call } = await pair.establish(caller, callee);
    const { callId, localTag, remoteTag } = call.identity();
    const listener = recordOutgoing();
    const third = await pair.open('10.0.0.3');
    third.invite(
      orderTo('10.0.0.2', {
        replaces: {
          callId: change.callId ?? callId,
          toTag: change.swap ? localTag : (remoteTag ?? ''),
          fromTag: change.swap ? (remoteTag ?? '') : localTag,
          ...(change.earlyOnly ? { earlyOnly: true } : {}),
        },
      }),
      listener,
    );
    await tick();
    expect(listener.events).toEqual([`failed ${status}`]);
  });

  it('may take a call that we placed and that still rings, but none that rings at us', async () => {
    callee.onInvite((call) => call.progress(180));
    const taken: IncomingCall[] = [];
    const ringing = caller.invite(orderTo('10.0.0.2'), recordOutgoing({ replaced: (by) => taken.push(by) }));
    await tick();
    const { callId, localTag, remoteTag } = ringing.identity();
    const third = await pair.open('10.0.0.3');
    const atCaller = recordOutgoing();
    const atCallee = recordOutgoing();
    third.invite(orderTo('10.0.0.1', { replaces: { callId, toTag: localTag, fromTag: remoteTag ?? '' } }), atCaller);
    third.invite(orderTo('10.0.0.2', { replaces: { callId, toTag: remoteTag ?? '', fromTag: localTag } }), atCallee);
    await tick();
    expect([taken.length, atCallee.events]).toEqual([1, ['failed 481']]);
  });

  it('is refused as malformed with 400', async () => {
    const listener = recordOutgoing();
    caller.invite(orderTo('10.0.0.2', { headers: { Replaces: 'a;to-tag=1' } }), listener);
    await tick();
    expect(listener.events).toEqual(['failed 400']);
  });
});
