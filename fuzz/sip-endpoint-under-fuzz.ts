import { silentLogger, type Logger } from '../src/foundation/logger.ts';
import type { Random } from '../src/foundation/random.ts';
import { FakeClock } from '../src/foundation/testing/fake-clock.ts';
import { field, formatMessage } from '../src/telephony/sip/message/format-message.ts';
import { header, type HeaderField, type SipRequest, type SipResponse } from '../src/telephony/sip/message/message.ts';
import { parseMessage } from '../src/telephony/sip/message/parse-message.ts';
import { reasonPhrase } from '../src/telephony/sip/message/reason-phrase.ts';
import { responseTo } from '../src/telephony/sip/message/response-to.ts';
import { openEndpointOn } from '../src/telephony/sip/open-sip-endpoint.ts';
import type { IncomingCall, OutgoingCall, SipAddress, SipBody } from '../src/telephony/sip/sip-endpoint.ts';
import { recordIncoming, recordOutgoing } from '../src/telephony/sip/testing/call-recorders.ts';
import type { NetworkReceiver } from '../src/telephony/sip/transport/network.ts';
import { mutated } from './mutate.ts';
import { branchCookie } from '../src/telephony/sip/message/via.ts';
import { offer, seedBranch, seedCallId, sipSeeds, sipWords } from './sip-seeds.ts';

const ours: SipAddress = { host: '192.0.2.99', port: 5060, transport: 'udp' };
const peers: readonly SipAddress[] = ['udp', 'tcp'].map((transport) => ({
  host: '192.0.2.1',
  port: 5060,
  transport: transport as 'udp' | 'tcp',
}));
const sdp: SipBody = { contentType: 'application/sdp', content: offer };
const statuses = [100, 180, 183, 200, 202, 302, 401, 407, 422, 481, 486, 491, 500, 603];
const methods = ['ACK', 'BYE', 'INFO', 'INVITE', 'PRACK', 'UPDATE', 'REFER', 'NOTIFY', 'OPTIONS', 'CANCEL', 'MESSAGE'];
/** All timers of transactions and calls end within three minutes; what is said to end them begins new ones. */
const settleMs = 600_000;
const stepMs = 2_000;

export interface EndpointUnderFuzz {
  receive(input: Buffer): void;
  settle(): Promise<void>;
}

/**
 * An endpoint without sockets that takes and places calls, whose peer answers with broken answers and goes on with broken
 * requests inside the calls it got. Time stands still until `settle`.
 */
export async function openSipEndpointUnderFuzz(random: Random): Promise<EndpointUnderFuzz> {
  const clock = new FakeClock();
  const faults: string[] = [];
  const logger: Logger = { ...silentLogger, error: (fields) => void faults.push(JSON.stringify(fields)) };
  const source = { random, seeds: sipSeeds, words: sipWords };
  const calls = new Set<IncomingCall | OutgoingCall>();
  const unread: Buffer[] = [];
  let receiver: NetworkReceiver | null = null;
  /** The peer falls silent while all comes to an end. */
  let speaks = true;

  const answerTo = (text: string): void => {
    const result = speaks && random.int(3) > 0 ? parseMessage(Buffer.from(text)) : null;
    if (result?.kind !== 'message') return;
    const { message } = result;
    if (message.kind === 'response' && message.status >= 300) return;
    const reply = message.kind === 'request' ? responseFor(message, random) : requestAfter(message, random);
    const bytes = Buffer.from(formatMessage(reply));
    unread.push(random.int(2) === 0 ? bytes : mutated(bytes, source));
  };

  const endpoint = await openEndpointOn(
    (opened) => {
      receiver = opened;
      return Promise.resolve({
        addresses: [ours],
        send: answerTo,
        localAddressFor: () => ours,
        close: () => Promise.resolve(),
      });
    },
    { clock, random, logger, userAgent: 'waihu' },
  );
  endpoint.onInvite((call) => {
    calls.add(call);
    recordIncoming(call, { reoffered: () => (random.int(2) === 0 ? sdp : { refuse: 488 }) });
    treat(call, random);
  });

  const deliver = (input: Buffer): void => {
    receiver?.received(input, peers[random.int(4) === 0 ? 1 : 0] ?? ours);
    // An answer calls for an answer: a few rounds are enough.
    for (let round = 0; round < 8 && unread.length > 0; round++)
      receiver?.received(unread.shift() ?? input, peers[0] ?? ours);
    unread.length = 0;
  };

  return {
    receive(seen) {
      const input = asNewCall(seen, random);
      deliver(input);
      // Half the time an honest call is there to be broken into.
      if (random.int(2) === 0) deliver(asNewCall(sipSeeds[0] ?? input, random));
      if (random.int(10) === 0) {
        const request = {
          requestUri: 'sip:b@192.0.2.1',
          from: { uri: 'sip:a@192.0.2.99' },
          to: 'sip:b@192.0.2.1',
          offer: sdp,
        };
        calls.add(endpoint.invite(request, recordOutgoing()));
        deliver(input);
      }
    },
    async settle() {
      speaks = false;
      for (const call of calls) hangUp(call);
      calls.clear();
      for (let passedMs = 0; passedMs < settleMs; passedMs += stepMs) {
        clock.tick(stepMs);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        if (clock.pendingTimers === 0) break;
      }
      speaks = true;
      const left = clock.pendingTimers;
      if (left > 0) throw new Error(`${left} timers still run when all calls are long over`);
      const [fault] = faults.splice(0);
      if (fault !== undefined) throw new Error(`logged as an error: ${fault}`);
    },
  };
}

