import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../src/foundation/random.ts';
import type { Telephone } from './telephone.ts';

export const callKinds = ['extension', 'robot', 'cancelled', 'refused', 'transferred'] as const;
export type CallKind = (typeof callKinds)[number];

/** Of a hundred calls begun; those that are given up or refused are over soon. */
const shares: Readonly<Record<CallKind, number>> = {
  extension: 40,
  robot: 30,
  cancelled: 10,
  refused: 10,
  transferred: 10,
};
/** What should have happened by then never will. */
const patienceMs = 30_000;

export interface SoakCounts {
  readonly started: Record<CallKind, number>;
  ended: number;
  /** Calls that went otherwise than they should, by what happened. */
  readonly failed: Map<string, number>;
}

export interface CallKeeper {
  readonly telephones: readonly Telephone[];
  readonly random: Random;
  readonly counts: SoakCounts;
  /** Has the product's robot call a telephone. */
  readonly placeRobotCall: (address: string) => void;
  /** When it says so, calls in the air are ended and no more begun. */
  readonly signal: AbortSignal;
}

export function kindAt(percent: number): CallKind {
  let before = 0;
  for (const kind of callKinds) {
    before += shares[kind];
    if (percent < before) return kind;
  }
  return 'extension';
}

/** Keeps one call in the air: as one ends the next begins. Resolves when the last has ended. */
export async function keepOneCall(keeper: CallKeeper): Promise<void> {
  const { random, counts, signal } = keeper;
  while (!signal.aborted) {
    const kind = kindAt(random.int(100));
    counts.started[kind]++;
    try {
      await within(patienceMs + longestMs, calls[kind](new Cast(keeper)), `${kind}: never ended`);
      counts.ended++;
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      counts.failed.set(what, (counts.failed.get(what) ?? 0) + 1);
      if (!what.endsWith('never ended')) counts.ended++;
    }
  }
}

const shortestMs = 8_000;
const longestMs = 40_000;

/** The telephones of one call, free until it is over. */
class Cast {
  readonly #keeper: CallKeeper;
  static readonly taken = new Set<Telephone>();

  constructor(keeper: CallKeeper) {
    this.#keeper = keeper;
  }

  async with(count: number, work: (...telephones: readonly [Telephone, Telephone, Telephone]) => Promise<void>) {
    const free = this.#keeper.telephones.filter((one) => one.isFree && !Cast.taken.has(one)).slice(0, count);
    const [one, other = one, third = one] = free;
    if (!one || !other || !third || free.length < count) throw new Error('no telephone was free');
    for (const telephone of free) Cast.taken.add(telephone);
    try {
      await work(one, other, third);
      for (const telephone of free) await within(patienceMs, telephone.over, 'a telephone was never hung up on');
    } finally {
      for (const telephone of free) {
        if (!telephone.isFree) await within(patienceMs, telephone.hangUp(), 'no answer to BYE').catch(() => undefined);
        Cast.taken.delete(telephone);
      }
    }
  }

  robotCalls(telephone: Telephone): void {
    this.#keeper.placeRobotCall(telephone.address);
  }

  /** People talk for a while, or until the soak is over. */
  async talk(longest = longestMs): Promise<void> {
    const ms = Math.min(longest, shortestMs + this.#keeper.random.int(longestMs - shortestMs));
    await sleep(ms, undefined, { signal: this.#keeper.signal }).catch(() => undefined);
  }

  get coin(): boolean {
    return this.#keeper.random.int(2) === 0;
  }
}

const calls: Readonly<Record<CallKind, (cast: Cast) => Promise<void>>> = {
  extension: (cast) =>
    cast.with(2, async (caller, callee) => {
      expectStatus(await within(patienceMs, caller.call(callee.number), 'extension: no answer'), 200);
      await cast.talk();
      await (cast.coin ? caller : callee).hangUp();
    }),
  robot: (cast) =>
    cast.with(1, async (person) => {
      cast.robotCalls(person);
      for (let waited = 0; person.isFree; waited += 50) {
        if (waited > patienceMs) throw new Error('robot: never called');
        await sleep(50);
      }
      await within(patienceMs, person.answered, 'robot: not answered');
      await cast.talk();
      await person.hangUp();
    }),
  cancelled: (cast) =>
    cast.with(2, async (caller, callee) => {
      callee.conduct = 'rings';
      const status = caller.call(callee.number);
      await cast.talk(3_000);
      caller.cancel();
      expectStatus(await within(patienceMs, status, 'cancelled: no answer'), 487);
    }),
  refused: (cast) =>
    cast.with(2, async (caller, callee) => {
      callee.conduct = 'is-busy';
      const status = await within(patienceMs, caller.call(callee.number), 'refused: no answer');
      callee.conduct = 'answers';
      expectStatus(status, 486);
    }),
  transferred: (cast) =>
    cast.with(3, async (caller, callee, third) => {
      expectStatus(await within(patienceMs, caller.call(callee.number), 'transferred: no answer'), 200);
      await cast.talk(5_000);
      expectStatus(await within(patienceMs, callee.transfer(third.number), 'transferred: no answer to REFER'), 202);
      await within(patienceMs, callee.over, 'transferred: who transferred was never let go');
      await cast.talk();
      await (cast.coin ? caller : third).hangUp();
    }),
};

function expectStatus(status: number, wanted: number): void {
  if (status !== wanted) throw new Error(`${status} where ${wanted} was wanted`);
}

async function within<T>(ms: number, work: Promise<T>, otherwise: string): Promise<T> {
  const giveUp = new AbortController();
  const late = sleep(ms, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error(otherwise);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    giveUp.abort();
  }
}
