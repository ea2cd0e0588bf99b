import { toneSound } from '../../src/audio/index.ts';
import { OwnSession } from '../../src/call/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  openRtpEndpoint,
  openSipEndpoint,
  PortPool,
  replacesOf,
  type IncomingCall,
  type IncomingCallListener,
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
  readonly answers?: 'yes' | 'busy' | 'declines' | 'never';
  /** Calls that it can have at a time; two where not said. */
  readonly lines?: number;
}

/** One call of a telephone, with a media port of its own. */
export class PhoneLine {
  /** As `Phone.told`, of this call alone. */
  readonly told: string[] = [];
  /** Samples at 8 kHz, from the first that came. */
  readonly heard: number[] = [];
  /** Keys that came as events of RFC 4733. */
  readonly keys: string[] = [];
  /** What the other end told of the transfers that were asked of it. */
  readonly transfers: number[] = [];
  readonly media: RtpEndpoint;
  readonly #toneHz: number;
  readonly #over: (line: PhoneLine) => void;
  dialog: OutgoingCall | IncomingCall | null = null;
  isAnswered = false;
  isOver = false;

  constructor(media: RtpEndpoint, toneHz: number, over: (line: PhoneLine) => void) {
    this.media = media;
    this.#toneHz = toneHz;
    this.#over = over;
    media.onFrame((samples) => this.heard.push(...samples));
    media.onDigit((key) => this.keys.push(key));
  }

  session(): OwnSession {
    const { port } = this.media;
    return new OwnSession(String(port), { address: host, port, textPort: null, codecs: ['PCMA', 'PCMU'] });
  }

  /** Its owner speaks from now on: one long tone. */
  speak(): void {
    this.media.clearQueue();
    this.media.mute(false);
    this.media.sendFrame(toneSound({ frequenciesHz: [this.#toneHz], levelDbfs: -15 }, 120_000));
  }

  /** Its owner says nothing more. */
  hush(): void {
    this.media.clearQueue();
  }

  press(keys: string): void {
    this.media.sendDigit(keys);
  }

  hold(): Promise<unknown> {
    return this.#dialog().hold();
  }

  resume(): Promise<unknown> {
    return this.#dialog().resume();
  }

  /** Blind: asks the other end to call that number. Resolves to its answer; what becomes of it stands in `transfers`. */
  refer(number: string): Promise<number> {
    return this.#refer({ target: `sip:${number}@${host}` });
  }

  /** Attended: asks the other end to take the place that this telephone has in another call of its own. */
  referTo(other: PhoneLine, number: string): Promise<number> {
    const replaces = replacesOf(other.#dialog().identity());
    return this.#refer({ target: `sip:${number}@${host}`, ...(replaces && { replaces }) });
  }

  hangUp(): Promise<void> {
    return this.dialog?.bye() ?? Promise.resolve();
  }

  cancel(): void {
    if (this.dialog && 'cancel' in this.dialog) this.dialog.cancel();
  }

  /** Ends the call however far it came. */
  giveUp(): Promise<void> {
    if (this.isAnswered) return this.hangUp();
    if (this.dialog && 'reject' in this.dialog) {
      this.dialog.reject(480);
      this.finish();
    } else this.cancel();
    return Promise.resolve();
  }

  finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.media.clearQueue();
    this.media.mute(true);
    this.#over(this);
  }

  #refer(order: Parameters<OutgoingCall['refer']>[0]): Promise<number> {
    return this.#dialog().refer(order, ({ status }) => {
      if (status !== null && status >= 200) this.transfers.push(status);
    });
  }

  #dialog(): OutgoingCall | IncomingCall {
    if (!this.dialog) throw new Error('this line has no call');
    return this.dialog;
  }
}

/** A desk telephone of our own stack: registers, calls, answers, and keeps what it heard. */
export class Phone {
  readonly registration: RegistrationState[] = [];
  readonly calls: IncomingCall[] = [];
  /** Its calls, in the order they began. */
  readonly lines: PhoneLine[] = [];
  /** What came of its calls, in order: `180`, `answered`, `failed 486`, `ended remote`. */
  readonly told: string[] = [];
  /** As the options said at first. */
  answers: NonNullable<PhoneOptions['answers']>;
  readonly #options: PhoneOptions;
  readonly #sip: SipEndpoint;
  readonly #media: readonly RtpEndpoint[];
  readonly #free: RtpEndpoint[];
  readonly #registered: { close(): Promise<void> };

