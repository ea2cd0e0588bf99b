import type { KeptDialogue } from '../contract/kept-dialogue.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { advance, compileScript, startMemory, type ChatLine, type DialogueInput } from '../dialogue/index.ts';
import type { LoadedCase } from './load-case-file.ts';
import { conversationOf } from './conversation.ts';
import { differencesOf, startOf } from './run-cases.ts';
import { failedCase, type FailedCase } from './test-script.ts';

/**
 * Judges a call that was held for a case by what its dialogue heard, told and was answered; null: all went as the case wants. Times
 * are counted from when the case says that the call is answered.
 */
export function judgeDialogue(document: ScriptDocument, dialogue: KeptDialogue, one: LoadedCase): FailedCase | null {
  const script = compileScript(document);
  let memory = startMemory(script, one.variables, startOf(one), one.ringsBack ? 'ringing-back' : 'as-called');
  const lines: ChatLine[] = [{ customer: '', moves: [] }];
  for (const step of dialogue.steps) {
    const input = step.input as unknown as DialogueInput;
    const next = advance(script, memory, input);
    memory = next.memory;
    const customer = turnIn(input);
    const before = customer === null ? lines.pop() : undefined;
    lines.push({ customer: customer ?? before?.customer ?? '', moves: [...(before?.moves ?? []), ...next.moves] });
  }
  const conversation = conversationOf(lines, memory);
  const differences = differencesOf(script, conversation, one.expect);
  return differences.length === 0 ? null : failedCase({ name: one.name, conversation, differences }, one.line);
}

/** What the customer did, as cases write it; null where the input is nobody's turn. */
function turnIn(input: DialogueInput): string | null {
  if (input.kind === 'heard') return input.text;
  if (input.kind === 'keys') return `#${input.digits}`;
  return input.kind === 'silence' ? '…' : null;
}
