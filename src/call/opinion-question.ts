import type { Clock } from '../foundation/clock.ts';
import { messageOf } from '../foundation/errors.ts';
import type { ConversationEffect, OpinionGiven, Told } from './conversation-state.ts';
import { opinionBy, type Advisers } from './second-opinion.ts';

type Asked = Extract<ConversationEffect, { kind: 'ask-opinion' }>;

interface OpinionEnds {
  give(given: OpinionGiven): void;
  tell(event: Told): void;
}

/** The one second opinion that a conversation waits for: it comes within its budget, or the first reading stands. */
export class OpinionQuestion {
  readonly #advisers: Advisers;
  readonly #clock: Clock;
  readonly #ends: OpinionEnds;
  #running: { readonly key: number; readonly stop: () => void } | null = null;

  constructor(advisers: Advisers, clock: Clock, ends: OpinionEnds) {
    this.#advisers = advisers;
    this.#clock = clock;
    this.#ends = ends;
  }

  ask({ key, doubt }: Asked): void {
    this.stop();
    const adviser = opinionBy(doubt.by, this.#advisers);
    if (adviser === null) return;
    const abort = new AbortController();
    const late = this.#clock.after(doubt.budgetMs, () => end({ opinion: null, how: 'late' }));
    const running = {
      key,
      stop: () => {
        late();
        abort.abort();
      },
    };
    this.#running = running;
    const end = (given: Omit<OpinionGiven, 'key'>): void => {
      if (this.#running !== running) return;
      this.stop();
      this.#ends.give({ key, ...given });
    };
    const used = (tokens: number): void => this.#tellUse(adviser.name, tokens);
    adviser.on(doubt, abort.signal, used).then(
      (opinion) => end({ opinion, how: opinion === null ? 'unfit' : 'decided' }),
      (error: unknown) => {
        if (this.#running !== running) return;
        this.#ends.tell({ kind: 'degraded', what: 'language-model', reason: `second opinion: ${messageOf(error)}` });
        end({ opinion: null, how: 'failed' });
      },
    );
  }

  /** Ends the question where its answer is awaited no longer. */
  follow(awaitedKey: number | null): void {
    if (this.#running !== null && this.#running.key !== awaitedKey) this.stop();
  }

  stop(): void {
    this.#running?.stop();
    this.#running = null;
  }

  #tellUse(provider: string, modelTokens: number): void {
    const none = { recognizedSec: 0, synthesizedChars: 0, cachedChars: 0 };
    this.#ends.tell({ kind: 'used', provider, ...none, modelTokens });
  }
}
