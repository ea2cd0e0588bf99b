import type { BargeInPolicy, Voice } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
import type { DialogueMemory } from './dialogue-memory.ts';
import { labelOf, nodeAt } from './place.ts';
import type { RecordedLine } from '../contract/recorded-line.ts';
import { recordedLine } from './recorded-line.ts';
import { renderSpoken } from './template.ts';

/** A word that an answer is on its way: no part of the conversation, which forgets it at once. */
export interface Acknowledgement {
  readonly node: string;
  readonly text: string;
  readonly audio: RecordedLine | null;
  readonly voice: Voice;
  readonly bargeIn: BargeInPolicy;
}

/** How long the script lets an answer take before it is acknowledged, in milliseconds; null where it never is. */
export function acknowledgeAfterMs(script: CompiledScript, memory: DialogueMemory): number | null {
  return runningDocument(script, memory).patterns.acknowledge?.afterMs ?? null;
}

/**
 * The next acknowledgement, after `said` of them in this call. Never `last`, the words of the one before: null where the
 * script has no other. Who may interrupt the node may interrupt it.
 */
export function acknowledge(
  script: CompiledScript,
  memory: DialogueMemory,
  before: { readonly said: number; readonly last: string },
): Acknowledgement | null {
  const document = runningDocument(script, memory);
  const utterances = document.patterns.acknowledge?.say ?? [];
  const node = nodeAt(document, memory.at);
  for (let tried = 0; tried < utterances.length; tried++) {
    const utterance = utterances[(before.said + tried) % utterances.length];
    if (utterance === undefined) return null;
    const text = renderSpoken(utterance.text, document, memory);
    if (text.trim() === '' || text === before.last) continue;
    return {
      node: labelOf(document, memory.at),
      text,
      audio: recordedLine(utterance, (part) => renderSpoken(part, document, memory)),
      voice: document.voice,
      bargeIn: (node !== undefined && 'bargeIn' in node ? node.bargeIn : undefined) ?? document.bargeIn,
    };
  }
  return null;
}

function runningDocument(script: CompiledScript, memory: DialogueMemory): CompiledScript['document'] {
  return (script.others.get(memory.scriptId) ?? script).document;
}
