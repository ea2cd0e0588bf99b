import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/foundation/clock.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import type { SipEndpoint } from '../../src/telephony/index.ts';
import { recordIncoming, type RecordedIncoming } from '../../src/telephony/sip/testing/call-recorders.ts';
import { openLossyUdp, type LossyUdp } from '../peers/lossy-udp.ts';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import { describeWithSipp, runSipp } from '../peers/sipp.ts';
import { answerTo, listen, openEndpoint, orderTo, portOf } from './sipp-kit.ts';

const callCount = 200;
const callsPerSecond = 20;
const lossRate = 0.05;

/** 200 calls at 20 a second through a relay between the two programs that loses 5 % of all packets. */
describeWithSipp('with 5 % of packets lost between us and sipp', () => {
  let endpoint: SipEndpoint;
  let relay: LossyUdp | null;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    relay = null;
  });
  afterEach(async () => {
    await endpoint.close();
    await relay?.close();
  });

  it('200 calls we place all complete', async () => {
    const port = await freePort();
    relay = await openLossyUdp({ server: { host: '127.0.0.1', port }, lossRate, random: seededRandom(5) });
    // Copies of what sipp has answered already come at any moment: it is to pass over them.
    const extra = ['-key', 'contact_port', String(relay.port), '-default_behaviors', 'all,-abortunexp'];
    const sipp = await runSipp({ scenario: 'callee-behind-relay', port, calls: callCount, extra });
    const listeners = await Promise.all(
      Array.from({ length: callCount }, async (_, index) => {
        await new Promise<void>((resolve) => {
          systemClock.after((index * 1_000) / callsPerSecond, resolve);
        });
        const heard = listen();
        const call = endpoint.invite(orderTo(relay?.port ?? 0), heard);
        await heard.heard('answered');
        await call.bye();
        return heard;
      }),
    );
    await sipp.done;
    const endings = listeners.map(({ events }) => events.filter((event) => event !== '180').join(' '));
    expect(new Set(endings)).toEqual(new Set(['answered ended local']));
    expect(relay.dropped()).toBeGreaterThan(callCount * 6 * lossRate * 0.5);
  });

  it('200 calls we take all complete', async () => {
    const heard: RecordedIncoming[] = [];
    endpoint.onInvite((call) => {
      heard.push(recordIncoming(call));
      call.progress(180);
      const answer = answerTo(call.offer);
      if ('refuse' in answer) call.reject(answer.refuse);
      else void call.accept(answer).catch(() => undefined);
    });
    relay = await openLossyUdp({
      server: { host: '127.0.0.1', port: portOf(endpoint) },
      lossRate,
      random: seededRandom(6),
    });
    const remote = { host: '127.0.0.1', port: relay.port };
    const sipp = await runSipp({ scenario: 'caller-plain', remote, calls: callCount, callsPerSecond });
    await sipp.done;
    expect(heard.length).toBe(callCount);
    expect(new Set(heard.map(({ events }) => events.join(' ')))).toEqual(new Set(['ended remote']));
    expect(relay.dropped()).toBeGreaterThan(callCount * 6 * lossRate * 0.5);
  });
});
