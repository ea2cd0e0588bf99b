import type { LanguageModel } from '../contract/language-model.ts';
import type { Clock } from '../foundation/clock.ts';
import { askModel } from './ask-model.ts';
import type { ConversationEffect, ModelInput, Told } from './conversation-state.ts';

type Asked = Extract<ConversationEffect, { kind: 'ask-model' }>;

interface QuestionEnds {
  give(input: ModelInput): void;
  tell(event: Told): void;
}

/** The one question to the language model that a conversation waits for: a new one, or a word of the customer, ends the old. */
export class ModelQuestion {
  readonly #model: LanguageModel | null;
  readonly #clock: Clock;
  readonly #ends: QuestionEnds;
  #running: { readonly key: string; readonly stop: AbortController; readonly askedAtMs: number } | null = null;
  #firstSentenceMs: number | null = null;

  constructor(model: LanguageModel | null, clock: Clock, ends: QuestionEnds) {
    this.#model = model;
    this.#clock = clock;
    this.#ends = ends;
  }

  /** How long the first sentence of the last answer took to come, in milliseconds; null before one came. */
  get firstSentenceMs(): number | null {
    return this.#firstSentenceMs;
  }

  ask({ key, request }: Asked): void {
    this.stop();
    this.#firstSentenceMs = null;
    const model = this.#model;
    if (model === null) {
      // Not within the step that asks.
      this.#clock.after(0, () => this.#ends.give({ kind: 'model-failed', key, reason: 'no language model is set' }));
      return;
    }
    const stop = new AbortController();
    const running = { key, stop, askedAtMs: this.#clock.monotonicMs() };
    this.#running = running;
    void askModel(model, { key, request }, stop.signal, {
      give: (input) => {
        if (input.kind === 'model-sentence') this.#firstSentenceMs ??= this.#clock.monotonicMs() - running.askedAtMs;
        else if (this.#running === running) this.#running = null;
        this.#ends.give(input);
      },
      used: (tokens) => this.#tellUse(model, tokens),
    });
  }

  /** Ends the question where its answer is awaited no longer. */
  follow(awaitedKey: string | null): void {
    if (this.#running !== null && this.#running.key !== awaitedKey) this.stop();
  }

  stop(): void {
    this.#running?.stop.abort();
    this.#running = null;
  }

  #tellUse({ name }: LanguageModel, modelTokens: number): void {
    const none = { recognizedSec: 0, synthesizedChars: 0, cachedChars: 0 };
    this.#ends.tell({ kind: 'used', provider: name, ...none, modelTokens });
  }
}
