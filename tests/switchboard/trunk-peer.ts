import { toneSound } from '../../src/audio/index.ts';
import { OwnSession } from '../../src/call/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  openRtpEndpoint,
  openSipEndpoint,
  PortPool,
  type IncomingCall,
  type OutgoingCall,
  type RtpEndpoint,
  type SipEndpoint,
} from '../../src/telephony/index.ts';

const ports = new PortPool({ from: 45_000, to: 45_399 }, systemRandom);
const host = '127.0.0.1';

/** Somebody outside, on a telephone with sound and keys. */
export class Outsider {
  /** `180`, `answered`, `failed 404`, `cancelled`, `ended remote`. */
  readonly told: string[] = [];
  readonly heard: number[] = [];
  readonly #media: RtpEndpoint;
  readonly #toneHz: number;
  dialog: OutgoingCall | IncomingCall | null = null;

  constructor(media: RtpEndpoint, toneHz: number) {
    this.#media = media;
    this.#toneHz = toneHz;
    media.onFrame((samples) => this.heard.push(...samples));
  }

  get isOver(): boolean {
    return this.told.some((word) => /^(failed|ended|cancelled)/u.test(word));
  }

  session(): OwnSession {
    const { port } = this.#media;
    return new OwnSession(String(port), { address: host, port, textPort: null, codecs: ['PCMA', 'PCMU'] });
  }

  connect(remote: Parameters<RtpEndpoint['connect']>[0]): void {
    this.#media.connect(remote, null);
    if (this.#toneHz > 0) this.#media.sendFrame(toneSound({ frequenciesHz: [this.#toneHz], levelDbfs: -15 }, 60_000));
  }

  /** Keys by RFC 4733; what it says itself stops. */
  press(keys: string): void {
    this.#media.clearQueue();
    this.#media.sendDigit(keys);
  }

  speak(): void {
    this.#media.sendFrame(toneSound({ frequenciesHz: [this.#toneHz], levelDbfs: -15 }, 60_000));
  }

  /** Sound that comes and goes, as people's does: a steady tone is none of a voice's. */
  talk(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.#media.sendFrame(toneSound({ frequenciesHz: [220 + 40 * (second % 3)], levelDbfs: -15 }, 600));
      this.#media.sendFrame(new Int16Array(3_200));
    }
  }

  /** It says nothing more. */
  hush(): void {
    this.#media.clearQueue();
  }

  async hangUp(): Promise<void> {
    await this.dialog?.bye();
  }

  close(): void {
    this.#media.close();
  }
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The far end of a trunk: its people call in, and answer what comes by it. */
export class TrunkPeer {
  /** Those who were called, in order. */
  readonly called: Outsider[] = [];
  /** What those who are called do; `never`: it rings. */
  answers: 'yes' | 'busy' | 'never' = 'yes';
  toneHz = 0;
  readonly #sip: SipEndpoint;
  readonly #serverPort: () => number;
  readonly #credentials: Credentials | null;
  readonly #people: Outsider[] = [];

  private constructor(sip: SipEndpoint, serverPort: () => number, credentials: Credentials | null) {
    this.#sip = sip;
    this.#serverPort = serverPort;
    this.#credentials = credentials;
    sip.onInvite((call) => void this.#rung(call));
  }

  /** With credentials it is an extension's exchange: its calls prove who they are. */
  static async open(serverPort: () => number, credentials: Credentials | null = null): Promise<TrunkPeer> {
    const sip = await openSipEndpoint({
      bind: { host, port: 0 },
      transports: ['udp'],
      clock: systemClock,
      random: systemRandom,
      userAgent: 'carrier',
    });
    return new TrunkPeer(sip, serverPort, credentials);
  }

  get port(): number {
    return this.#sip.addresses[0]?.port ?? 0;
  }

  get inTheAir(): number {
    return this.#people.filter(({ isOver, told }) => told.includes('answered') && !isOver).length;
  }

  /** Somebody calls a number of ours; `toneHz` 0: is silent. */
  async call(number: string, caller: string, toneHz = 0): Promise<Outsider> {
    const person = await this.#person(toneHz);
    const session = person.session();
    person.dialog = this.#sip.invite(
      {
        requestUri: `sip:${number}@${host}:${this.#serverPort()}`,
        from: { uri: `sip:${caller}@${host}` },
        to: `sip:${number}@${host}`,
        offer: session.offer(),
        ...(this.#credentials && { credentials: () => Promise.resolve(this.#credentials) }),
      },
      {
        progressed: ({ status }) => void person.told.push(String(status)),
        answered: ({ body }) => {
          person.told.push('answered');
          const remote = body && session.agreed(body);
          if (remote) person.connect(remote);
        },
        failed: ({ status }) => void person.told.push(`failed ${status}`),
        answeredLate: () => void person.told.push('answered late'),
        ended: ({ by }) => void person.told.push(`ended ${by}`),
        reoffered: () => ({ refuse: 488 }),
        info: () => undefined,
      },
    );
    return person;
  }

  async close(): Promise<void> {
    await Promise.all(this.#people.filter(({ isOver }) => !isOver).map((person) => person.hangUp()));
    for (const person of this.#people) person.close();
    await this.#sip.close();
  }

  async #person(toneHz: number): Promise<Outsider> {
    const media = await openRtpEndpoint({
      bindAddress: host,
      ports,
      clock: systemClock,
      random: systemRandom,
      text: false,
    });
    const person = new Outsider(media, toneHz);
    this.#people.push(person);
    return person;
  }

  async #rung(call: IncomingCall): Promise<void> {
    let over = false;
    let person: Outsider | null = null;
    call.listen({
      cancelled: () => {
        over = true;
        person?.told.push('cancelled');
      },
      ended: ({ by }) => void person?.told.push(`ended ${by}`),
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    });
    person = await this.#person(this.toneHz);
    person.dialog = call;
    this.called.push(person);
    if (this.answers === 'busy') return call.reject(486);
    call.progress(180);
    if (this.answers === 'never' || over) return;
    const answer = person.session().answer(call.offer);
    if ('refuse' in answer) return call.reject(answer.refuse);
    if (answer.media) person.connect(answer.media);
    person.told.push('answered');
    await call.accept(answer.body).catch(() => undefined);
  }
}
