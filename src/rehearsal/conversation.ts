import type { FunctionResult } from '../contract/live-services.ts';
import {
  chatGive,
  chatStep,
  startChat,
  type Chat,
  type ChatLine,
  type CompiledScript,
  type DialogueFact,
  type DialogueInput,
  type DialogueMemory,
  type Move,
} from '../dialogue/index.ts';
import type { ModelAsked } from './recorded-model.ts';

/** When a conversation takes place, unless somebody says otherwise: a Monday, ten in the morning in China. */
export const mondayTen = { nowMs: Date.parse('2026-03-02T10:00:00+08:00'), utcOffsetMinutes: 480 };

/** What surrounds a conversation by text. */
export interface Surroundings {
  readonly variables?: Readonly<Record<string, string>>;
  /** Does a person answer a transfer? Where absent, yes. */
  readonly transferAnswered?: boolean;
  readonly runFunction?: (name: string, args: Readonly<Record<string, string>>) => FunctionResult;
  /** The customer rings back whom we called. */
  readonly ringsBack?: boolean;
  readonly startsAt?: { readonly nowMs: number; readonly utcOffsetMinutes: number };
  /** What comes of a question to a language model; where absent there is none, and converse nodes go on by `failed`. */
  readonly answerByModel?: (asked: ModelAsked) => readonly DialogueInput[];
}

/** A conversation that has been held, and what it came to. */
export interface Conversation {
  /** What the customer said and the moves it led to; the first is the robot's opening. */
  readonly lines: readonly ChatLine[];
  readonly memory: DialogueMemory;
  readonly moves: readonly Move[];
  /** Everything the robot said after each line of the customer; the first is its opening. */
  readonly said: readonly string[];
  readonly facts: readonly DialogueFact[];
  readonly functions: readonly { readonly name: string; readonly args: Readonly<Record<string, string>> }[];
  /** Null: it goes on. */
  readonly ended: { readonly reason: string; readonly outcomeHint: string } | null;
}

/** Functions answer as if an order was made, where nobody says what they answer. */
export const anOrder: FunctionResult = { ok: true, values: { orderId: 'o-1', orderNumber: 'BX001' } };

/**
 * Holds a whole conversation by text, a line of `says` for each turn of the customer: words, keys (`#1`), silence (`…`), or what
 * answered (`@voicemail`). Lines after the end are passed over, as words on a dead line are.
 */
export function holdConversation(
  script: CompiledScript,
  says: readonly string[],
  around: Surroundings = {},
): Conversation {
  const world = {
    runFunction: around.runFunction ?? (() => anOrder),
    transferAnswered: around.transferAnswered ?? true,
    hasModel: around.answerByModel !== undefined,
  };
  const started = startChat(
    script,
    around.variables ?? {},
    around.startsAt ?? mondayTen,
    world,
    around.ringsBack === true ? 'ringing-back' : 'as-called',
  );
  const opened = withAnswers(started, 0, around);
  const lines = [opened.line];
  let { chat } = opened;
  for (const [index, line] of says.entries()) {
    const step = withAnswers(chatStep(chat, line.trim()), index + 1, around);
    chat = step.chat;
    lines.push(step.line);
  }
  return conversationOf(lines, chat.memory);
}

interface HeldLine {
  readonly chat: Chat;
  readonly line: ChatLine;
}

/** A line with what a language model answered in it, and what that led to. */
function withAnswers(step: HeldLine, turn: number, { answerByModel }: Surroundings): HeldLine {
  if (answerByModel === undefined) return step;
  let { chat } = step;
  const moves = [...step.line.moves];
  const questionIn = (those: readonly Move[]) => those.findLast((move) => move.kind === 'ask-model');
  let question = questionIn(moves);
  while (question !== undefined) {
    const { flow, node } = chat.memory.at;
    const answered: Move[] = [];
    for (const input of answerByModel({ key: question.key, flow, node, turn })) {
      const next = chatGive(chat, input);
      chat = next.chat;
      answered.push(...next.line.moves);
    }
    moves.push(...answered);
    question = questionIn(answered);
  }
  return { chat, line: { ...step.line, moves } };
}

/** What lines that were held came to. */
export function conversationOf(lines: readonly ChatLine[], memory: DialogueMemory): Conversation {
  const moves = lines.flatMap((line) => line.moves);
  const hangUp = moves.find((move) => move.kind === 'hang-up');
  return {
    lines,
    memory,
    moves,
    said: lines.map((line) => line.moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join('')),
    facts: moves.flatMap((move) => (move.kind === 'fact' ? [move.fact] : [])),
    functions: moves.flatMap((move) => (move.kind === 'call-function' ? [{ name: move.name, args: move.args }] : [])),
    ended: hangUp === undefined ? null : { reason: hangUp.reason, outcomeHint: hangUp.outcomeHint },
  };
}
