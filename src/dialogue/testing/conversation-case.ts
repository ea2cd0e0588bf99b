import type { CompiledScript } from '../compiled-script.ts';
import { labelOf } from '../place.ts';
import { converse, type ConverseOptions } from './converse.ts';

/** What a conversation must have come to. What is not named may be anything. */
export interface Expected {
  /** The node we are at. */
  readonly at?: string;
  /** The reason of the end; null: it goes on. */
  readonly ends?: string | null;
  readonly outcome?: string;
  readonly grade?: string;
  readonly slots?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly intents?: readonly string[];
  /** The last thing said has all of these in it. */
  readonly says?: readonly string[];
  readonly functions?: readonly { readonly name: string; readonly args: Readonly<Record<string, string>> }[];
  readonly doNotCall?: boolean;
  /** The wanted time in ISO, or null for some time. */
  readonly callBack?: string | null;
}

/** Holds the conversation `customer` (lines divided by `|`) and tells what it came to, of what is expected. */
export function outcomeOf(
  script: CompiledScript,
  customer: string,
  expected: Expected,
  options: ConverseOptions = {},
): Expected {
  const talk = converse(script, customer, options);
  const callBack = talk.facts.find((fact) => fact.kind === 'call-back-asked');
  const actual: Record<keyof Expected, unknown> = {
    at: labelOf(script.document, talk.memory.at),
    ends: talk.ended?.reason ?? null,
    outcome: talk.ended?.outcomeHint,
    grade: talk.memory.grade?.grade,
    slots: Object.fromEntries(Object.entries(talk.memory.slots).map(([slot, { value }]) => [slot, value])),
    tags: talk.memory.tags,
    intents: talk.facts.flatMap((fact) => (fact.kind === 'intent-matched' ? [fact.intent] : [])),
    says: expected.says?.filter((words) => talk.said.at(-1)?.includes(words) === true),
    functions: talk.functions,
    doNotCall: talk.facts.some((fact) => fact.kind === 'do-not-call-asked'),
    callBack:
      callBack === undefined
        ? undefined
        : callBack.wantedAtMs === null
          ? null
          : new Date(callBack.wantedAtMs + 8 * 3_600_000).toISOString().slice(0, 16),
  };
  return Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key as keyof Expected]]));
}
