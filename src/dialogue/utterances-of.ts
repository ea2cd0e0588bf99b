import type { RecordedLine } from '../contract/recorded-line.ts';
import type { ScriptDocument, ScriptNode, Utterance, Voice, VoiceChange } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
import { identityOf } from './model/model-request.ts';
import { patternTexts } from './pattern-texts.ts';
import { recordedLine } from './recorded-line.ts';
import { renderFixed } from './template.ts';
import { changedVoice } from './voice.ts';

export interface FixedUtterance {
  readonly text: string;
  readonly audio: RecordedLine | null;
  readonly voice: Voice;
}

/** Every text of the script that these variables settle, once each: what can be synthesised before the call. */
export function utterancesOf(
  script: CompiledScript,
  variables: Readonly<Record<string, string>>,
): readonly FixedUtterance[] {
  const { document } = script;
  const found = new Map<string, FixedUtterance>();
  const add = (utterances: readonly Utterance[] | undefined, own: VoiceChange | undefined): void => {
    for (const utterance of utterances ?? []) {
      const text = renderFixed(utterance.text, document, variables);
      if (text === null || text.trim() === '') continue;
      const voice = changedVoice(document.voice, own);
      const audio = recordedLine(utterance, (part) => renderFixed(part, document, variables));
      found.set(JSON.stringify([text, audio, voice]), { text, audio, voice });
    }
  };
  for (const node of Object.values(document.flows).flatMap(({ nodes }) => Object.values(nodes)))
    addNode(document, node, add);
  for (const { answers, ask } of document.knowledge)
    for (const utterances of [answers, ask]) add(utterances, undefined);
  for (const { pattern, utterances } of patternTexts(document))
    add(utterances, pattern === 'upset' ? { emotion: 'apologetic' } : undefined);
  for (const { invalid } of Object.values(document.slots)) add(invalid, undefined);
  return [...found.values()];
}

function addNode(
  document: ScriptDocument,
  node: ScriptNode,
  add: (utterances: readonly Utterance[] | undefined, own: VoiceChange | undefined) => void,
): void {
  if (node.kind === 'jump' || node.kind === 'condition') return;
  add(node.say, node.voice);
  add(node.rephrase, node.voice);
  if (node.kind === 'converse') {
    add(node.fallback, node.voice);
    add(identityOf(document, node), node.voice);
  }
  if (node.kind === 'slot') add(node.confirm, node.voice);
  if (node.kind === 'slot' || node.kind === 'digits') add(node.retry, node.voice);
}
