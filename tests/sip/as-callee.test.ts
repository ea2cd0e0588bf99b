import { afterEach, beforeEach, expect, it } from 'vitest';
import type { IncomingCall, SipEndpoint } from '../../src/telephony/index.ts';
import { recordIncoming, type RecordedIncoming } from '../../src/telephony/sip/testing/call-recorders.ts';
import { describeWithSipp, runSipp } from '../peers/sipp.ts';
import { answerTo, openEndpoint, portOf } from './sipp-kit.ts';

describeWithSipp('as callee, with sipp as caller', () => {
  let endpoint: SipEndpoint;
  let calls: { call: IncomingCall; heard: RecordedIncoming }[];

  beforeEach(async () => {
    endpoint = await openEndpoint();
    calls = [];
  });
  afterEach(() => endpoint.close());

  const accept = async (call: IncomingCall): Promise<void> => {
    const answer = answerTo(call.offer);
    if ('refuse' in answer) call.reject(answer.refuse);
    else await call.accept(answer);
  };

  /** Lets sipp call, serving the call with `serve`; sipp must agree with all it saw. */
  async function called(
    scenario: string,
    serve: (call: IncomingCall) => void | Promise<void>,
    transport: 'udp' | 'tcp' = 'udp',
  ): Promise<RecordedIncoming | undefined> {
    endpoint.onInvite((call) => {
      calls.push({ call, heard: recordIncoming(call, { reoffered: answerTo }) });
      void serve(call);
    });
    const sipp = await runSipp({ scenario, transport, remote: { host: '127.0.0.1', port: portOf(endpoint) } });
    try {
      await sipp.done;
    } finally {
      sipp.stop();
    }
    return calls[0]?.heard;
  }

  const ringAndAccept = async (call: IncomingCall): Promise<void> => {
    call.progress(180);
    await accept(call);
  };

  it('rings, answers and is hung up on', async () => {
    const heard = await called('caller-plain', ringAndAccept);
    expect(heard?.events).toEqual(['ended remote']);
    expect(calls[0]?.call.offer?.content).toContain('m=audio 6000');
  });

  it('does so over TCP', async () => {
    expect((await called('caller-plain', ringAndAccept, 'tcp'))?.events).toEqual(['ended remote']);
  });

  it('sends a reliable 183 where 100rel is required, and its 200 after the PRACK', async () => {
    const heard = await called('caller-prack', async (call) => {
      const answer = answerTo(call.offer);
      if ('refuse' in answer) return;
      call.progress(183, { body: answer });
      await call.accept(answer);
    });
    expect(heard?.events).toEqual(['ended remote']);
  });

  it('refuses an extension nobody has with 420', async () => {
    await called('caller-requires-unknown', accept);
    expect(calls).toEqual([]);
  });

  it('is cancelled while it rings', async () => {
    const heard = await called('caller-cancels', (call) => call.progress(180));
    expect(heard?.events).toEqual(['cancelled 16']);
  });

  it('is held, refuses T.38 with 488, and the call goes on', async () => {
    expect((await called('caller-holds', ringAndAccept))?.events).toEqual(['ended remote']);
  });

  it('refuses with a Q.850 reason', async () => {
    await called('caller-is-refused', (call) =>
      call.reject(486, { reason: { protocol: 'Q.850', cause: 17, text: 'User busy' } }),
    );
    expect(calls[0]?.heard.events).toEqual([]);
  });

  it('hangs up with a reason', async () => {
    const heard = await called('caller-is-hung-up-on', async (call) => {
      await accept(call);
      await call.bye({ protocol: 'Q.850', cause: 16, text: '' });
    });
    expect(heard?.events).toEqual(['ended local']);
  });

  it('says what it can when asked', async () => {
    await called('caller-asks-options', accept);
    expect(calls).toEqual([]);
  });
});
