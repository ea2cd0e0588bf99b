import type { Clock } from '../../foundation/clock.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';
import type { StreamOptions } from '../link/wire.ts';

/** What one turn hears of a service. After `final` or `failed` nothing more comes. */
export interface HeardTurn {
  /** The service answers, whatever it hears: its connection stands. Only those with a `firstAnswerMs` need tell. */
  answered?(): void;
  /** Replaces the partial before it: the whole text of the turn so far, punctuated where the service does so. */
  partial(text: string): void;
  /** Confidence 0–1; 1 where the service gives none. */
  final(text: string, confidence: number): void;
  /** Why this turn cannot be heard here. `permanent`: another try would fail too (a key refused, no such model, no money). */
  failed(reason: string, permanent: boolean): void;
}

/** One turn of one voice as a service hears it: sound in order, an end, an answer. */
export interface HearingTurn {
  /** At the service's rate, 16 bit, mono, a whole number of frames of 20 ms; read before this returns. Before the connection stands it waits. */
  send(samples: Int16Array): void;
  /** No more sound comes: the final is wanted. */
  finish(): void;
  /** Whoever asked is gone: nothing more is wanted, and the connection is given back or closed. */
  close(): void;
}

/**
 * A recognition service somewhere else, streaming or not. One file each under `services/<vendor>/`: it speaks the vendor's
 * protocol and nothing more. Time-outs, the repeat of a turn that a broken connection lost, and the meter are the same for all and
 * stand in `hearing-engine-of-service.ts`.
 */
export interface HearingService {
  /** As the settings name it: 'aliyun-nls'. */
  readonly name: string;
  readonly languages: readonly SpeechLanguage[];
  /** Rate of the sound it is sent: those that take 16 kHz alone get it made from 8 kHz. */
  readonly sampleRateHz: 8_000 | 16_000;
  /** How long it may take until `answered` or a first text; absent: its silence is noticed after `finish` alone. */
  readonly firstAnswerMs?: number;
  /** Begins a turn. Returns at once; what goes wrong is told by `failed`. */
  open(options: StreamOptions, turn: HeardTurn): HearingTurn;
  close(): Promise<void>;
}

/** What every service is made with beside its own settings. */
export interface ServiceParts {
  readonly clock: Clock;
  /** Ids, nonces and masks. */
  readonly uuid: () => string;
}
