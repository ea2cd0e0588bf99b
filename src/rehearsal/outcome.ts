import { labelOf, type CompiledScript } from '../dialogue/index.ts';
import type { Expected } from './case-file.ts';
import type { Conversation } from './conversation.ts';

/** What a conversation came to, in the terms of a case: of `says` those words that the last thing said has in it. */
export function outcomeOf(
  script: CompiledScript,
  { memory, facts, functions, said, ended }: Conversation,
  { says }: Pick<Expected, 'says'> = {},
): { readonly [What in keyof Required<Expected>]: unknown } {
  const spokenIn = script.others.get(memory.scriptId) ?? script;
  return {
    at: labelOf(spokenIn.document, memory.at),
    ends: ended?.reason ?? null,
    outcome: ended?.outcomeHint,
    grade: memory.grade?.grade,
    slots: Object.fromEntries(Object.entries(memory.slots).map(([slot, { value }]) => [slot, value])),
    tags: memory.tags,
    intents: facts.flatMap((fact) => (fact.kind === 'intent-matched' ? [fact.intent] : [])),
    says: says?.filter((words) => said.at(-1)?.includes(words) === true),
    functions,
    doNotCall: facts.some(({ kind }) => kind === 'do-not-call-asked'),
    callBack: callBackOf(facts, memory.utcOffsetMinutes),
  };
}

function callBackOf(facts: Conversation['facts'], utcOffsetMinutes: number): string | null | undefined {
  const asked = facts.find((fact) => fact.kind === 'call-back-asked');
  if (asked === undefined) return undefined;
  if (asked.wantedAtMs === null) return null;
  return new Date(asked.wantedAtMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 16);
}
