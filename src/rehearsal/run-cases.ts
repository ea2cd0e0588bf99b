import { isDeepStrictEqual } from 'node:util';
import type { FunctionResult } from '../contract/live-services.ts';
import type { CompiledScript } from '../dialogue/index.ts';
import type { ConversationCase, Expected } from './case-file.ts';
import { anOrder, holdConversation, mondayTen, type Conversation, type Surroundings } from './conversation.ts';
import { outcomeOf } from './outcome.ts';
import { recordedModel } from './recorded-model.ts';

/** One thing that came out otherwise than the case wants. */
export interface Difference {
  /** `model`: an answer of the language model that is not recorded, or was not asked for. */
  readonly what: keyof Expected | 'model';
  readonly wanted: unknown;
  readonly got: unknown;
}

export interface CaseRun {
  readonly name: string;
  readonly conversation: Conversation;
  /** Empty: all went as the case wants. */
  readonly differences: readonly Difference[];
}

/** Holds the conversation of a case and compares what it came to. */
export function runCase(script: CompiledScript, one: ConversationCase): CaseRun {
  const model = recordedModel(one.model);
  const conversation = holdConversation(script, one.says, { ...surroundingsOf(one), answerByModel: model.answer });
  const differences = [...model.differences(), ...differencesOf(script, conversation, one.expect)];
  return { name: one.name, conversation, differences };
}

export function differencesOf(
  script: CompiledScript,
  conversation: Conversation,
  expected: Expected,
): readonly Difference[] {
  const came = outcomeOf(script, conversation, expected);
  return (Object.keys(expected) as (keyof Expected)[])
    .filter((what) => !isDeepStrictEqual(expected[what], came[what]))
    .map((what) => ({ what, wanted: expected[what], got: what === 'says' ? conversation.said.at(-1) : came[what] }));
}

/** What a function of this name answers in a case. */
export function answerOf({ functions }: ConversationCase, name: string): FunctionResult {
  return (Object.hasOwn(functions, name) ? functions[name] : undefined) ?? anOrder;
}

/** When the call of a case is answered. */
export function startOf({ startsAt }: ConversationCase): NonNullable<Surroundings['startsAt']> {
  return startsAt === undefined ? mondayTen : { nowMs: Date.parse(startsAt), utcOffsetMinutes: 480 };
}

function surroundingsOf(one: ConversationCase): Surroundings {
  const { variables, transferAnswered, ringsBack } = one;
  return { variables, transferAnswered, ringsBack, runFunction: (name) => answerOf(one, name), startsAt: startOf(one) };
}
