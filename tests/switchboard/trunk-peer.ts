import { toneSound } from '../../src/audio/index.ts';
import type { IncomingCall, SipEndpoint } from '../../src/telephony/index.ts';
import { host, openOwnEndpoint, openSound } from '../peers/own-endpoint.ts';
import { SoundLine, type Credentials } from '../peers/sound-line.ts';

/** Somebody outside, on a telephone with sound and keys. */
export class Outsider extends SoundLine {
  /** What it says itself stops. */
  override press(keys: string): void {
    this.hush();
    super.press(keys);
  }

  /** Sound that comes and goes, as people's does: a steady tone is none of a voice's. */
  talk(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.media.sendFrame(toneSound({ frequenciesHz: [220 + 40 * (second % 3)], levelDbfs: -15 }, 600));
      this.media.sendFrame(new Int16Array(3_200));
    }
  }
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
    return new TrunkPeer(await openOwnEndpoint('carrier'), serverPort, credentials);
  }

  get port(): number {
    return this.#sip.addresses[0]?.port ?? 0;
  }

  get inTheAir(): number {
    return this.#people.filter(({ isAnswered, isOver }) => isAnswered && !isOver).length;
  }

  /** Somebody calls a number of ours; `toneHz` 0: is silent. */
  async call(number: string, caller: string, toneHz = 0): Promise<Outsider> {
    const person = new Outsider(toneHz);
    await this.#join(person);
    const server = { host, port: this.#serverPort() };
    person.call(this.#sip, { server, number, caller, credentials: this.#credentials });
    return person;
  }

  async close(): Promise<void> {
    await Promise.all(this.#people.filter(({ isOver }) => !isOver).map((person) => person.hangUp()));
    for (const { media } of this.#people) media.close();
    await this.#sip.close();
  }

  async #join(person: Outsider): Promise<void> {
    person.attach(await openSound());
    this.#people.push(person);
  }

  async #rung(call: IncomingCall): Promise<void> {
    const person = new Outsider(this.toneHz);
    person.take(call);
    await this.#join(person);
    this.called.push(person);
    if (this.answers === 'busy') return call.reject(486);
    call.progress(180);
    if (this.answers === 'never' || person.isOver) return;
    if (person.answer()) person.tell('answered');
  }
}
