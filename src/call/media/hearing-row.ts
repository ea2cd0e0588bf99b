import { FrameMixer, samplesPerFrame } from '../../audio/index.ts';

/** Whoever can be heard in the frame under way: null is silence. */
export interface Speaker {
  /** Its voice. */
  readonly came: Int16Array | null;
  /** What is played to it. */
  readonly prompt: Int16Array | null;
}

/**
 * Whom one leg hears, as it was told, and who of them is in its call now. It goes with the leg from call to call: who is
 * not there is not heard. Looked up when something changes, so that a frame costs no look-up and no memory.
 */
export class HearingRow<Heard extends Speaker = Speaker> {
  readonly #mixer = new FrameMixer(samplesPerFrame(8000));
  #voices: readonly string[] = [];
  #prompts: readonly string[] = [];
  #voicesHere: readonly Heard[] = [];
  #promptsHere: readonly Heard[] = [];

  /** Whom to hear from now on; `resolve` follows. */
  replace(voices: readonly string[], prompts: readonly string[]): void {
    this.#voices = voices;
    this.#prompts = prompts;
  }

  /** Finds them among those who are here. Nobody hears itself, nor its own prompt twice. */
  resolve(ownId: string, here: ReadonlyMap<string, Heard>): void {
    const found = (ids: readonly string[]): readonly Heard[] =>
      [...new Set(ids)].flatMap((id) => (id === ownId ? [] : (here.get(id) ?? [])));
    this.#voicesHere = found(this.#voices);
    this.#promptsHere = found(this.#prompts);
  }

  /** Whether that one's voice is heard. */
  hears(speaker: Heard): boolean {
    return this.#voicesHere.includes(speaker);
  }

  /** The voice heard where it is one alone. */
  get soleVoice(): Heard | null {
    const [voice] = this.#voicesHere;
    return voice && this.#voicesHere.length === 1 ? voice : null;
  }

  /** Those whose prompts are heard. */
  get promptsHere(): readonly Heard[] {
    return this.#promptsHere;
  }

  /** All that is heard, with `own` prompt, in one frame; null is silence. Good until the next. */
  mixed(own: Int16Array | null): Int16Array | null {
    const mixer = this.#mixer;
    if (own) mixer.add(own);
    for (const { came } of this.#voicesHere) if (came) mixer.add(came);
    for (const { prompt } of this.#promptsHere) if (prompt) mixer.add(prompt);
    return mixer.take();
  }
}