/** Seeds share one call and one transaction: told apart, they are not taken for retransmissions. */
function asNewCall(input: Buffer, random: Random): Buffer {
  const name = random.hex(7);
  const text = input.toString('latin1').replaceAll(seedCallId, name).replaceAll(seedBranch, `${branchCookie}${name}`);
  return Buffer.from(text, 'latin1');
}

/** As a switchboard might: rings, answers, refuses, or does nothing yet. */
function treat(call: IncomingCall, random: Random): void {
  const accept = (): void => void call.accept(sdp).catch(() => undefined);
  const ways: readonly (() => void)[] = [
    () => undefined,
    () => call.progress(180),
    () => call.progress(183, { body: sdp, reliable: true }),
    () => call.reject(486),
    accept,
    () => {
      call.progress(183, { body: sdp, reliable: true });
      accept();
    },
  ];
  ways[random.int(ways.length)]?.();
}

function hangUp(call: IncomingCall | OutgoingCall): void {
  if ('cancel' in call) call.cancel();
  call.bye().catch(() => undefined);
}

function responseFor(request: SipRequest, random: Random): SipResponse {
  const status = statuses[random.int(statuses.length)] ?? 200;
  const headers: HeaderField[] = [field('contact', '<sip:b@192.0.2.1>')];
  if (status === 401) headers.push(field('www-authenticate', 'Digest realm="a", nonce="n", qop="auth"'));
  if (status === 407) headers.push(field('proxy-authenticate', 'Digest realm="a", nonce="n"'));
  if (status === 183) headers.push(field('require', '100rel'), field('rseq', '1'));
  if (status === 422) headers.push(field('min-se', '3600'));
  const hasBody = status === 183 || status === 200;
  if (hasBody) headers.push(field('content-type', sdp.contentType));
  return responseTo(request, status, { toTag: `t${random.int(3)}`, headers, body: hasBody ? offer : '' });
}

/** What the caller says next in the dialog that this answer belongs to. */
function requestAfter(response: SipResponse, random: Random): SipRequest {
  const method = methods[random.int(methods.length)] ?? 'ACK';
  const sequence = Number.parseInt(header(response, 'cseq') ?? '1', 10);
  const isSameNumber = method === 'ACK' || method === 'CANCEL';
  const headers = [
    field('via', `SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${random.hex(4)}`),
    ...['from', 'to', 'call-id'].map((name) => field(name, header(response, name) ?? '')),
    field('cseq', `${isSameNumber ? sequence : sequence + 1 + random.int(3)} ${method}`),
    field('contact', '<sip:a@192.0.2.1>'),
    field('rack', `${header(response, 'rseq') ?? 1} ${sequence} INVITE`),
    field('refer-to', '<sip:c@192.0.2.1>'),
    field('event', 'refer'),
    field('subscription-state', 'active;expires=60'),
    field('reason', `SIP;cause=${random.int(700)};text="${reasonPhrase(200)}"`),
    field('content-type', sdp.contentType),
  ];
  return { kind: 'request', method, uri: 'sip:a@192.0.2.99', headers, body: random.int(2) === 0 ? offer : '' };
}
