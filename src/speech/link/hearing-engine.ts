import type { Clock } from '../../foundation/clock.ts';
import { EngineConnection } from './engine-connection.ts';
import type { HearingListener, HearingPart } from './speech-link.ts';
import type { EngineSocket, SpeechLanguage } from './speech-sockets.ts';
import type { EngineReply, StreamOptions } from './wire.ts';

/** What a stream hears of one engine: what its kind tells. */
export interface EngineListener extends Partial<Omit<HearingListener, 'replaced' | 'lost'>> {
  /** One frame without its noise, for each that was sent. */
  cleaned?(samples: Int16Array): void;
  /** So much of the stream's sound was sent to a service once more. */
  repeated?(seconds: number): void;
  /** The engine is gone for this stream; nothing more comes of it. */
  lost(what: HearingPart, reason: string): void;
}

/** One stream as one engine hears it. */
export interface EngineStream {
  accept(samples: Int16Array, frameAtMs: number): void;
  finish(): void;
  expect(phrases: readonly string[]): void;
  close(): void;
}

/** All streams that one engine process hears. When it goes, each is told `lost` once, and the engine is free for new ones after its restart. */
export class HearingEngine {
  readonly name: string;
  readonly languages: readonly SpeechLanguage[];
  readonly #kind: HearingPart;
  readonly #connection: EngineConnection;
  readonly #listeners = new Map<number, EngineListener>();
  /** Streams opened while the engine was away, told so at the next flush. */
  readonly #refused = new Map<number, EngineListener>();
  #lastId = 0;

  constructor(kind: HearingPart, engine: EngineSocket, clock: Clock) {
    this.name = engine.name;
    this.languages = engine.languages;
    this.#kind = kind;
    this.#connection = new EngineConnection(engine.socketPath, clock, {
      received: (reply) => this.#received(reply),
      up: () => undefined,
      down: (reason) => this.#lost([...this.#listeners], reason),
    });
  }

  get droppedFrames(): number {
    return this.#connection.droppedFrames;
  }

  open(options: StreamOptions, listener: EngineListener): EngineStream {
    const id = ++this.#lastId;
    if (this.#connection.phase === 'down') this.#refused.set(id, listener);
    else this.#listeners.set(id, listener);
    this.#connection.send({ kind: 'open', id, options });
    const whileKnown = (act: () => void): void => {
      if (this.#listeners.has(id)) act();
    };
    return {
      accept: (samples, frameAtMs) =>
        whileKnown(() => this.#connection.send({ kind: 'audio', id, frameAtMs, samples })),
      finish: () => whileKnown(() => this.#connection.send({ kind: 'finish', id })),
      expect: (phrases) => whileKnown(() => this.#connection.send({ kind: 'expect', id, phrases })),
      close: () => {
        whileKnown(() => this.#connection.send({ kind: 'close', id }));
        this.#listeners.delete(id);
        this.#refused.delete(id);
      },
    };
  }

  flush(): void {
    this.#connection.flush();
    if (this.#refused.size > 0) this.#lost([...this.#refused], 'the engine is not running');
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #lost(streams: readonly (readonly [number, EngineListener])[], reason: string): void {
    for (const [id, listener] of streams) {
      this.#listeners.delete(id);
      this.#refused.delete(id);
      listener.lost(this.#kind, `${this.name}: ${reason}`);
    }
  }

  #received(reply: EngineReply): void {
    const listener = this.#listeners.get(reply.id);
    if (!listener) return;
    if (reply.kind === 'probability') listener.voiceProbability?.(reply.probability, reply.frameAtMs);
    else if (reply.kind === 'partial') listener.partial?.(reply.text, reply.frameAtMs);
    else if (reply.kind === 'final') listener.final?.(reply.text, reply.confidence, reply.frameAtMs);
    else if (reply.kind === 'chunk') listener.cleaned?.(reply.samples);
    else if (reply.kind === 'repeated') listener.repeated?.(reply.seconds);
    else if (reply.kind === 'refused') this.#lost([[reply.id, listener]], reply.reason);
  }
}
