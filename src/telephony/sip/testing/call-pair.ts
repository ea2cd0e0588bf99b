import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type { SipAgentOptions } from '../open-sip-endpoint.ts';
import type {
  IncomingCall,
  IncomingCallListener,
  InviteRequest,
  OutgoingCall,
  OutgoingCallListener,
  SipAddress,
  SipEndpoint,
} from '../sip-endpoint.ts';
import { recordIncoming, recordOutgoing, sdp, type RecordedIncoming, type RecordedOutgoing } from './call-recorders.ts';
import { MemoryNetwork, openMemoryEndpoint } from './memory-network.ts';

export const audio = (version = 1, direction = ''): string =>
  `v=0\r\no=- 7 ${version} IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n${direction === '' ? '' : `a=${direction}\r\n`}`;

export interface EstablishedCall {
  readonly call: OutgoingCall;
  readonly incoming: IncomingCall;
  readonly listener: RecordedOutgoing;
  readonly heard: RecordedIncoming;
}

/** Endpoints on one memory network and one clock: `caller` 10.0.0.1, `callee` 10.0.0.2, and what else a test opens. */
export class CallPair {
  readonly clock = new FakeClock();
  readonly network: MemoryNetwork;
  #seed = 1;

  constructor() {
    this.network = new MemoryNetwork({ clock: this.clock, random: seededRandom(1) });
  }

  open(host: string, extra: Partial<SipAgentOptions> = {}): Promise<SipEndpoint> {
    const random = seededRandom(++this.#seed);
    return openMemoryEndpoint(this.network, { clock: this.clock, random, userAgent: host, host, ...extra });
  }

  /** A call from one endpoint to the other, answered; what went over the wire is forgotten. */
  async establish(
    caller: SipEndpoint,
    callee: SipEndpoint,
    heardBy: {
      readonly callee?: Partial<IncomingCallListener>;
      readonly caller?: Partial<OutgoingCallListener>;
      readonly order?: Partial<InviteRequest>;
    } = {},
  ): Promise<EstablishedCall> {
    const calls = this.ringing(callee, (incoming) => void incoming.accept(sdp(audio())), heardBy.callee);
    const listener = recordOutgoing(heardBy.caller);
    const { host } = callee.addresses[0] as SipAddress;
    const call = caller.invite(orderTo(host, heardBy.order), listener);
    await this.clock.tickAsync(10);
    this.network.sent.length = 0;
    const { call: incoming, heard } = calls[0]!;
    return { call, listener, incoming, heard };
  }

  /** Makes an endpoint ring: the calls that come to it, told of to `then` as they come. */
  ringing(
    callee: SipEndpoint,
    then: (call: IncomingCall) => void = () => undefined,
    hears: Partial<IncomingCallListener> = {},
  ): { readonly call: IncomingCall; readonly heard: RecordedIncoming }[] {
    const calls: { readonly call: IncomingCall; readonly heard: RecordedIncoming }[] = [];
    callee.onInvite((call) => {
      calls.push({ call, heard: recordIncoming(call, hears) });
      then(call);
    });
    return calls;
  }

  /** The start lines that went over the wire, answers with their method. */
  wire(): string[] {
    return this.network.sent.map(({ text }) => {
      const [line = ''] = text.split('\r\n');
      const method = /CSeq: \d+ (\w+)/.exec(text)?.[1] ?? '';
      return line.startsWith('SIP/2.0') ? `${line.split(' ')[1]} ${method}` : (line.split(' ')[0] ?? '');
    });
  }

  /** What was sent that begins so. */
  sent(start: string): string[] {
    return this.network.sent.filter(({ text }) => text.startsWith(start)).map(({ text }) => text);
  }
}

export const orderTo = (host: string, extra: Partial<InviteRequest> = {}): InviteRequest => ({
  requestUri: `sip:bob@${host}`,
  from: { uri: 'sip:alice@10.0.0.1' },
  to: `sip:bob@${host}`,
  offer: sdp(audio()),
  ...extra,
});

/** The value of a header in a message on the wire. */
export const headerIn = (text: string | undefined, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(text ?? '')?.[1]?.trim();
