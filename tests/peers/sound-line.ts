import { toneSound } from '../../src/audio/index.ts';
import type { OwnSession } from '../../src/call/index.ts';
import type {
  IncomingCall,
  IncomingCallListener,
  OutgoingCall,
  RtpEndpoint,
  SipAddress,
  SipBody,
  SipEndpoint,
} from '../../src/telephony/index.ts';
import { host, sessionWith } from './own-endpoint.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who calls whom, at which server of this machine. */
export interface LineOrder {
  readonly server: Pick<SipAddress, 'host' | 'port'>;
  readonly number: string;
  readonly caller: string;
  /** With which it proves who it is; null: it knows none. */
  readonly credentials: Credentials | null;
}

/** One call of a peer of our own stack: what came of it, what is heard in it, and a tone that speaks. */
export class SoundLine {
  /** In order: `180`, `answered`, `failed 486`, `cancelled`, `ended remote`. */
  readonly told: string[] = [];
  /** Samples at 8 kHz, from the first that came. */
  readonly heard: number[] = [];
  /** Keys that came as events of RFC 4733. */
  readonly keys: string[] = [];
  readonly #toneHz: number;
  #sound: { readonly media: RtpEndpoint; readonly session: OwnSession } | null = null;
  dialog: OutgoingCall | IncomingCall | null = null;
  isAnswered = false;
  isOver = false;

  /** `toneHz` 0: it is silent. */
  constructor(toneHz: number) {
    this.#toneHz = toneHz;
  }

  /** Gives it the port that its sound goes by. */
  attach(media: RtpEndpoint): void {
    this.#sound = { media, session: sessionWith(media) };
    media.onFrame((samples) => this.heard.push(...samples));
    media.onDigit((key) => this.keys.push(key));
  }

  get media(): RtpEndpoint {
    return this.#attached().media;
  }

  call(sip: SipEndpoint, { server, number, caller, credentials }: LineOrder): void {
    this.dialog = sip.invite(
      {
        requestUri: `sip:${number}@${server.host}:${server.port}`,
        from: { uri: `sip:${caller}@${host}` },
        to: `sip:${number}@${host}`,
        offer: this.#attached().session.offer(),
        ...(credentials && { credentials: () => Promise.resolve(credentials) }),
      },
      {
        ...this.#listener(),
        progressed: ({ status, body }) => {
          this.tell(String(status));
          this.#connect(body);
        },
        answered: ({ body }) => {
          this.tell('answered');
          this.isAnswered = true;
          this.#connect(body);
          this.speak();
        },
        failed: ({ status }) => this.#end(`failed ${status}`),
        answeredLate: () => this.tell('answered late'),
      },
    );
  }

  /** A call came for it: it is answered, refused or left to ring by whoever has the line. */
  take(call: IncomingCall): void {
    this.dialog = call;
    call.listen(this.#listener());
  }

  /** Takes the offer of a call that came, and speaks: what to answer; null where the offer was refused. */
  agree(): SipBody | null {
    const call = this.#ringing();
    const answer = this.#attached().session.answer(call.offer);
    if ('refuse' in answer) {
      call.reject(answer.refuse);
      return null;
    }
    if (answer.media) this.media.connect(answer.media, null);
    this.speak();
    return answer.body;
  }

  /** Answers a call that rings; false where its offer was refused. */
  answer(): boolean {
    const body = this.agree();
    if (!body) return false;
    this.isAnswered = true;
    void this.#ringing()
      .accept(body)
      .catch(() => undefined);
    return true;
  }

  /** Its owner speaks from now on: one long tone. */
  speak(): void {
    if (this.#toneHz === 0) return;
    this.hush();
    this.media.mute(false);
    this.media.sendFrame(toneSound({ frequenciesHz: [this.#toneHz], levelDbfs: -15 }, 120_000));
  }

  /** Its owner says nothing more. */
  hush(): void {
    this.media.clearQueue();
  }

  /** Keys by RFC 4733. */
  press(keys: string): void {
    this.media.sendDigit(keys);
  }

  hangUp(): Promise<void> {
    return this.dialog?.bye() ?? Promise.resolve();
  }

  tell(word: string): void {
    this.told.push(word);
  }

  finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#sound?.media.clearQueue();
    this.#sound?.media.mute(true);
  }

  #end(word: string): void {
    this.tell(word);
    this.finish();
  }

  #connect(agreed: SipBody | null): void {
    const { media, session } = this.#attached();
    const remote = agreed && session.agreed(agreed);
    if (remote) media.connect(remote, null);
  }

  #listener(): IncomingCallListener {
    return {
      cancelled: () => this.#end('cancelled'),
      ended: ({ by }) => this.#end(`ended ${by}`),
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    };
  }

  #ringing(): IncomingCall {
    if (!this.dialog || !('accept' in this.dialog)) throw new Error('nothing rings there');
    return this.dialog;
  }

  #attached(): { readonly media: RtpEndpoint; readonly session: OwnSession } {
    if (!this.#sound) throw new Error('this line has no port for sound');
    return this.#sound;
  }
}
