import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  formatReplaces,
  replacesOf,
  type EventStates,
  type IncomingCall,
  type IncomingCallListener,
  type OutgoingCall,
  type Referral,
  type ReferReport,
  type SessionTimerPolicy,
  type SipEndpoint,
  type WatchedDialog,
} from '../../src/telephony/index.ts';
import { recordIncoming, type RecordedIncoming } from '../../src/telephony/sip/testing/call-recorders.ts';
import { describeWithSipp, runSipp, type SippRun } from '../peers/sipp.ts';
import { answerTo, body, listen, openEndpoint, orderTo, portOf, type Listening } from './sipp-kit.ts';

/** What two peers ask of one another inside a call and around it, with sipp as the other side. */
describeWithSipp('inside a call with sipp', () => {
  let endpoints: SipEndpoint[];
  let sipp: SippRun | null;

  beforeEach(() => {
    endpoints = [];
    sipp = null;
  });
  afterEach(async () => {
    sipp?.stop();
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));
  });

  async function open(sessionTimer?: SessionTimerPolicy): Promise<SipEndpoint> {
    const endpoint = await openEndpoint(sessionTimer ? { sessionTimer } : {});
    endpoints.push(endpoint);
    return endpoint;
  }

  /** Lets sipp call and takes the call; sipp must agree with all it saw. */
  async function called(
    endpoint: SipEndpoint,
    scenario: string,
    heardBy: Partial<IncomingCallListener> = {},
    extra: readonly string[] = [],
  ): Promise<RecordedIncoming | undefined> {
    let heard: RecordedIncoming | undefined;
    endpoint.onInvite((call) => {
      heard = recordIncoming(call, { reoffered: answerTo, ...heardBy });
      void take(call);
    });
    sipp = await runSipp({ scenario, remote: { host: '127.0.0.1', port: portOf(endpoint) }, extra });
    await sipp.done;
    return heard;
  }

  async function take(call: IncomingCall): Promise<void> {
    const answer = answerTo(call.offer);
    if ('refuse' in answer) call.reject(answer.refuse);
    else await call.accept(answer);
  }

  /** Calls sipp, which answers. */
  async function calling(endpoint: SipEndpoint, scenario: string): Promise<{ call: OutgoingCall; heard: Listening }> {
    sipp = await runSipp({ scenario });
    const heard = listen();
    const call = endpoint.invite(orderTo(sipp.port), heard);
    await heard.heard('answered');
    return { call, heard };
  }

  const short: SessionTimerPolicy = { intervalSec: 2, minSec: 2 };

  it('a session that the caller refreshes goes on', async () => {
    expect((await called(await open(short), 'caller-refreshes'))?.events).toEqual(['ended remote']);
  });

  it('a session that the caller does not refresh is ended', async () => {
    const heard = await called(await open(short), 'caller-falls-silent');
    expect(heard?.ends).toEqual([{ by: 'network', reason: null, detail: 'the session was not refreshed' }]);
  });

  it('a session that is too short is refused with 422', async () => {
    expect(await called(await open(), 'caller-wants-too-short')).toBeUndefined();
  });

  it.each([
    ['callee-is-refreshed', /UPDATE sip:[\s\S]*UPDATE sip:/],
    ['callee-is-refreshed-by-invite', /CSeq: 2 INVITE/],
  ])('refreshes a session that is ours to refresh: %s', async (scenario, refreshed) => {
    const { call } = await calling(await open(short), scenario);
    await expect.poll(() => sipp?.messages() ?? '', { timeout: 60_000, interval: 50 }).toMatch(refreshed);
    // The refresh is answered before the call ends.
    await expect.poll(() => sipp?.messages() ?? '', { interval: 50 }).toMatch(/CSeq: (?:3 UPDATE|2 ACK)/);
    await call.bye();
    await sipp?.done;
  });

  it('asks again as long as a 422 wants', async () => {
    const { call, heard } = await calling(await open(), 'callee-wants-longer');
    await call.bye();
    await sipp?.done;
    expect(heard.events).toEqual(['answered', 'ended local']);
  });

  it('is held by UPDATE and refuses T.38 by UPDATE', async () => {
    expect((await called(await open(), 'caller-updates'))?.events).toEqual(['ended remote']);
  });

  it('an UPDATE that is refused with 491 comes again by itself', async () => {
    const { call } = await calling(await open(), 'callee-takes-updates');
    const answer = await call.update(
      body('v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nm=audio 40000 RTP/AVP 8\r\na=sendonly\r\n'),
    );
    expect(answer?.content).toContain('a=recvonly');
    await call.bye();
    await sipp?.done;
  });

  it('is transferred, and tells how that goes', async () => {
    const asked: Referral[] = [];
    await called(await open(), 'caller-refers', {
      referred: (referral) => {
        asked.push(referral);
        referral.accept();
        referral.report(180);
        referral.report(200);
      },
    });
    expect(asked.map(({ target, referredBy }) => [target.split('@')[0], referredBy])).toEqual([
      ['sip:carol', '<sip:sipp@127.0.0.1>'],
    ]);
  });

  it('transfers, and hears the outcome though it has hung up', async () => {
    const { call } = await calling(await open(), 'callee-is-referred');
    const reports: ReferReport[] = [];
    const told = new Promise<void>((resolve) => {
      const report = (one: ReferReport): void => {
        reports.push(one);
        if (one.status === 100) void call.bye();
        if (one.last) resolve();
      };
      const replaces = { callId: 'a@b', toTag: 'c', fromTag: 'd' };
      void call.refer({ target: 'sip:carol@example.com', replaces }, report);
    });
    await told;
    await sipp?.done;
    expect(reports).toEqual([
      { status: 100, reasonPhrase: 'Trying', last: false },
      { status: 486, reasonPhrase: 'Busy Here', last: true },
    ]);
  });

  it('a call with Replaces is reported to the owner of the call whose place it takes', async () => {
    const [ours, theirs] = [await open(), await open()];
    let replaced: IncomingCall | null = null;
    theirs.onInvite((call) => {
      recordIncoming(call, {
        replaced: (by) => {
          replaced = by;
          recordIncoming(by);
          void take(by).then(() => Promise.all([by.bye(), call.bye()]));
        },
      });
      void take(call);
    });
    const heard = listen();
    const call = ours.invite(orderTo(portOf(theirs)), heard);
    await heard.heard('answered');
    const named = replacesOf(call.identity());
    const extra = ['-key', 'replaced', named ? formatReplaces(named) : ''];
    sipp = await runSipp({ scenario: 'caller-replaces', remote: { host: '127.0.0.1', port: portOf(theirs) }, extra });
    await sipp.done;
    await heard.heard('ended remote');
    expect(replaced).not.toBeNull();
  });

  it('a call that would replace none is refused with 481', async () => {
    expect(await called(await open(), 'caller-replaces-nothing')).toBeUndefined();
  });

  it('is watched: state, change, refresh, end', async () => {
    const endpoint = await open();
    let calls: readonly WatchedDialog[] = [];
    const asked: string[] = [];
    const states: EventStates = {
      permit: ({ event }) => {
        asked.push(event);
        return { status: 200 };
      },
      dialogs: () => calls,
      messages: () => ({ newVoice: 2, oldVoice: 8 }),
      watch: (_event, _resource, changed) => {
        calls = [];
        queueMicrotask(() => {
          calls = [{ id: '1', state: 'confirmed', direction: 'recipient' }];
          changed();
        });
        return () => undefined;
      },
    };
    endpoint.serveEvents(states);
    await called(endpoint, 'caller-subscribes');
    await called(endpoint, 'caller-fetches-mailbox');
    expect(asked).toEqual(['dialog', 'dialog', 'dialog', 'message-summary']);
  });

  it('takes a text', async () => {
    const endpoint = await open();
    const texts: string[] = [];
    endpoint.onMessage((message) => {
      texts.push(message.body.content);
      return { status: 200 };
    });
    await called(endpoint, 'caller-sends-message');
    expect(texts.map((text) => text.trim())).toEqual(['hello']);
  });
});
