import type { ScriptDocument } from '../contract/script-document.ts';
import { timeContext, type DialogueMemory } from './dialogue-memory.ts';
import { secretSlotsOf } from './secret-slots.ts';
import { spokenValue } from './entity/spoken-value.ts';

const place = /\{([^{}]*)\}/g;

/** The names a text refers to by `{name}`. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(place)].map((match) => (match[1] ?? '').trim());
}

/** A variable's value: the lead's, else the script's default; undefined where neither has one. */
export function variableValue(
  document: ScriptDocument,
  variables: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (given !== undefined && given !== '') return given;
  return Object.hasOwn(document.variables, name) ? document.variables[name]?.default : undefined;
}

/**
 * A text for the ear: slots as they are spoken (50万元), variables as they are; a name without a value leaves nothing, nor does a secret. `own` are
 * names that only this text knows, and that go before the others.
 */
export function renderSpoken(
  text: string,
  document: ScriptDocument,
  memory: DialogueMemory,
  own: Readonly<Record<string, string>> = {},
): string {
  return render(text, (name) => {
    if (Object.hasOwn(own, name)) return own[name];
    if (secretSlotsOf(document).has(name)) return undefined;
    const slot = memory.slots[name];
    return slot === undefined
      ? variableValue(document, memory.variables, name)
      : spokenValue(document.slots[name]?.entity, slot.value, timeContext(memory));
  });
}

/** A text for a program: slots as they are kept (500000). */
export function renderPlain(text: string, document: ScriptDocument, memory: DialogueMemory): string {
  return render(text, (name) => memory.slots[name]?.value ?? variableValue(document, memory.variables, name));
}

/** The text where every place can be filled from variables alone, else null. */
export function renderFixed(
  text: string,
  document: ScriptDocument,
  variables: Readonly<Record<string, string>>,
): string | null {
  let complete = true;
  const rendered = render(text, (name) => {
    const value = Object.hasOwn(document.slots, name) ? undefined : variableValue(document, variables, name);
    complete &&= value !== undefined;
    return value;
  });
  return complete ? rendered : null;
}

/** A text with each place filled by `valueOf`; a name without a value leaves nothing. */
export function render(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replaceAll(place, (_, name: string) => valueOf(name.trim()) ?? '');
}
