import {
  advance,
  startMemory,
  type CompiledScript,
  type DialogueInput,
  type DialogueMemory,
  type Move,
} from '../dialogue/index.ts';
import type { Random } from '../foundation/random.ts';
import { mondayTen } from './conversation.ts';
import { imaginedLead } from './imagined-lead.ts';

/** Oftener than in the field, so that what a script says then is heard too. */
const functionFails = 0.25;
const transferIsAnswered = 0.7;
/** So many customers missed the call and ring back. */
const ringBack = 0.05;

/** Where a script could not go on. */
export interface ScriptFault {
  /** `flow/node`. */
  readonly node: string;
  readonly reason: string;
  /** The nodes it went round in without listening; empty where it was something else. */
  readonly circle: readonly string[];
}

/** The script's side of a rehearsal: takes what the customer does, and what functions and transfers answer by chance. */
export class Robot {
  readonly #script: CompiledScript;
  readonly #random: Random;
  #moves: readonly Move[] = [];
  memory: DialogueMemory;
  /** Everything it said since the customer's last turn. */
  said = '';
  /** The reason of the end, `transferred` where a person took over; null: it listens. */
  ended: string | null = null;
  readonly faults: ScriptFault[] = [];

  constructor(script: CompiledScript, random: Random) {
    this.#script = script;
    this.#random = random;
    const begins = random.next() < ringBack ? 'ringing-back' : 'as-called';
    this.memory = startMemory(script, imaginedLead(script.document, random), mondayTen, begins);
  }

  /** Does what follows of one input, up to the next time it listens. */
  hears(input: DialogueInput): void {
    this.#moves = [];
    for (let next: DialogueInput | null = input; next !== null;) {
      const step = advance(this.#script, this.memory, next);
      this.memory = step.memory;
      this.#moves = [...this.#moves, ...step.moves];
      next = this.#resultOf(step.moves.at(-1));
    }
    this.said = this.#moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join('');
    this.#noteFaults();
    this.ended = this.#endOf(this.#moves);
  }

  /** Its sentences have been heard to their end, but for the last that may be interrupted, where the customer does that. */
  finishes(interrupted: boolean): void {
    const says = this.#moves.filter((move) => move.kind === 'say');
    for (const [index, { sayId, text, bargeIn }] of says.entries()) {
      const cut = interrupted && index === says.length - 1 && bargeIn.mode !== 'never';
      const spokenText = cut ? text.slice(0, Math.ceil(text.length * (0.3 + this.#random.next() * 0.6))) : text;
      this.memory = advance(this.#script, this.memory, { kind: 'said', sayId, completed: !cut, spokenText }).memory;
    }
  }

  #noteFaults(): void {
    const facts = this.#moves.flatMap((move) => (move.kind === 'fact' ? [move.fact] : []));
    const entered = facts.flatMap((fact) => (fact.kind === 'node-entered' ? [`${fact.flow}/${fact.node}`] : []));
    for (const fact of facts) {
      if (fact.kind !== 'script-fault') continue;
      const { flow, node } = this.memory.at;
      this.faults.push({ node: `${flow}/${node}`, reason: fact.reason, circle: circleAtEnd(entered) });
    }
  }

  #endOf(moves: readonly Move[]): string | null {
    const hangUp = moves.find((move) => move.kind === 'hang-up');
    if (hangUp !== undefined) return hangUp.reason;
    if (this.memory.phase === 'ended') return 'transferred';
    return this.memory.phase === 'listening' ? null : 'stuck';
  }

  #resultOf(last: Move | undefined): DialogueInput | null {
    if (last?.kind === 'transfer') {
      const answered = this.#random.next() < transferIsAnswered;
      return { kind: 'transfer-result', answered, reason: answered ? null : 'no-seat' };
    }
    if (last?.kind === 'ask-model') return { kind: 'model-failed', key: last.key, reason: 'no model in a rehearsal' };
    if (last?.kind !== 'call-function') return null;
    const result =
      this.#random.next() < functionFails
        ? ({ ok: false, reason: 'rehearsed' } as const)
        : ({ ok: true, values: this.#valuesOf(last.name) } as const);
    return { kind: 'function-result', key: last.key, result };
  }

  /** A value for each that the script keeps of this function. */
  #valuesOf(name: string): Readonly<Record<string, string>> {
    const nodes = Object.values(this.#script.document.flows).flatMap((flow) => Object.values(flow.nodes));
    const kept = nodes.flatMap((node) =>
      node.kind === 'function' && node.name === name ? Object.keys(node.saveTo) : [],
    );
    return Object.fromEntries(kept.map((key) => [key, String(1_000 + this.#random.int(9_000))]));
  }
}

/** The last node entered and all since it was entered before; empty where it was not. */
function circleAtEnd(entered: readonly string[]): readonly string[] {
  const last = entered.length - 1;
  const before = entered.lastIndexOf(entered[last] ?? '', last - 1);
  return before < 0 ? [] : entered.slice(before, last);
}
