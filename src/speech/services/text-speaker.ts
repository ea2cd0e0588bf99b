import type { Voice } from '../../contract/script-document.ts';
import { readAloud } from '../text/read-aloud.ts';
import { sentencesOf, type Sentence } from '../text/sentences.ts';
import { SentenceRequest, type RequestParts } from './sentence-request.ts';
import { LevelledSound, type VoiceLoudness } from './voice-loudness.ts';

/** One sentence is heard and one made meanwhile. */
const mostAtOnce = 2;
/** No sentence is asked for while this much sound waits to be played: what a customer interrupts was not paid for. */
const enoughAheadMs = 8_000;
const samplesPerMs = 8;

/** What one text hears back, in order. After `end` or `failed` nothing more comes. */
export interface TextListener {
  chunk(samples: Int16Array): void;
  /** The first `textLength` characters have been said when `atSample` samples have been played. */
  mark(textLength: number, atSample: number): void;
  end(): void;
  failed(reason: string): void;
}

/** A sentence under way, the first of which is the one heard. */
interface Part {
  readonly sentence: Sentence;
  /** Sound that came before its turn. */
  readonly held: Int16Array[];
  outcome: 'coming' | 'done' | { readonly failure: string };
  stop: () => void;
}

/** Says one text sentence by sentence: in order, at the voice's level, with the pauses between them. */
export class TextSpeaker {
  readonly #parts: RequestParts;
  readonly #voice: Voice;
  readonly #sound: LevelledSound;
  readonly #listener: TextListener;
  readonly #unasked: Sentence[];
  readonly #under: Part[] = [];
  #sentSamples = 0;
  /** When the text began to be heard, monotonic. */
  #heardFromMs: number | null = null;
  #over = false;
  #stopTimer: () => void = () => undefined;

  constructor(parts: RequestParts, text: string, voice: Voice, loudness: VoiceLoudness, listener: TextListener) {
    this.#parts = parts;
    this.#voice = voice;
    this.#sound = new LevelledSound(loudness);
    this.#listener = listener;
    this.#unasked = sentencesOf(text);
  }

  begin(): void {
    this.#goOn();
  }

  cancel(): void {
    this.#over = true;
    this.#stopTimer();
    for (const part of this.#under.splice(0)) part.stop();
  }

  /** Passes on what may be heard now, then asks for what comes next. */
  #goOn(): void {
    while (!this.#over) {
      this.#passOn();
      if (this.#over || this.#under.length >= mostAtOnce || this.#unasked.length === 0) return;
      if (!this.#mayAsk()) return;
      this.#ask(this.#unasked.shift() as Sentence);
    }
  }

  #passOn(): void {
    for (let part = this.#under[0]; part && !this.#over; part = this.#under[0]) {
      for (const samples of part.held.splice(0)) this.#send(this.#sound.push(samples));
      if (part.outcome === 'coming') return;
      if (part.outcome !== 'done') return this.#fail(part.outcome.failure);
      this.#finish(part.sentence);
      this.#under.shift();
    }
    if (this.#over || this.#unasked.length > 0) return;
    this.cancel();
    this.#listener.end();
  }

  #send(samples: Int16Array): void {
    this.#heardFromMs ??= this.#parts.clock.monotonicMs();
    this.#sentSamples += samples.length;
    this.#listener.chunk(samples);
  }

  #finish({ text, sourceStart, pauseMs }: Sentence): void {
    this.#listener.mark(sourceStart + text.length, this.#sentSamples);
    if (pauseMs > 0) this.#send(new Int16Array(pauseMs * samplesPerMs));
  }

  #fail(reason: string): void {
    this.cancel();
    this.#listener.failed(reason);
  }

  /** The first at once, the next when the one before it is heard and not too much sound waits already. */
  #mayAsk(): boolean {
    if (this.#under.length > 0 && this.#heardFromMs === null) return false;
    const aheadMs = this.#soundEndsMs() - this.#parts.clock.monotonicMs();
    if (aheadMs <= enoughAheadMs) return true;
    this.#stopTimer();
    this.#stopTimer = this.#parts.clock.after(aheadMs - enoughAheadMs, () => this.#goOn());
    return false;
  }

  /** When what was given so far has been played, monotonic. */
  #soundEndsMs(): number {
    return (this.#heardFromMs ?? this.#parts.clock.monotonicMs()) + this.#sentSamples / samplesPerMs;
  }

  #ask(sentence: Sentence): void {
    const spoken = readAloud(sentence.text, this.#voice.language)
      .map((piece) => piece.spoken)
      .join('');
    const part: Part = { sentence, held: [], outcome: 'coming', stop: () => undefined };
    this.#under.push(part);
    if (!/[\p{L}\p{N}]/u.test(spoken)) {
      part.outcome = 'done';
      return;
    }
    const wanted = { text: spoken.trim(), voice: this.#voice, neededByMs: this.#soundEndsMs() };
    const request = new SentenceRequest(this.#parts, wanted, {
      sound: (samples) => {
        part.held.push(samples);
        this.#goOn();
      },
      done: () => {
        part.outcome = 'done';
        this.#goOn();
      },
      failed: (failure) => {
        part.outcome = { failure };
        this.#goOn();
      },
    });
    part.stop = () => request.abandon();
    request.begin();
  }
}
