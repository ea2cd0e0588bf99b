import type { RecordedLine } from '../contract/recorded-line.ts';
import type { ScriptDocument, ScriptNode, Utterance, Voice, VoiceChange } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
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
  for (const node of Object.values(document.flows).flatMap(({ nodes }) => Object.values(nodes))) addNode(node, add);
  for (const { answers } of document.knowledge) add(answers, undefined);
  for (const utterances of patternTexts(document)) add(utterances, undefined);
  return [...found.values()];
}

function addNode(
  node: ScriptNode,
  add: (utterances: readonly Utterance[] | undefined, own: VoiceChange | undefined) => void,
): void {
  if (node.kind === 'jump' || node.kind === 'condition') return;
  add(node.say, node.voice);
  if (node.kind === 'slot') add(node.confirm, node.voice);
  if (node.kind === 'slot' || node.kind === 'digits') add(node.retry, node.voice);
}

function patternTexts({ patterns }: ScriptDocument): readonly (readonly Utterance[] | undefined)[] {
  const { silence, noMatch, repeat, tooLong, repeatedQuestion, acknowledge, voicemail } = patterns;
  const always = [silence.say, noMatch.say, repeat.prefix, tooLong?.say];
  return [...always, repeatedQuestion?.say, acknowledge?.say, voicemail.leave];
}
