import { answeredBySchema } from '../contract/call-outcome.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import { emotionSchema } from '../contract/turn-measure.ts';
import { advance } from './advance.ts';
import type { CompiledScript } from './compiled-script.ts';
import type { DialogueInput } from './dialogue-input.ts';
import { startMemory, type DialogueMemory } from './dialogue-memory.ts';
import type { Move } from './move.ts';
import type { Opinion } from './opinion/candidate.ts';
import { doubtOf, type Doubt } from './opinion/doubt.ts';

/** What stands in for the world in a conversation by text. */
export interface ChatWorld {
  readonly runFunction: (name: string, args: Readonly<Record<string, string>>) => FunctionResult;
  /** Does a person answer the transfer? */
  readonly transferAnswered: boolean;
  /** A language model answers what converse nodes ask, through `chatGive`; absent: none does, and they go on by `failed`. */
  readonly hasModel?: boolean;
}

export interface Chat {
  readonly script: CompiledScript;
  readonly world: ChatWorld;
  readonly memory: DialogueMemory;
}

/** One thing the customer does, and all moves up to the next time the robot listens. */
export interface ChatLine {
  readonly customer: string;
  readonly moves: readonly Move[];
}

/** Begins a conversation by text: the call is answered by a person, or somebody rings back. */
export function startChat(
  script: CompiledScript,
  variables: Readonly<Record<string, string>>,
  context: { readonly nowMs: number; readonly utcOffsetMinutes: number },
  world: ChatWorld,
  begins: 'as-called' | 'ringing-back' = 'as-called',
): { readonly chat: Chat; readonly line: ChatLine } {
  const chat = { script, world, memory: startMemory(script, variables, context, begins) };
  return perform(chat, '', { kind: 'answered' });
}

/**
 * Says one line to the robot. `#12` presses keys, `…` (or an empty line) is silence, `@voicemail` and the like say what answered,
 * anything else is speech; `[angry] ` before it (or another mood) says how it sounds, `[over] ` that it began while the robot spoke. Functions and transfers are answered by the chat's world at once.
 */
export function chatStep(
  chat: Chat,
  customer: string,
  opinion?: Opinion,
): { readonly chat: Chat; readonly line: ChatLine } {
  const input = inputOf(customer.trim());
  return perform(chat, customer, input.kind === 'heard' && opinion !== undefined ? { ...input, opinion } : input);
}

/** What a second opinion is to be asked about such a line; null where nothing is in doubt. */
export function chatDoubt({ script, memory }: Chat, customer: string): Doubt | null {
  const input = inputOf(customer.trim());
  return input.kind === 'heard' ? doubtOf(script, memory, input.text) : null;
}

/** Gives the chat what came of something it asked for: an answer of the language model. */
export function chatGive(chat: Chat, input: DialogueInput): { readonly chat: Chat; readonly line: ChatLine } {
  return perform(chat, '', input);
}

function inputOf(line: string): DialogueInput {
  if (line === '' || line === '…' || line === '...') return { kind: 'silence' };
  if (/^#[0-9*#]+$/.test(line)) return { kind: 'keys', digits: line.slice(1), complete: true };
  const machine = answeredBySchema.safeParse(line.replace(/^@/, ''));
  if (line.startsWith('@') && machine.success) return { kind: 'answered-by', answeredBy: machine.data };
  return { kind: 'heard', confidence: 1, ...mannerOf(line) };
}

/** `[angry] [over] 别说了`: surely angry, and over the robot's words. */
function mannerOf(line: string): Pick<Extract<DialogueInput, { kind: 'heard' }>, 'text' | 'mood' | 'talkedOver'> {
  const marks = /^(\[[a-z]+\]\s*)+/.exec(line)?.[0] ?? '';
  const names = [...marks.matchAll(/[a-z]+/g)].map(([name]) => name);
  const emotion = names.map((name) => emotionSchema.safeParse(name)).find(({ success }) => success)?.data;
  return {
    text: line.slice(marks.length),
    ...(emotion === undefined ? {} : { mood: { emotion, confidence: 0.9 } }),
    ...(names.includes('over') ? { talkedOver: true } : {}),
  };
}

function perform(chat: Chat, customer: string, first: DialogueInput): { readonly chat: Chat; readonly line: ChatLine } {
  const all: Move[] = [];
  let { memory } = chat;
  let input: DialogueInput | null = first;
  while (input !== null) {
    const step = advance(chat.script, memory, input);
    memory = step.memory;
    all.push(...step.moves);
    input = answerOf(chat.world, step.moves.at(-1));
  }
  return { chat: { ...chat, memory }, line: { customer, moves: all } };
}

function answerOf(world: ChatWorld, last: Move | undefined): DialogueInput | null {
  if (last?.kind === 'call-function')
    return { kind: 'function-result', key: last.key, result: world.runFunction(last.name, last.args) };
  if (last?.kind === 'ask-model' && world.hasModel !== true)
    return { kind: 'model-failed', key: last.key, reason: 'no language model speaks in a chat' };
  if (last?.kind === 'transfer')
    return {
      kind: 'transfer-result',
      answered: world.transferAnswered,
      reason: world.transferAnswered ? null : 'no-seat',
    };
  return null;
}
