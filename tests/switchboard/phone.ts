import { toneSound } from '../../src/audio/index.ts';
import { OwnSession } from '../../src/call/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  openRtpEndpoint,
  openSipEndpoint,
  PortPool,
  type IncomingCall,
  type InviteAnswer,
  type OutgoingCall,
  type RegistrationState,
  type RtpEndpoint,
  type SipAddress,
  type SipEndpoint,
} from '../../src/telephony/index.ts';

const ports = new PortPool({ from: 45_000, to: 45_399 }, systemRandom);
const host = '127.0.0.1';

export interface PhoneOptions {
  readonly server: SipAddress;
  readonly number: string;
  readonly password: string;
  /** What its owner sounds like. */
  readonly toneHz: number;
  readonly answers?: 'yes' | 'busy' | 'never';
}

/** A desk telephone of our own stack: registers, calls, answers, and keeps what it heard. */
export class Phone {
  readonly registration: RegistrationState[] = [];
  readonly calls: IncomingCall[] = [];
  /** What came of its calls, in order: `180`, `answered`, `failed 486`, `ended remote`. */
  readonly told: string[] = [];
  readonly heard: number[] = [];
  readonly #options: PhoneOptions;
  readonly #sip: SipEndpoint;
  readonly #media: RtpEndpoint;
  readonly #session: OwnSession;
  readonly #registered: { close(): Promise<void> };
  #dialog: OutgoingCall | IncomingCall | null = null;

  private constructor(options: PhoneOptions, sip: SipEndpoint, media: RtpEndpoint) {
    this.#options = options;
    this.#sip = sip;
    this.#media = media;
    this.#session = new OwnSession(String(media.port), {
      address: host,
      port: media.port,
      textPort: null,
      codecs: ['PCMA', 'PCMU'],
    });
    media.onFrame((samples) => this.heard.push(...samples));
    sip.onInvite((call) => this.#rung(call));
    this.#registered = sip.register(
      {
        address: options.server,
        addressOfRecord: `sip:${options.number}@${host}`,
        credentials: () => this.#credentials(),
        expiresSec: 60,
      },
      (state) => this.registration.push(state),
    );
  }

  static async start(options: PhoneOptions): Promise<Phone> {
    const sip = await openSipEndpoint({
      bind: { host, port: 0 },
      transports: ['udp'],
      clock: systemClock,
      random: systemRandom,
      userAgent: 'desk phone',
    });
    const media = await openRtpEndpoint({
      bindAddress: host,
      ports,
      clock: systemClock,
      random: systemRandom,
      text: false,
    });
    return new Phone(options, sip, media);
  }

  #credentials(): Promise<{ username: string; password: string }> {
    return Promise.resolve({ username: this.#options.number, password: this.#options.password });
  }

  /** Calls a number at our server. */
  call(number: string): OutgoingCall {
    const { server } = this.#options;
    const said = (answer: InviteAnswer): string => this.#say(`failed ${answer.status}`);
    const call = this.#sip.invite(
      {
        requestUri: `sip:${number}@${server.host}:${server.port}`,
        from: { uri: `sip:${this.#options.number}@${host}` },
        to: `sip:${number}@${host}`,
        offer: this.#session.offer(),
        credentials: () => this.#credentials(),
      },
      {
        progressed: ({ status }) => this.#say(String(status)),
        answered: ({ body }) => {
          this.#say('answered');
          const remote = body && this.#session.agreed(body);
          if (remote) this.#media.connect(remote, null);
          this.#speak();
        },
        failed: said,
        answeredLate: () => this.#say('answered late'),
        ended: ({ by }) => this.#say(`ended ${by}`),
        reoffered: () => ({ refuse: 488 }),
        info: () => undefined,
      },
    );
    this.#dialog = call;
    return call;
  }

  hangUp(): Promise<void> {
    return this.#dialog?.bye() ?? Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#registered.close();
    this.#media.close();
    await this.#sip.close();
  }

  #say(what: string): string {
    this.told.push(what);
    return what;
  }

  #speak(): void {
    this.#media.sendFrame(toneSound({ frequenciesHz: [this.#options.toneHz], levelDbfs: -15 }, 60_000));
  }

  #rung(call: IncomingCall): void {
    this.calls.push(call);
    this.#dialog = call;
    call.listen({
      cancelled: () => this.#say('cancelled'),
      ended: ({ by }) => this.#say(`ended ${by}`),
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    });
    const { answers = 'yes' } = this.#options;
    if (answers === 'busy') return call.reject(486);
    call.progress(180);
    if (answers === 'never') return;
    const answer = this.#session.answer(call.offer);
    if ('refuse' in answer) return call.reject(answer.refuse);
    if (answer.media) this.#media.connect(answer.media, null);
    this.#speak();
    void call.accept(answer.body).catch(() => undefined);
  }
}
