import type { CallLeg, MediaPort } from '../../call/index.ts';

/**
 * The one a call is led for. While it waits for an answer it hears its own telephone, which rings by itself while it was not answered, a
 * tone where it was, and in place of both what the other end sends before it answers (a carrier's announcement, its ringing).
 */
export class FirstParty {
  readonly #media: Pick<MediaPort, 'send'>;
  readonly #waiting = new Set<(leg: CallLeg) => void>();
  #leg: CallLeg | null = null;
  #isRinging = false;
  #isEarly = false;

  constructor(media: Pick<MediaPort, 'send'>) {
    this.#media = media;
  }

  /** Null in a room that belongs to nobody. */
  get leg(): CallLeg | null {
    return this.#leg;
  }

  /** It hears that it rings. */
  get isRinging(): boolean {
    return this.#isRinging;
  }

  /** From now on the call is led for this one. */
  be(leg: CallLeg | null): void {
    this.#leg = leg;
  }

  answer(): void {
    if (this.#leg?.isOffered) this.#leg.accept();
  }

  /** Answers it and goes on when it can be heard; the returned function forgets the task. */
  whenUp(task: (leg: CallLeg) => void): () => void {
    if (this.#leg?.isUp) {
      task(this.#leg);
      return () => undefined;
    }
    this.#waiting.add(task);
    this.answer();
    return () => this.#waiting.delete(task);
  }

  /** It can be heard now. */
  cameUp(leg: CallLeg): void {
    const tasks = [...this.#waiting];
    this.#waiting.clear();
    for (const task of tasks) task(leg);
  }

  /** Lets it hear that it rings. */
  ring(on: boolean): void {
    const leg = this.#leg;
    if (!leg) return;
    this.#isRinging = on;
    if (this.#isEarly && !on) this.#media.send({ kind: 'hear', legId: leg.id, voices: [], prompts: [] });
    this.#isEarly &&= on;
    if (this.#isEarly) return;
    if (leg.isUp) this.#media.send({ kind: 'play-tone', legId: leg.id, tone: on ? 'ringback' : null });
    else if (on) leg.ring();
  }

  /** Lets it hear what another leg sends before it answers. */
  hearEarly(from: CallLeg): void {
    const leg = this.#leg;
    if (!leg || leg.isOver || (!leg.isUp && leg.ringEarly?.() !== true)) return;
    if (leg.isUp) this.#media.send({ kind: 'play-tone', legId: leg.id, tone: null });
    this.#isRinging = true;
    this.#isEarly = true;
    this.#media.send({ kind: 'hear', legId: leg.id, voices: [from.id], prompts: [] });
  }
}
