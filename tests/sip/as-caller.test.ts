import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InviteRequest, OutgoingCall, SipEndpoint } from '../../src/telephony/index.ts';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import { describeWithSipp, runSipp, type SippRun } from '../peers/sipp.ts';
import {
  agreed,
  listen,
  local,
  localWithText,
  offerOf,
  openEndpoint,
  orderTo,
  sha256Answer,
  type Listening,
} from './sipp-kit.ts';

describeWithSipp('as caller, with sipp as callee', () => {
  let endpoint: SipEndpoint;
  let sipp: SippRun | null;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    sipp = null;
  });
  afterEach(async () => {
    sipp?.stop();
    await endpoint.close();
  });

  /** Calls a scenario. */
  async function call(
    scenario: string,
    extra: Partial<InviteRequest> = {},
    transport: 'udp' | 'tcp' = 'udp',
  ): Promise<{ call: OutgoingCall; heard: Listening; peer: SippRun }> {
    sipp = await runSipp({ scenario, transport });
    const heard = listen();
    return { call: endpoint.invite(orderTo(sipp.port, extra, transport), heard), heard, peer: sipp };
  }

  /** A call that must be answered: hangs up then, and sipp must agree with all it saw. */
  async function answeredCall(
    scenario: string,
    extra: Partial<InviteRequest> = {},
    transport: 'udp' | 'tcp' = 'udp',
  ): Promise<Listening> {
    const placed = await call(scenario, extra, transport);
    await placed.heard.heard('answered');
    await placed.call.bye({ protocol: 'Q.850', cause: 16, text: 'Normal call clearing' });
    await placed.peer.done;
    return placed.heard;
  }

  it('rings, is answered and hangs up', async () => {
    expect((await answeredCall('callee-plain')).events).toEqual(['180', 'answered', 'ended local']);
  });

  it('does so over TCP', async () => {
    expect((await answeredCall('callee-plain', {}, 'tcp')).events).toEqual(['180', 'answered', 'ended local']);
  });

  it('answers an MD5 challenge with qop', async () => {
    expect((await answeredCall('callee-digest-md5')).events).toEqual(['answered', 'ended local']);
  });

  it('answers a SHA-256 challenge of a proxy', async () => {
    const port = await freePort();
    sipp = await runSipp({ scenario: 'callee-digest-sha256', port });
    const heard = listen();
    const placed = endpoint.invite(orderTo(port), heard);
    await heard.heard('answered');
    await placed.bye();
    await sipp.done;
    const answer = sha256Answer('sipp', 'static', 'INVITE', `sip:bob@127.0.0.1:${port}`);
    expect(sipp.messages()).toContain(`response="${answer}"`);
  });

  it('reports a wrong password as 401', async () => {
    const wrong = { credentials: () => Promise.resolve({ username: 'alice', password: 'queen' }) };
    const { heard } = await call('callee-refuses-credentials', wrong);
    await heard.heard('failed 401');
    await sipp?.done;
    expect(heard.events).toEqual(['failed 401']);
  });

  it('hears early media: 183 with SDP, then 180 and 200', async () => {
    const heard = await answeredCall('callee-early-media');
    expect(heard.events).toEqual(['183', '180', 'answered', 'ended local']);
    expect(agreed(heard.progress[0]?.body)).toMatchObject({ kind: 'agreed', remote: { port: 6_000, codec: 'PCMA' } });
  });

  it('takes a 183 without SDP', async () => {
    const heard = await answeredCall('callee-progress-without-sdp');
    expect(heard.progress.map(({ status, body }) => [status, body])).toEqual([[183, null]]);
  });

  it('takes a 200 without SDP after a 183 with it', async () => {
    const heard = await answeredCall('callee-answer-without-sdp');
    expect(heard.answers[0]?.body).toBeNull();
    expect(heard.answers[0]?.toTag).toBe(heard.progress[0]?.toTag);
    expect(agreed(heard.progress[0]?.body)).toMatchObject({ kind: 'agreed' });
  });

  it('reports 181 and 182', async () => {
    expect((await answeredCall('callee-forwarded-queued')).events).toEqual([
      '181',
      '182',
      '180',
      'answered',
      'ended local',
    ]);
  });

  it('confirms a reliable 183 with PRACK', async () => {
    expect((await answeredCall('callee-prack')).events).toEqual(['183', 'answered', 'ended local']);
  });

  it('tells forked early dialogs apart, and the one that answers is the call', async () => {
    const heard = await answeredCall('callee-forked-early');
    expect(heard.progress.map(({ status, toTag }) => [status, toTag])).toEqual([
      [183, 'first'],
      [183, 'second'],
      [180, 'first'],
    ]);
    expect(heard.answers[0]?.toTag).toBe('second');
  });

  it('acknowledges and ends the second answer of a fork', async () => {
    const placed = await call('callee-forked-answers');
    await placed.heard.heard('ended remote');
    await placed.peer.done;
    expect(placed.heard.events).toEqual(['answered', 'ended remote']);
  });

  it('acknowledges and ends a 200 that crosses its CANCEL', async () => {
    const placed = await call('callee-answer-crosses-cancel');
    await placed.heard.heard('180');
    placed.call.cancel();
    await placed.heard.heard('late');
    await placed.peer.done;
    expect(placed.heard.events).toEqual(['180', 'late']);
  });

  it('cancels while it rings, with a reason', async () => {
    const placed = await call('callee-cancelled');
    await placed.heard.heard('180');
    placed.call.cancel({ protocol: 'SIP', cause: 480, text: 'No answer' });
    await placed.heard.heard('failed 487');
    await placed.peer.done;
    expect(placed.heard.events).toEqual(['180', 'failed 487']);
  });

  it('reports busy with its Q.850 reason', async () => {
    const placed = await call('callee-busy');
    await placed.heard.heard('failed 486');
    await placed.peer.done;
    expect(placed.heard.failures[0]).toMatchObject({
      reason: { protocol: 'Q.850', cause: 17, text: 'User busy' },
      retryAfterSec: 60,
    });
  });

  it('refuses T.38 with 488 and the call goes on', async () => {
    const placed = await call('callee-offers-t38');
    await placed.heard.heard('answered');
    await placed.heard.heard('reoffered');
    await placed.call.bye();
    await placed.peer.done;
    expect(placed.heard.events).toEqual(['180', 'answered', 'reoffered', 'ended local']);
  });

  it('hears why the callee hangs up', async () => {
    const placed = await call('callee-hangs-up');
    await placed.heard.heard('ended remote');
    await placed.peer.done;
    expect(placed.heard.ends[0]?.reason).toEqual({ protocol: 'Q.850', cause: 31, text: 'Normal, unspecified' });
  });

  it.each(['callee-refuses-text-port', 'callee-drops-text'])(
    'an answer without text is a call without text: %s',
    async (scenario) => {
      const heard = await answeredCall(scenario, { offer: offerOf(localWithText) });
      expect(agreed(heard.answers[0]?.body, localWithText)).toMatchObject({ kind: 'agreed', remote: { text: null } });
    },
  );

  it.each([488, 415])('reports %i to an offer with text', async (status) => {
    const placed = await call(`callee-refuses-text-${status}`, { offer: offerOf(localWithText) });
    await placed.heard.heard(`failed ${status}`);
    await placed.peer.done;
    expect(placed.heard.failures[0]?.headers.get('accept')).toEqual(['application/sdp']);
  });

  it('registers after a challenge and takes its binding away', async () => {
    sipp = await runSipp({ scenario: 'registrar' });
    const states: string[] = [];
    const registered = new Promise<void>((resolve) => {
      const registration = endpoint.register(
        {
          address: { host: '127.0.0.1', port: sipp?.port ?? 0, transport: 'udp' },
          addressOfRecord: 'sip:alice@127.0.0.1',
          credentials: () => Promise.resolve({ username: 'alice', password: 'wonderland' }),
          expiresSec: 3_600,
        },
        (state) => {
          states.push(state.state === 'registered' ? `registered ${state.expiresSec}` : state.state);
          if (state.state === 'registered') void registration.close().then(resolve);
        },
      );
    });
    await registered;
    await sipp.done;
    expect(states).toEqual(['registering', 'registered 120']);
  });

  it('two calls at once over one TCP connection do not mix', async () => {
    sipp = await runSipp({ scenario: 'callee-plain', transport: 'tcp', calls: 2 });
    const both = [listen(), listen()];
    const calls = both.map((heard) =>
      endpoint.invite(orderTo(sipp?.port ?? 0, { offer: offerOf(local) }, 'tcp'), heard),
    );
    await Promise.all(both.map((heard) => heard.heard('answered')));
    await Promise.all(calls.map((one) => one.bye()));
    await sipp.done;
    expect(both.map(({ events }) => events)).toEqual(
      Array.from({ length: 2 }, () => ['180', 'answered', 'ended local']),
    );
  });
});
