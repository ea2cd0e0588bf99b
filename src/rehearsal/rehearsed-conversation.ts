import type { CompiledScript } from '../dialogue/index.ts';
import { seededRandom, type Random } from '../foundation/random.ts';
import { customerOf } from './customer/customer.ts';
import { mishear } from './customer/misheard.ts';
import type { Persona } from './customer/persona.ts';
import type { CustomerTurn } from './customer/talker.ts';
import { Robot, type ScriptFault } from './robot.ts';

/** One time the robot listened, and what came of the answer. */
export interface Stay {
  /** Where it listened: `flow/node`. */
  readonly at: string;
  /** What the robot had said. */
  readonly robot: string;
  /** What the customer did: his words, `#1`, `…`. */
  readonly customer: string;
  /** His words as the recogniser gave them; null where he said none. */
  readonly heard: string | null;
  /** The branches that were followed then, by `flow/node/index`. */
  readonly branches: readonly string[];
  /** All that was known afterwards (slots, tags, outcomes), to see whether anything was gained. */
  readonly known: string;
}

export interface RehearsedConversation {
  readonly persona: string;
  /** Gives the same conversation again. */
  readonly seed: number;
  readonly stays: readonly Stay[];
  readonly lastWords: string;
  readonly visited: readonly string[];
  readonly taken: readonly string[];
  /** Where the script could not go on, and why. */
  readonly faults: readonly ScriptFault[];
  /** The reason of the end: the script's own, `transferred`, `customer-hung-up`, or `endless` after `mostTurns`. */
  readonly ended: string;
  readonly grade: string | null;
}

/** No conversation of people and robots is longer than this. */
const mostTurns = 80;

/** Holds one conversation between a script and a customer: same seed, same words. */
export function rehearseConversation(script: CompiledScript, persona: Persona, seed: number): RehearsedConversation {
  const held = new HeldRehearsal(script, persona, seed);
  const customer = customerOf(persona, held.random);
  while (held.ended === null) held.take(customer.turn(held.robotSays));
  return held.result();
}

/** A conversation between a script and a customer while it goes on, whoever decides what he says. */
export class HeldRehearsal {
  /** All chance in it. */
  readonly random: Random;
  /** Null: it is the customer's turn. */
  ended: string | null;
  readonly #robot: Robot;
  readonly #persona: Persona;
  readonly #seed: number;
  readonly #stays: Stay[] = [];

  constructor(script: CompiledScript, persona: Persona, seed: number) {
    const { answeredBy } = persona;
    this.random = seededRandom(seed);
    this.#robot = new Robot(script, this.random);
    this.#persona = persona;
    this.#seed = seed;
    this.#robot.hears(answeredBy === undefined ? { kind: 'answered' } : { kind: 'answered-by', answeredBy });
    this.ended = this.#robot.ended;
  }

  /** Everything the robot said since the customer's last turn. */
  get robotSays(): string {
    return this.#robot.said;
  }

  take(turn: CustomerTurn): void {
    if (turn.kind === 'hangs-up') this.ended = 'customer-hung-up';
    else if (this.#stays.length >= mostTurns) this.ended = 'endless';
    else {
      this.#stays.push(answered(this.#robot, this.#persona, turn, this.random));
      this.ended = this.#robot.ended;
    }
  }

  /** What it came to. */
  result(): RehearsedConversation {
    const { said, memory, faults } = this.#robot;
    return {
      persona: this.#persona.id,
      seed: this.#seed,
      stays: this.#stays,
      lastWords: said,
      visited: Object.keys(memory.visited),
      taken: Object.keys(memory.taken),
      faults,
      ended: this.ended ?? 'endless',
      grade: memory.grade?.grade ?? null,
    };
  }
}

function answered(
  robot: Robot,
  persona: Persona,
  turn: Exclude<CustomerTurn, { kind: 'hangs-up' }>,
  random: Random,
): Stay {
  const { said, memory } = robot;
  const words = turn.kind === 'says' ? mishear(turn.text, persona.noise, random) : null;
  robot.finishes(turn.kind === 'says' && random.next() < persona.manner.interrupts);
  if (words !== null) robot.hears({ kind: 'heard', ...words });
  else if (turn.kind === 'keys') robot.hears({ kind: 'keys', digits: turn.digits, complete: true });
  else robot.hears({ kind: 'silence' });
  const before = memory.taken;
  return {
    at: `${memory.at.flow}/${memory.at.node}`,
    robot: said,
    customer: turn.kind === 'says' ? turn.text : turn.kind === 'keys' ? `#${turn.digits}` : '…',
    heard: words?.text ?? null,
    branches: Object.entries(robot.memory.taken)
      .filter(([branch, times]) => times > (before[branch] ?? 0))
      .map(([branch]) => branch),
    known: JSON.stringify([robot.memory.slots, robot.memory.tags, robot.memory.outcomes]),
  };
}