  private constructor(options: PhoneOptions, sip: SipEndpoint, media: readonly RtpEndpoint[]) {
    this.#options = options;
    this.answers = options.answers ?? 'yes';
    this.#sip = sip;
    this.#media = media;
    this.#free = [...media];
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
    const open = { bindAddress: host, ports, clock: systemClock, random: systemRandom, text: false };
    const media = await Promise.all(Array.from({ length: options.lines ?? 2 }, () => openRtpEndpoint(open)));
    return new Phone(options, sip, media);
  }

  get number(): string {
    return this.#options.number;
  }

  get toneHz(): number {
    return this.#options.toneHz;
  }

  /** Its newest call. */
  get line(): PhoneLine {
    const line = this.lines.at(-1);
    if (!line) throw new Error(`telephone ${this.number} has no call`);
    return line;
  }

  /** What it heard in its newest call. */
  get heard(): readonly number[] {
    return this.lines.at(-1)?.heard ?? [];
  }

  #credentials(): Promise<{ username: string; password: string }> {
    return Promise.resolve({ username: this.#options.number, password: this.#options.password });
  }

  /** Calls a number at our server. */
  call(number: string): PhoneLine {
    const { server } = this.#options;
    const line = this.#open();
    if (!line) throw new Error(`telephone ${this.number} has no line left`);
    const session = line.session();
    line.dialog = this.#sip.invite(
      {
        requestUri: `sip:${number}@${server.host}:${server.port}`,
        from: { uri: `sip:${this.#options.number}@${host}` },
        to: `sip:${number}@${host}`,
        offer: session.offer(),
        credentials: () => this.#credentials(),
      },
      {
        ...this.#listener(line),
        progressed: ({ status, body }) => {
          this.#say(line, String(status));
          const remote = body && session.agreed(body);
          if (remote) line.media.connect(remote, null);
        },
        answered: ({ body }) => {
          this.#say(line, 'answered');
          line.isAnswered = true;
          const remote = body && session.agreed(body);
          if (remote) line.media.connect(remote, null);
          line.speak();
        },
        failed: ({ status }: InviteAnswer) => {
          this.#say(line, `failed ${status}`);
          line.finish();
        },
        answeredLate: () => this.#say(line, 'answered late'),
      },
    );
    return line;
  }

  hangUp(): Promise<void> {
    return this.lines.at(-1)?.hangUp() ?? Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#registered.close();
    for (const media of this.#media) media.close();
    await this.#sip.close();
  }

  #open(): PhoneLine | null {
    const media = this.#free.shift();
    if (!media) return null;
    const line = new PhoneLine(media, this.#options.toneHz, () => this.#free.push(media));
    this.lines.push(line);
    return line;
  }

  #say(line: PhoneLine, what: string): void {
    line.told.push(what);
    this.told.push(what);
  }

  #listener(line: PhoneLine): IncomingCallListener {
    return {
      cancelled: () => {
        this.#say(line, 'cancelled');
        line.finish();
      },
      ended: ({ by }) => {
        this.#say(line, `ended ${by}`);
        line.finish();
      },
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    };
  }

  #rung(call: IncomingCall): void {
    this.calls.push(call);
    if (this.answers === 'busy') return call.reject(486);
    if (this.answers === 'declines') return call.reject(603);
    const line = this.#open();
    if (!line) return call.reject(486);
    line.dialog = call;
    call.listen(this.#listener(line));
    call.progress(180);
    if (this.answers === 'yes') this.answer(line);
  }

  /** Takes a call that rings. */
  answer(line: PhoneLine = this.line): void {
    const call = line.dialog;
    if (!call || !('accept' in call)) throw new Error('nothing rings there');
    const answer = line.session().answer(call.offer);
    if ('refuse' in answer) return call.reject(answer.refuse);
    if (answer.media) line.media.connect(answer.media, null);
    line.speak();
    line.isAnswered = true;
    void call.accept(answer.body).catch(() => undefined);
  }
}
