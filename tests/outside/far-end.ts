import { toneSound } from '../../src/audio/index.ts';
import { OwnSession } from '../../src/call/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  openRtpEndpoint,
  openSipEndpoint,
  PortPool,
  type IncomingCall,
  type RtpEndpoint,
  type SipEndpoint,
} from '../../src/telephony/index.ts';

const ports = new PortPool({ from: 45_000, to: 45_399 }, systemRandom);
const host = '127.0.0.1';

/** What a carrier does with a call: answers it, refuses it with a status, lets it ring, or plays sound before it refuses. */
export type FarBehaviour = 'answers' | 'rings' | number | { readonly playsBefore: number };

/** One INVITE as the carrier saw it. */
export interface FarCall {
  readonly callee: string;
  readonly caller: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly atMs: number;
  /** `cancelled`, `ended remote`. */
  readonly told: string[];
  hangUp(): Promise<void>;
}

const userOf = (text: string): string => /sips?:([^@]+)@/u.exec(text)?.[1] ?? '';

/** A carrier of which every call is looked at. */
export class FarEnd {
  readonly calls: FarCall[] = [];
  /** By number; who is not named answers. */
  readonly behaviour = new Map<string, FarBehaviour>();
  readonly toneHz = 760;
  readonly #sip: SipEndpoint;
  readonly #media: RtpEndpoint[] = [];

  private constructor(sip: SipEndpoint) {
    this.#sip = sip;
    sip.onInvite((call) => void this.#take(call));
  }

  static async open(): Promise<FarEnd> {
    const sip = await openSipEndpoint({
      bind: { host, port: 0 },
      transports: ['udp'],
      clock: systemClock,
      random: systemRandom,
      userAgent: 'carrier',
    });
    return new FarEnd(sip);
  }

  get address(): string {
    return `${host}:${this.#sip.addresses[0]?.port ?? 0}`;
  }

  /** The calls to a number, as it was written. */
  to(number: string): readonly FarCall[] {
    return this.calls.filter(({ callee }) => callee === number);
  }

  async close(): Promise<void> {
    for (const media of this.#media) media.close();
    await this.#sip.close();
  }

  async #take(call: IncomingCall): Promise<void> {
    const told: string[] = [];
    const callee = userOf(call.requestUri);
    const { headers } = call;
    this.calls.push({
      callee,
      caller: userOf(call.from),
      headers,
      atMs: systemClock.now(),
      told,
      hangUp: () => call.bye(),
    });
    call.listen({
      cancelled: () => void told.push('cancelled'),
      ended: ({ by }) => void told.push(`ended ${by}`),
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    });
    const behaviour = this.behaviour.get(callee) ?? 'answers';
    if (typeof behaviour === 'number') return call.reject(behaviour);
    if (behaviour === 'rings') return call.progress(180);
    const answer = await this.#speak(call);
    if (!answer) return call.reject(488);
    if (behaviour === 'answers') return call.accept(answer).catch(() => undefined);
    call.progress(183, { body: answer });
    systemClock.after(2_500, () => call.reject(behaviour.playsBefore));
  }

  async #speak(call: IncomingCall) {
    const media = await openRtpEndpoint({
      bindAddress: host,
      ports,
      clock: systemClock,
      random: systemRandom,
      text: false,
    });
    this.#media.push(media);
    const session = new OwnSession(String(media.port), {
      address: host,
      port: media.port,
      textPort: null,
      codecs: ['PCMA', 'PCMU'],
    });
    const answer = session.answer(call.offer);
    if ('refuse' in answer || !answer.media) return null;
    media.connect(answer.media, null);
    media.sendFrame(toneSound({ frequenciesHz: [this.toneHz], levelDbfs: -15 }, 60_000));
    return answer.body;
  }
}
