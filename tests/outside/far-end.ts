import { systemClock } from '../../src/foundation/clock.ts';
import type { IncomingCall, SipEndpoint } from '../../src/telephony/index.ts';
import { host, openOwnEndpoint, openSound } from '../peers/own-endpoint.ts';
import { SoundLine } from '../peers/sound-line.ts';

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
  readonly #lines: SoundLine[] = [];

  private constructor(sip: SipEndpoint) {
    this.#sip = sip;
    sip.onInvite((call) => void this.#take(call));
  }

  static async open(): Promise<FarEnd> {
    return new FarEnd(await openOwnEndpoint('carrier'));
  }

  get address(): string {
    return `${host}:${this.#sip.addresses[0]?.port ?? 0}`;
  }

  /** The calls to a number, as it was written. */
  to(number: string): readonly FarCall[] {
    return this.calls.filter(({ callee }) => callee === number);
  }

  async close(): Promise<void> {
    for (const { media } of this.#lines) media.close();
    await this.#sip.close();
  }

  async #take(call: IncomingCall): Promise<void> {
    const line = new SoundLine(this.toneHz);
    const callee = userOf(call.requestUri);
    this.calls.push({
      callee,
      caller: userOf(call.from),
      headers: call.headers,
      atMs: systemClock.now(),
      told: line.told,
      hangUp: () => line.hangUp(),
    });
    line.take(call);
    const behaviour = this.behaviour.get(callee) ?? 'answers';
    if (typeof behaviour === 'number') return call.reject(behaviour);
    if (behaviour === 'rings') return call.progress(180);
    line.attach(await openSound());
    this.#lines.push(line);
    if (behaviour === 'answers') return void line.answer();
    const body = line.agree();
    if (!body) return;
    call.progress(183, { body });
    systemClock.after(2_500, () => call.reject(behaviour.playsBefore));
  }
}
