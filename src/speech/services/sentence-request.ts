import type { Voice } from '../../contract/script-document.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { RequestBudget } from './request-budget.ts';
import type { SpeakingService } from './speaking-service.ts';

/** How long a customer waits for a first sound, the queue and a second try included. */
const firstSoundMs = 3_000;
/** How long the sound of a sentence may stand still. */
const longestGapMs = 3_000;
/** Between the two tries: who was busy is not asked again in the same moment. */
const breathMs = 100;

/** What one sentence hears back: sound, then `done` or `failed`, once. */
export interface SentenceListener {
  /** 8 kHz, as the service gave it. */
  sound(samples: Int16Array): void;
  done(): void;
  failed(reason: string): void;
}

/** What was asked of a service in all. */
export interface SpeakingMeter {
  /** Unicode characters of all requests, repeats included. What a vendor bills for one (a hanzi is two for some) is its own. */
  characters: number;
  requests: number;
  /** Requests that failed, also where a second try did better. */
  failures: number;
}

export interface RequestParts {
  readonly service: SpeakingService;
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly meter: SpeakingMeter;
}

interface Wanted {
  readonly text: string;
  readonly voice: Voice;
  /** When its sound is to be heard, monotonic: who needs it sooner is let in first. */
  readonly neededByMs: number;
}

/**
 * One sentence asked of a service: waits for its place, watches the clock, and asks a second time where the first try
 * broke off before any sound and may do better.
 */
export class SentenceRequest {
  readonly #parts: RequestParts;
  readonly #wanted: Wanted;
  readonly #listener: SentenceListener;
  #over = false;
  #heard = false;
  #repeated = false;
  #underWay = false;
  /** Number of the try that is listened to; 0 while none was let in. */
  #try = 0;
  #abandonTry: () => void = () => undefined;
  #leaveBudget: () => void = () => undefined;
  #stopWatch: () => void = () => undefined;
  #stopBreath: () => void = () => undefined;

  constructor(parts: RequestParts, wanted: Wanted, listener: SentenceListener) {
    this.#parts = parts;
    this.#wanted = wanted;
    this.#listener = listener;
  }

  begin(): void {
    this.#watch(firstSoundMs, () =>
      this.#try === 0
        ? `no request was free within ${firstSoundMs} ms: its limit of requests is reached`
        : `no sound within ${firstSoundMs} ms`,
    );
    this.#enter();
  }

  /** The listener hears nothing more. */
  abandon(): void {
    if (this.#finish()) this.#abandonTry();
  }

  #enter(): void {
    const leave = this.#parts.budget.ask(this.#wanted.neededByMs, () => {
      if (!this.#over) this.#ask();
    });
    if (this.#over) leave();
    else this.#leaveBudget = leave;
  }

  #ask(): void {
    const { service, meter } = this.#parts;
    const { text, voice } = this.#wanted;
    meter.requests++;
    meter.characters += Array.from(text).length;
    this.#underWay = true;
    const mine = ++this.#try;
    const current = (): boolean => !this.#over && this.#try === mine;
    const abandon = service.say(text, voice, {
      chunk: (samples) => {
        if (current() && samples.length > 0) this.#sound(samples);
      },
      end: () => {
        if (!current()) return;
        if (!this.#heard) this.#broke('ended without any sound', false);
        else if (this.#finish()) this.#listener.done();
      },
      failed: (reason, permanent) => {
        if (current()) this.#broke(reason, permanent);
      },
    });
    if (current()) this.#abandonTry = abandon;
    else abandon();
  }

  #sound(samples: Int16Array): void {
    this.#heard = true;
    this.#watch(longestGapMs, () => `its sound stood still for ${longestGapMs} ms in mid-sentence`);
    this.#listener.sound(samples);
  }

  #broke(reason: string, permanent: boolean): void {
    this.#parts.meter.failures++;
    this.#underWay = false;
    this.#abandonTry = () => undefined;
    if (permanent || this.#heard || this.#repeated) return this.#give(reason);
    this.#repeated = true;
    // What the broken try may still say is nobody's.
    this.#try++;
    this.#stopBreath = this.#parts.clock.after(breathMs, () => {
      this.#leaveBudget();
      this.#enter();
    });
  }

  #watch(delayMs: number, reason: () => string): void {
    this.#stopWatch();
    this.#stopWatch = this.#parts.clock.after(delayMs, () => {
      if (this.#underWay) this.#parts.meter.failures++;
      this.#give(reason());
    });
  }

  #give(reason: string): void {
    if (!this.#finish()) return;
    this.#abandonTry();
    this.#listener.failed(reason);
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#stopWatch();
    this.#stopBreath();
    this.#leaveBudget();
    return true;
  }
}
