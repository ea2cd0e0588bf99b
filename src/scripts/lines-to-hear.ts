import type { ScriptDocument, Voice } from '../contract/script-document.ts';
import { changedVoice, linesOf } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';

/** A wording as a call would say it: to whom, with what, in which voice. */
export interface LineToHear {
  readonly text: string;
  readonly voice: Voice;
}

/**
 * What a node says, wording by wording: `node` of the main flow, or `flow/node`. Places hold the default of their variable, else its
 * name; `voice` names another than the script's. Throws `script-line-unknown` where no such node says anything.
 */
export function linesToHear(document: ScriptDocument, node: string, voice?: string): readonly LineToHear[] {
  const main = Object.entries(document.flows).find(([, { kind }]) => kind === 'main')?.[0] ?? '';
  const [flow = '', name = ''] = node.includes('/') ? node.split('/') : [main, node];
  const own = document.flows[flow]?.nodes[name];
  const lines = linesOf(document).filter(({ where }) => where.flow === flow && where.node === name);
  if (own === undefined || lines.length === 0)
    throw new CodedError('script-line-unknown', `script '${document.id}': no node '${node}' says anything`);
  const change = 'voice' in own ? own.voice : undefined;
  const inNode = changedVoice(document.voice, change);
  const spoken: Voice = voice === undefined ? inNode : { ...inNode, name: voice };
  return lines.map(({ utterance }) => ({ text: filled(document, utterance.text), voice: spoken }));
}

function filled({ variables, slots }: ScriptDocument, text: string): string {
  return text.replaceAll(/\{([^{}]*)\}/gu, (_, place: string) => {
    const name = place.trim();
    return variables[name]?.default ?? slots[name]?.name ?? name;
  });
}
