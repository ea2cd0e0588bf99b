import type { Condition, ScriptDocument } from '../contract/script-document.ts';
import { countOf } from './count.ts';
import type { DialogueMemory } from './dialogue-memory.ts';
import { placeOf } from './place.ts';
import { variableValue } from './template.ts';

/** Does `condition` hold now? `flow` is where a bare node name in `visited` is looked for. */
export function holds(condition: Condition, document: ScriptDocument, memory: DialogueMemory, flow: string): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, document, memory, flow));
  if ('any' in condition) return condition.any.some((part) => holds(part, document, memory, flow));
  if ('not' in condition) return !holds(condition.not, document, memory, flow);
  if ('slot' in condition) {
    const value = memory.slots[condition.slot]?.value;
    if (condition.filled !== undefined && condition.filled !== (value !== undefined)) return false;
    return condition.filled === false || compares(value, condition);
  }
  if ('variable' in condition)
    return compares(variableValue(document, memory.variables, condition.variable), condition);
  if ('tag' in condition) return memory.tags.includes(condition.tag);
  if ('intent' in condition) return countOf(memory.intents, condition.intent) >= (condition.atLeast ?? 1);
  if ('visited' in condition) {
    const place = placeOf(condition.visited, flow);
    return countOf(memory.visited, `${place.flow}/${place.node}`) > 0;
  }
  if ('mood' in condition)
    return condition.atLeast === undefined
      ? memory.mood === condition.mood
      : countOf(memory.moods, condition.mood) >= condition.atLeast;
  if ('talkedOver' in condition) return memory.talkOvers >= condition.talkedOver.atLeast;
  if ('rounds' in condition) return memory.rounds >= condition.rounds.atLeast;
  return memory.outcomes.includes(condition.outcome);
}

function compares(
  value: string | undefined,
  wanted: {
    readonly is?: string | undefined;
    readonly atLeast?: number | undefined;
    readonly atMost?: number | undefined;
  },
): boolean {
  if (value === undefined) return false;
  if (wanted.is !== undefined && value !== wanted.is) return false;
  if (wanted.atLeast !== undefined && !(Number(value) >= wanted.atLeast)) return false;
  return wanted.atMost === undefined || Number(value) <= wanted.atMost;
}
