import { toneSound } from '../src/audio/index.ts';
import type { OwnSession } from '../src/call/index.ts';
import { systemRandom } from '../src/foundation/random.ts';
import {
  PortPool,
  type IncomingCall,
  type OutgoingCall,
  type RtpEndpoint,
  type SipAddress,
  type SipBody,
  type SipEndpoint,
} from '../src/telephony/index.ts';
import { host, openOwnEndpoint, openSound, sessionWith } from '../tests/peers/own-endpoint.ts';

const ports = new PortPool({ from: 34_000, to: 36_999 }, systemRandom);
const says = toneSound({ frequenciesHz: [440], levelDbfs: -15 }, 60_000);
const registerWithinMs = 20_000;

/** How a telephone takes the next call that comes. */
export type Conduct = 'answers' | 'rings' | 'is-busy';

/** One call of a telephone, seen from it. */
interface Line {
  readonly dialog: OutgoingCall | IncomingCall;
  /** 200, or why not. */
  readonly final: Promise<number>;
  readonly over: Promise<void>;
  readonly end: () => void;
  readonly decided: (status: number) => void;
}

/** A desk telephone of our own stack, one call at a time: registers, calls, answers, speaks as long as the call lasts. */
export class Telephone {
  readonly number: string;
  conduct: Conduct = 'answers';
  readonly #server: SipAddress;
  readonly #password: string;
  readonly #sip: SipEndpoint;
  #media: RtpEndpoint | null = null;
  #session: OwnSession | null = null;
  #line: Line | null = null;
  #registration: { close(): Promise<void> } | null = null;

  private constructor(number: string, password: string, server: SipAddress, sip: SipEndpoint) {
    this.number = number;
    this.#password = password;
    this.#server = server;
    this.#sip = sip;
    sip.onInvite((call) => this.#rung(call));
  }

  /** Resolves once it is registered. */
  static async open(number: string, password: string, server: SipAddress): Promise<Telephone> {
    const telephone = new Telephone(number, password, server, await openOwnEndpoint('desk phone'));
    await telephone.#register();
    return telephone;
  }

  #register(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`telephone ${this.number} could not register`));
      }, registerWithinMs);
      this.#registration = this.#sip.register(
        {
          address: this.#server,
          addressOfRecord: `sip:${this.number}@${host}`,
          credentials: () => this.#credentials(),
          expiresSec: 300,
        },
        ({ state }) => {
          if (state !== 'registered') return;
          clearTimeout(late);
          resolve();
        },
      );
    });
  }

  /** Where it can be called without the house. */
  get address(): string {
    return `sip:${this.number}@${host}:${this.#sip.addresses[0]?.port ?? 0}`;
  }

  get isFree(): boolean {
    return this.#line === null;
  }

  /** Calls a number of the house; resolves to the final status. */
  async call(number: string): Promise<number> {
    const session = await this.#openMedia();
    const [final, decided] = promised<number>();
    const [over, end] = promised<void>();
    const failed = (status: number): void => {
      decided(status);
      this.#ended();
    };
    const dialog = this.#sip.invite(
      {
        requestUri: `sip:${number}@${this.#server.host}:${this.#server.port}`,
        from: { uri: `sip:${this.number}@${host}` },
        to: `sip:${number}@${host}`,
        offer: session.offer(),
        credentials: () => this.#credentials(),
      },
      {
        progressed: () => undefined,
        answered: ({ body }) => {
          this.#speak(body);
          decided(200);
        },
        failed: ({ status }) => failed(status),
        answeredLate: () => failed(487),
        ended: () => this.#ended(),
        reoffered: (offer) => this.#reoffered(offer),
        info: () => undefined,
      },
    );
    this.#line = { dialog, final, over, end, decided };
    return final;
  }

  /** Gives up a call before it is answered. */
  cancel(): void {
    const dialog = this.#line?.dialog;
    if (dialog && 'cancel' in dialog) dialog.cancel();
  }

  async hangUp(): Promise<void> {
    const line = this.#line;
    await line?.dialog.bye();
    if (this.#line === line) this.#ended();
  }

  /** Sends its peer on to another number of the house; resolves to the house's answer. */
  async transfer(number: string): Promise<number> {
    return (await this.#line?.dialog.refer({ target: `sip:${number}@${host}`, silent: true })) ?? 481;
  }

  /** Resolves to the final status of the call under way, and at once where there is none. */
  get answered(): Promise<number> {
    return this.#line?.final ?? Promise.resolve(0);
  }

  /** Resolves when it has no call. */
  get over(): Promise<void> {
    return this.#line?.over ?? Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#registration?.close();
    this.#media?.close();
    await this.#sip.close();
  }

  #credentials(): Promise<{ username: string; password: string }> {
    return Promise.resolve({ username: this.number, password: this.#password });
  }

  async #openMedia(): Promise<OwnSession> {
    this.#media = await openSound(ports);
    this.#session = sessionWith(this.#media);
    return this.#session;
  }

  #ended(): void {
    const line = this.#line;
    this.#line = null;
    this.conduct = 'answers';
    this.#media?.close();
    this.#media = null;
    line?.decided(487);
    line?.end();
  }

  #speak(agreed: SipBody | null): void {
    const remote = agreed && this.#session?.agreed(agreed);
    if (remote) this.#media?.connect(remote, null);
    this.#media?.sendFrame(says);
  }

  /** Whoever joins or leaves elsewhere: we go on with what is offered. */
  #reoffered(offer: SipBody | null): SipBody | { readonly refuse: number } {
    const answer = this.#session?.answer(offer) ?? { refuse: 488 };
    if ('refuse' in answer) return answer;
    if (answer.media) this.#media?.connect(answer.media, null);
    return answer.body;
  }

  #rung(call: IncomingCall): void {
    if (this.#line || this.conduct === 'is-busy') return call.reject(486);
    const [final, decided] = promised<number>();
    const [over, end] = promised<void>();
    call.listen({
      cancelled: () => this.#ended(),
      ended: () => this.#ended(),
      reoffered: (offer) => this.#reoffered(offer),
      info: () => undefined,
    });
    this.#line = { dialog: call, final, over, end, decided };
    call.progress(180);
    if (this.conduct === 'answers') void this.#answer(call, decided);
  }

  async #answer(call: IncomingCall, decided: (status: number) => void): Promise<void> {
    const answer = (await this.#openMedia()).answer(call.offer);
    if ('refuse' in answer) {
      call.reject(answer.refuse);
      return this.#ended();
    }
    // It may have been cancelled meanwhile.
    if (this.#line?.dialog !== call) return this.#ended();
    if (answer.media) this.#media?.connect(answer.media, null);
    this.#media?.sendFrame(says);
    await call.accept(answer.body).catch(() => undefined);
    decided(200);
  }
}

function promised<T>(): readonly [Promise<T>, (value: T) => void] {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return [promise, settle];
}
