import type { CallLeg, MediaPort } from '../../call/index.ts';

/**
 * What whoever waits for an answer hears: his own telephone rings by itself while he was not answered, a tone where he was,
 * and in place of both what the other end sends before it answers (a carrier's announcement, its ringing).
 */
export class CallerRinging {
  readonly #media: Pick<MediaPort, 'send'>;
  #isOn = false;
  #isEarly = false;

  constructor(media: Pick<MediaPort, 'send'>) {
    this.#media = media;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  ring(caller: CallLeg, on: boolean): void {
    this.#isOn = on;
    if (this.#isEarly && !on) this.#media.send({ kind: 'hear', legId: caller.id, voices: [], prompts: [] });
    this.#isEarly &&= on;
    if (this.#isEarly) return;
    if (caller.isUp) this.#media.send({ kind: 'play-tone', legId: caller.id, tone: on ? 'ringback' : null });
    else if (on) caller.ring();
  }

  early(caller: CallLeg, from: CallLeg): void {
    if (caller.isOver || (!caller.isUp && caller.ringEarly?.() !== true)) return;
    if (caller.isUp) this.#media.send({ kind: 'play-tone', legId: caller.id, tone: null });
    this.#isOn = true;
    this.#isEarly = true;
    this.#media.send({ kind: 'hear', legId: caller.id, voices: [from.id], prompts: [] });
  }
}
