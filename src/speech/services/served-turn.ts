import { Upsampler } from '../../audio/index.ts';
import type { Clock } from '../../foundation/clock.ts';
import { RepeatedWords } from '../link/repeated-words.ts';
import { TurnSound } from '../link/turn-sound.ts';
import type { StreamOptions } from '../link/wire.ts';
import type { HearingService, HearingTurn } from './hearing-service.ts';

/** A final is waited for so long after `finish` where some of the turn is known, and where nothing is. */
const finalWithWordsMs = 2_000;
const finalWithoutMs = 3_000;
/** Of words that the service did not confirm. */
const unconfirmedConfidence = 0.5;
const tries = 2;

/** What a turn tells, in order; after `final` or `refused` nothing more. */
interface ServedTurnListener {
  partial(text: string): void;
  final(text: string, confidence: number): void;
  /** Nothing of it will be heard here. */
  refused(reason: string): void;
  /** Sound left for the service: what it bills, repeats among it. */
  sent(seconds: number): void;
  /** So much of it was sent before. */
  repeated(seconds: number): void;
}

/**
 * One turn of one voice at a service. Where its connection breaks the turn is opened once more, with all of its sound from the
 * beginning; where the final does not come in time, the last partial is the final, with half a confidence.
 *
 * ```
 *  hearing ──finish──▶ finishing ──final, or too late with words──▶ over
 *     └───────failed───────┤ once: opened again, heard from the beginning
 *                          └ twice, permanent, too late without words ──▶ refused
 * ```
 */
export class ServedTurn {
  readonly #service: HearingService;
  readonly #options: StreamOptions;
  readonly #clock: Clock;
  readonly #listener: ServedTurnListener;
  readonly #sound = new TurnSound();
  readonly #words = new RepeatedWords();
  #attempt: Attempt | null = null;
  #opened = 0;
  #finishing = false;
  #over = false;
  #cancelFinal: () => void = () => undefined;

  constructor(service: HearingService, options: StreamOptions, clock: Clock, listener: ServedTurnListener) {
    this.#service = service;
    this.#options = options;
    this.#clock = clock;
    this.#listener = listener;
  }

  get finishing(): boolean {
    return this.#finishing;
  }

  /** Begins; once, before anything else. */
  open(): void {
    this.#opened++;
    this.#attempt = new Attempt(this.#service, this.#options, {
      partial: (text) => {
        if (this.#words.tells(text)) this.#listener.partial(text);
      },
      final: (text, confidence) => this.#final(text, confidence),
      failed: (reason, permanent) => {
        if (!permanent && this.#opened < tries) return this.#again();
        this.#end(reason, permanent);
      },
      sent: (seconds) => this.#listener.sent(seconds),
    });
    this.#attempt.open(this.#clock);
  }

  accept(samples: Int16Array, frameAtMs: number): void {
    if (this.#over) return;
    this.#sound.accept(samples, frameAtMs);
    this.#attempt?.accept(samples);
  }

  finish(): void {
    if (this.#over || this.#finishing) return;
    this.#finishing = true;
    this.#sound.finish();
    const afterMs = this.#words.told === '' ? finalWithoutMs : finalWithWordsMs;
    this.#cancelFinal = this.#clock.after(afterMs, () => this.#end(`no final within ${afterMs} ms`));
    this.#attempt?.finish();
  }

  close(): void {
    this.#over = true;
    this.#cancelFinal();
    this.#attempt?.close();
  }

  #again(): void {
    this.#attempt?.close();
    this.#words.repeated();
    this.open();
    const repeatedSec = this.#attempt ? this.#sound.repeatTo(this.#attempt) : 0;
    if (repeatedSec > 0) this.#listener.repeated(repeatedSec);
  }

  #final(text: string, confidence: number): void {
    this.close();
    this.#listener.final(text, text === '' ? 0 : confidence);
  }

  /** It ends without the service's final. */
  #end(reason: string, permanent = false): void {
    const { told } = this.#words;
    if (this.#finishing && !permanent && told !== '') return this.#final(told, unconfirmedConfidence);
    this.close();
    this.#listener.refused(reason);
  }
}

type AttemptListener = Omit<ServedTurnListener, 'refused' | 'repeated'> & {
  failed(reason: string, permanent: boolean): void;
};

/** One connection's worth of a turn: what it says after its end is not heard. */
class Attempt {
  readonly #service: HearingService;
  readonly #options: StreamOptions;
  readonly #upsampler: Upsampler | null;
  readonly #listener: AttemptListener;
  #turn: HearingTurn | null = null;
  #over = false;
  #cancelFirst: () => void = () => undefined;

  constructor(service: HearingService, options: StreamOptions, listener: AttemptListener) {
    this.#service = service;
    this.#options = options;
    this.#listener = listener;
    this.#upsampler = service.sampleRateHz === 16_000 ? new Upsampler() : null;
  }

  open(clock: Clock): void {
    const { firstAnswerMs } = this.#service;
    const silent = (): void => this.#failed(`no answer within ${firstAnswerMs} ms`, false);
    if (firstAnswerMs !== undefined) this.#cancelFirst = clock.after(firstAnswerMs, silent);
    const turn = this.#service.open(this.#options, {
      answered: () => this.#cancelFirst(),
      partial: (text) => {
        this.#cancelFirst();
        if (!this.#over) this.#listener.partial(text);
      },
      final: (text, confidence) => {
        this.#cancelFirst();
        if (!this.#over) this.#listener.final(text, confidence);
      },
      failed: (reason, permanent) => this.#failed(reason, permanent),
    });
    // It may have failed while it was being opened.
    if (this.#over) turn.close();
    else this.#turn = turn;
  }

  accept(samples: Int16Array): void {
    if (this.#over) return;
    this.#turn?.send(this.#upsampler ? this.#upsampler.push(samples) : samples);
    this.#listener.sent(samples.length / 8_000);
  }

  finish(): void {
    if (!this.#over) this.#turn?.finish();
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelFirst();
    this.#turn?.close();
  }

  #failed(reason: string, permanent: boolean): void {
    if (this.#over) return;
    this.#cancelFirst();
    this.#listener.failed(reason, permanent);
  }
}
