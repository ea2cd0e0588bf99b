import type { Floor } from '../../src/campaign/index.ts';
import { FakeClock } from '../../src/foundation/testing/fake-clock.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import { drawLogNormal, fateOf, world } from './world.ts';

/** Decides how many calls to begin, told what happens on the floor and nothing of the world. */
export interface Dialer {
  readonly everyMs: number;
  dials(floor: Floor, nowMs: number): number;
  dialed(reached: boolean, tookMs: number): void;
  handled(talkMs: number, wrapUpMs: number): void;
  answered(joined: boolean): void;
}

export interface DayFigures {
  /** Of the people who answered, those not joined in time. */
  readonly abandonRate: number;
  readonly answered: number;
  readonly dialed: number;
  /** The mean time an agent waits for the next call. */
  readonly waitMs: number;
  /** The share of their time in which agents talk. */
  readonly talkShare: number;
}

const joinWithinMs = 2_000;

/** A whole day in virtual time; the same seed gives the same luck in the same order. */
export function runDay(dialer: Dialer, seed: number): DayFigures {
  const day = new Day(dialer, seed);
  return day.run();
}

class Day {
  readonly #clock = new FakeClock();
  readonly #dialer: Dialer;
  // What happens to the n-th dial, caller or conversation does not hang on what a dialer does elsewhere.
  readonly #luck: { readonly dials: ReturnType<typeof seededRandom>; readonly talks: ReturnType<typeof seededRandom> };
  readonly #idleSince: number[] = Array.from({ length: world.agents }, () => 0);
  readonly #talkingSince = new Map<number, number>();
  readonly #wrappingUpSince = new Map<number, number>();
  readonly #dialingSince = new Map<number, number>();
  readonly #waiting = new Map<number, () => void>();
  #next = 0;
  #leads: number = world.leads;
  #joined = 0;
  #abandoned = 0;
  #waitedMs = 0;
  #waits = 0;
  #talkedMs = 0;
  #openUntilMs: number = world.dayMs;

  constructor(dialer: Dialer, seed: number) {
    this.#dialer = dialer;
    this.#luck = { dials: seededRandom(seed), talks: seededRandom(seed + 1_000_003) };
  }

  run(): DayFigures {
    this.#look();
    this.#clock.tick(world.dayMs);
    for (const since of this.#idleSince) this.#countWait(since, world.dayMs);
    return {
      abandonRate: this.#abandoned / (this.#joined + this.#abandoned),
      answered: this.#joined + this.#abandoned,
      dialed: world.leads - this.#leads,
      waitMs: this.#waitedMs / this.#waits,
      talkShare: this.#talkedMs / (world.agents * this.#openUntilMs),
    };
  }

  get #nowMs(): number {
    return this.#clock.monotonicMs();
  }

  #look(): void {
    const since = (times: ReadonlyMap<number, number>): number[] =>
      Array.from(times.values(), (at) => this.#nowMs - at);
    const floor: Floor = {
      idleAgents: this.#idleSince.length,
      talkingMs: since(this.#talkingSince),
      wrappingUpMs: since(this.#wrappingUpSince),
      dialingMs: since(this.#dialingSince),
      waiting: this.#waiting.size,
    };
    const wanted = Math.min(this.#leads, this.#dialer.dials(floor, this.#nowMs));
    for (let dial = 0; dial < wanted; dial++) this.#dial();
    this.#clock.after(this.#dialer.everyMs, () => this.#look());
  }

  #dial(): void {
    if (--this.#leads === 0) this.#openUntilMs = this.#nowMs;
    const dial = this.#next++;
    const { kind, afterMs } = fateOf(this.#nowMs, this.#luck.dials);
    this.#dialingSince.set(dial, this.#nowMs);
    this.#clock.after(afterMs, () => {
      this.#dialingSince.delete(dial);
      this.#dialer.dialed(kind === 'person', afterMs);
      if (kind === 'person') this.#answers(dial);
    });
  }

  #answers(dial: number): void {
    const since = this.#idleSince.shift();
    if (since !== undefined) return this.#join(dial, since);
    const patienceMs = drawLogNormal(world.patience, this.#luck.talks);
    const giveUp = this.#clock.after(Math.min(patienceMs, joinWithinMs), () => {
      this.#waiting.delete(dial);
      this.#abandoned++;
      this.#dialer.answered(false);
    });
    this.#waiting.set(dial, giveUp);
  }

  #join(dial: number, idleSince: number): void {
    this.#countWait(idleSince, this.#nowMs);
    this.#joined++;
    this.#dialer.answered(true);
    const talkMs = drawLogNormal(world.talk, this.#luck.talks);
    const wrapUpMs = drawLogNormal(world.wrapUp, this.#luck.talks);
    this.#talkingSince.set(dial, this.#nowMs);
    this.#clock.after(talkMs, () => {
      this.#talkingSince.delete(dial);
      this.#talkedMs += talkMs;
      this.#wrappingUpSince.set(dial, this.#nowMs);
      this.#clock.after(wrapUpMs, () => {
        this.#wrappingUpSince.delete(dial);
        this.#dialer.handled(talkMs, wrapUpMs);
        this.#free();
      });
    });
  }

  #free(): void {
    const [first] = this.#waiting;
    if (first === undefined) return void this.#idleSince.push(this.#nowMs);
    const [dial, giveUp] = first;
    giveUp();
    this.#waiting.delete(dial);
    this.#join(dial, this.#nowMs);
  }

  /** What an agent waits after the list has run out is nobody's fault. */
  #countWait(fromMs: number, toMs: number): void {
    if (fromMs >= this.#openUntilMs) return;
    this.#waitedMs += Math.min(toMs, this.#openUntilMs) - fromMs;
    this.#waits++;
  }
}
