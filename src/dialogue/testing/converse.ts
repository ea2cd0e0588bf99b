import type { FunctionResult } from '../../contract/live-services.ts';
import { chatStep, startChat, type ChatLine } from '../chat.ts';
import type { CompiledScript } from '../compiled-script.ts';
import type { DialogueMemory } from '../dialogue-memory.ts';
import type { DialogueFact, Move } from '../move.ts';

/** What a conversation came to, for tests to look at. */
export interface Conversation {
  readonly lines: readonly ChatLine[];
  readonly memory: DialogueMemory;
  readonly moves: readonly Move[];
  /** Everything the robot said after each line of the customer; the first is its opening. */
  readonly said: readonly string[];
  readonly facts: readonly DialogueFact[];
  readonly functions: readonly { readonly name: string; readonly args: Record<string, string> }[];
  readonly ended: { readonly reason: string; readonly outcomeHint: string } | null;
}

export interface ConverseOptions {
  readonly variables?: Readonly<Record<string, string>>;
  readonly transferAnswered?: boolean;
  readonly runFunction?: (name: string) => FunctionResult;
}

/** A Monday, ten in the morning in China. */
export const mondayTen = { nowMs: Date.parse('2026-03-02T10:00:00+08:00'), utcOffsetMinutes: 480 };

/** A whole conversation by text, `|` between the customer's lines. */
export function converse(script: CompiledScript, customer: string, options: ConverseOptions = {}): Conversation {
  const runFunction = options.runFunction ?? (() => ({ ok: true, values: { orderId: 'o-1', orderNumber: 'BX001' } }));
  const world = { runFunction, transferAnswered: options.transferAnswered ?? true };
  const started = startChat(script, options.variables ?? {}, mondayTen, world);
  const lines = [started.line];
  let { chat } = started;
  for (const line of customer === '' ? [] : customer.split('|')) {
    const step = chatStep(chat, line.trim());
    chat = step.chat;
    lines.push(step.line);
  }
  const moves = lines.flatMap((line) => line.moves);
  const hangUp = moves.find((move) => move.kind === 'hang-up');
  return {
    lines,
    memory: chat.memory,
    moves,
    said: lines.map((line) => line.moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join('')),
    facts: moves.flatMap((move) => (move.kind === 'fact' ? [move.fact] : [])),
    functions: moves.flatMap((move) => (move.kind === 'call-function' ? [{ name: move.name, args: move.args }] : [])),
    ended: hangUp === undefined ? null : { reason: hangUp.reason, outcomeHint: hangUp.outcomeHint },
  };
}
