import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type { DialogIdentity, IncomingCall, SipEndpoint } from '../sip-endpoint.ts';
import { recordIncoming, recordOutgoing, sdp, type RecordedIncoming } from '../testing/call-recorders.ts';
import { MemoryNetwork, openMemoryEndpoint } from '../testing/memory-network.ts';

describe('endOrphan()', () => {
  let clock: FakeClock;
  let network: MemoryNetwork;
  let callee: SipEndpoint;
  let heard: RecordedIncoming | null;
  const open = (host: string, seed: number): Promise<SipEndpoint> =>
    openMemoryEndpoint(network, { clock, random: seededRandom(seed), userAgent: host, host });

  beforeEach(async () => {
    clock = new FakeClock();
    network = new MemoryNetwork({ clock, random: seededRandom(1) });
    callee = await open('10.0.0.2', 2);
    heard = null;
  });

  /** A caller that dies after `livesMs`, another that takes its place, and what the first had written down. */
  async function orphaned(
    then: (call: IncomingCall) => void,
    livesMs = 20,
  ): Promise<{ heir: SipEndpoint; identity: DialogIdentity }> {
    callee.onInvite((call) => {
      heard = recordIncoming(call);
      then(call);
    });
    const dying = await open('10.0.0.1', 3);
    const identities: DialogIdentity[] = [];
    const request = {
      requestUri: 'sip:b@10.0.0.2',
      from: { uri: 'sip:a@10.0.0.1' },
      to: 'sip:b@10.0.0.2',
      offer: sdp(),
      onIdentity: (identity: DialogIdentity) => void identities.push(identity),
    };
    dying.invite(request, recordOutgoing());
    await clock.tickAsync(livesMs);
    await dying.close();
    const identity = identities.at(-1);
    if (!identity) throw new Error('no identity');
    return { heir: await open('10.0.0.1', 4), identity };
  }

  async function end(heir: SipEndpoint, identity: DialogIdentity, answered: boolean): Promise<number> {
    network.sent.length = 0;
    const startMs = clock.monotonicMs();
    let endedMs = Infinity;
    const ended = heir.endOrphan(identity, answered).then(() => (endedMs = clock.monotonicMs()));
    await clock.tickAsync(8_100);
    await ended;
    return endedMs - startMs;
  }

  const methods = (): string[] =>
    network.sent
      .flatMap(({ text }) => /^[A-Z]+ /.exec(text)?.[0].trim() ?? [])
      .filter((word) => !word.startsWith('SIP'));

  it('cancels a call that rings, under the branch of its INVITE, and acknowledges its end', async () => {
    const { heir, identity } = await orphaned((call) => call.progress(180));
    expect(await end(heir, identity, false)).toBeLessThan(1_000);
    expect(heard?.events).toEqual(['cancelled']);
    expect(methods()).toEqual(['CANCEL', 'ACK']);
  });

  it('cancels a call of which nothing came back yet', async () => {
    const { heir, identity } = await orphaned(() => undefined, 1);
    expect(identity.remoteTag).toBeNull();
    await end(heir, identity, false);
    expect(heard?.events).toEqual(['cancelled']);
  });

  it('ends an answered call with BYE', async () => {
    const { heir, identity } = await orphaned((call) => void call.accept(sdp()));
    expect(await end(heir, identity, true)).toBeLessThan(1_000);
    expect(heard?.events).toEqual(['ended remote']);
    expect(methods()).toEqual(['BYE']);
  });

  it('ends a call that was answered although nobody wrote that down', async () => {
    const { heir, identity } = await orphaned((call) => {
      call.progress(180);
      clock.after(10, () => void call.accept(sdp()));
    });
    await end(heir, identity, false);
    expect(heard?.events).toEqual(['ended remote']);
  });

  it('acknowledges and ends an answer that comes while it cancels', async () => {
    let answer = (): void => undefined;
    const { heir, identity } = await orphaned((call) => {
      call.progress(180);
      answer = () => void call.accept(sdp()).catch(() => undefined);
    });
    answer();
    await end(heir, identity, false);
    expect(heard?.events).toEqual(['ended remote']);
    expect(methods()).toEqual(expect.arrayContaining(['CANCEL', 'ACK', 'BYE']));
  });

  it('gives up after 8 s when the peer is silent', async () => {
    const { heir, identity } = await orphaned((call) => call.progress(180));
    await callee.close();
    expect(Math.round((await end(heir, identity, true)) / 100)).toBe(80);
  });
});
