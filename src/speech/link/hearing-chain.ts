import type { EngineStream, HearingEngine } from './hearing-engine.ts';
import { RepeatedWords } from './repeated-words.ts';
import type { HearingListener, RecognizedSound } from './speech-link.ts';
import { TurnSound } from './turn-sound.ts';
import type { StreamOptions } from './wire.ts';

/**
 * One stream heard by the first of several recognisers that is there. When it is lost the next one hears the turn from its
 * beginning and goes on, so that no word is lost and none is told twice; `replaced` says so. After the last one the stream is `lost`.
 */
export class HearingChain implements EngineStream {
  readonly #engines: readonly HearingEngine[];
  #options: StreamOptions;
  readonly #listener: HearingListener;
  readonly #sound = new TurnSound();
  readonly #words = new RepeatedWords();
  readonly #shown = new Map<string, number>();
  #at = 0;
  #stream: EngineStream;

  /** `engines`: in the order in which they are tried, at least one. */
  constructor(
    engines: readonly [HearingEngine, ...HearingEngine[]],
    options: StreamOptions,
    listener: HearingListener,
  ) {
    this.#engines = engines;
    this.#options = options;
    this.#listener = listener;
    this.#stream = this.#open(engines[0]);
  }

  accept(samples: Int16Array, frameAtMs: number): void {
    this.#sound.accept(samples, frameAtMs);
    this.#stream.accept(samples, frameAtMs);
    const engine = this.#engines[this.#at];
    if (engine) this.#count(engine.name, samples.length / 8_000);
  }

  finish(): void {
    if (this.#sound.finish()) this.#stream.finish();
  }

  expect(phrases: readonly string[]): void {
    this.#options = { ...this.#options, expected: phrases };
    this.#stream.expect(phrases);
  }

  close(): void {
    this.#stream.close();
  }

  takeRecognized(): readonly RecognizedSound[] {
    const taken = [...this.#shown].map(([recognizer, seconds]) => ({ recognizer, seconds }));
    this.#shown.clear();
    return taken;
  }

  #count(name: string, seconds: number): void {
    if (seconds > 0) this.#shown.set(name, (this.#shown.get(name) ?? 0) + seconds);
  }

  #open(engine: HearingEngine): EngineStream {
    return engine.open(this.#options, {
      partial: (text, frameAtMs) => {
        if (this.#words.tells(text)) this.#listener.partial(text, frameAtMs);
      },
      final: (text, confidence, frameAtMs) => {
        this.#sound.heard();
        this.#words.clear();
        this.#listener.final(text, confidence, frameAtMs);
      },
      repeated: (seconds) => this.#count(engine.name, seconds),
      lost: (what, reason) => {
        const next = this.#engines[++this.#at];
        if (!next) return this.#listener.lost(what, reason);
        this.#words.repeated();
        this.#stream = this.#open(next);
        this.#count(next.name, this.#sound.repeatTo(this.#stream));
        this.#listener.replaced?.(next.name, reason);
      },
    });
  }
}
