import type { HearingVia } from '../../contract/call-event.ts';
import type { IvrNode } from '../../contract/ivr-document.ts';
import type { StageLine } from '../calls/stage.ts';
import type { IvrFact } from './ivr-move.ts';

type Told = Parameters<StageLine['tell']>[0];

/** What the run knows around a fact. */
export interface FactContext {
  readonly turn: number;
  readonly node: IvrNode | undefined;
  /** The words that the fact is about, as they came in. */
  readonly heard: { readonly via: HearingVia; readonly offsetMs: number; readonly durationMs: number };
}

/** How the engine writes what is secret. */
const hidden = '***';

/**
 * What the call tells of a fact. Variables become slots of the record, and so do the keys that a menu took, under the menu's name;
 * what is secret is told to have been set, and nowhere kept.
 */
export function toldOfFact(fact: IvrFact, { turn, node, heard }: FactContext): readonly Told[] {
  const told = (what: string): readonly Told[] => [{ kind: 'flow-told', node: 'node' in fact ? fact.node : '', what }];
  switch (fact.kind) {
    case 'node-entered':
      return [{ kind: 'node-entered', flow: fact.flow, node: fact.node }];
    case 'keys-taken':
      if (node?.kind === 'collect') return told(`took ${fact.keys}`);
      return [{ kind: 'slot-filled', turn, slot: fact.node, value: fact.keys, said: fact.keys }];
    case 'choice-heard':
      return [{ kind: 'customer-said', turn, node: fact.node, text: fact.said, confidence: fact.confidence, ...heard }];
    case 'variable-set':
      if (fact.value === hidden) return told(`${fact.name} = ${hidden}`);
      return [{ kind: 'slot-filled', turn, slot: fact.name, value: fact.value, said: fact.value }];
    case 'asked-in-vain':
      return told(`asked in vain: ${fact.reason}`);
    case 'looked-up':
      return told(`asked a web service, try ${fact.attempt}: ${fact.ok ? 'answered' : fact.reason}`);
    case 'left':
      return told(`led to ${fact.to}`);
    case 'came-back':
      return told(`came back: ${fact.taken ? 'taken' : 'not taken'}${fact.reason === '' ? '' : `, ${fact.reason}`}`);
    case 'flow-fault':
      return [{ kind: 'degraded', what: 'script', reason: `flow stopped at '${fact.node}': ${fact.reason}` }];
  }
}
