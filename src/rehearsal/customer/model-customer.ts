import type { ModelLine, ModelPart, ModelRequest } from '../../contract/language-model.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { CodedError } from '../../foundation/errors.ts';
import { customerTools, turnFrom } from './model-turn.ts';
import type { Persona } from './persona.ts';
import { personaPrompt } from './persona-prompt.ts';
import type { CustomerTurn } from './talker.ts';

/** Puts a question to a language model: the parts that came, and why the answer is not whole; null where it is. Never rejects. */
export type AskForTurn = (
  request: ModelRequest,
) => Promise<{ readonly parts: readonly ModelPart[]; readonly failure: string | null }>;

/** What a customer led by a model has used so far. */
export interface ModelUse {
  turns: number;
  tokens: number;
}

/** Of the conversation, so many lines are told. */
const mostLines = 30;
const tokensOfTurn = 120;

/**
 * A customer whose words a language model chooses, from his persona and what he heard: the robot's words, and nothing else of the script.
 * A turn rejects with `customer-failed` where the model gives none.
 */
export function modelCustomer(
  persona: Persona,
  language: ScriptDocument['language'],
  ask: AskForTurn,
  use: ModelUse,
): { turn(robotSays: string): Promise<CustomerTurn> } {
  const instructions = personaPrompt(persona, language);
  // The model speaks for the customer: his are its own lines, and the robot's come from the other side.
  const lines: ModelLine[] = [];
  return {
    async turn(robotSays) {
      lines.push({ by: 'customer', text: robotSays === '' ? '…' : robotSays });
      const request = { instructions, lines: lines.slice(-mostLines), tools: customerTools, maxTokens: tokensOfTurn };
      const { parts, failure } = await ask(request);
      use.turns += 1;
      use.tokens += parts.reduce((sum, part) => sum + (part.kind === 'used' ? part.tokens : 0), 0);
      const turn = failure ?? turnFrom(parts);
      if (typeof turn === 'string') throw new CodedError('customer-failed', turn, { persona: persona.id });
      lines.push({ by: 'robot', text: told(turn) });
      return turn;
    },
  };
}

function told(turn: CustomerTurn): string {
  if (turn.kind === 'says') return turn.text;
  return turn.kind === 'keys' ? `#${turn.digits}` : '…';
}
