import {
  replacesOf,
  type IncomingCall,
  type OutgoingCall,
  type RegistrationState,
  type RtpEndpoint,
  type SipAddress,
  type SipEndpoint,
} from '../../src/telephony/index.ts';
import { host, openOwnEndpoint, openSound } from '../peers/own-endpoint.ts';
import { SoundLine, type Credentials } from '../peers/sound-line.ts';

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

/** One call of a telephone, which can do with it what telephones can. */
export class PhoneLine extends SoundLine {
  /** What the other end told of the transfers that were asked of it. */
  readonly transfers: number[] = [];
  readonly #phone: { told(word: string): void; over(): void };

  constructor(toneHz: number, phone: { told(word: string): void; over(): void }) {
    super(toneHz);
    this.#phone = phone;
  }

  override tell(word: string): void {
    super.tell(word);
    this.#phone.told(word);
  }

  override finish(): void {
    if (this.isOver) return;
    super.finish();
    this.#phone.over();
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
        credentials: () => Promise.resolve(this.#credentials),
        expiresSec: 60,
      },
      (state) => this.registration.push(state),
    );
  }

  static async start(options: PhoneOptions): Promise<Phone> {
    const sip = await openOwnEndpoint('desk phone');
    const media = await Promise.all(Array.from({ length: options.lines ?? 2 }, () => openSound()));
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

  get #credentials(): Credentials {
    return { username: this.#options.number, password: this.#options.password };
  }

  /** Calls a number at our server. */
  call(number: string): PhoneLine {
    const line = this.#open();
    if (!line) throw new Error(`telephone ${this.number} has no line left`);
    const { server, number: caller } = this.#options;
    line.call(this.#sip, { server, number, caller, credentials: this.#credentials });
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
    const line = new PhoneLine(this.#options.toneHz, {
      told: (word) => this.told.push(word),
      over: () => this.#free.push(media),
    });
    line.attach(media);
    this.lines.push(line);
    return line;
  }

  #rung(call: IncomingCall): void {
    this.calls.push(call);
    if (this.answers === 'busy') return call.reject(486);
    if (this.answers === 'declines') return call.reject(603);
    const line = this.#open();
    if (!line) return call.reject(486);
    line.take(call);
    call.progress(180);
    if (this.answers === 'yes') line.answer();
  }

  /** Takes a call that rings. */
  answer(line: PhoneLine = this.line): void {
    line.answer();
  }
}
