import { holdConversation, type Conversation, type Surroundings } from '../../rehearsal/index.ts';
import type { CompiledScript } from '../compiled-script.ts';

export { mondayTen } from '../../rehearsal/index.ts';
export type ConverseOptions = Omit<Surroundings, 'startsAt'>;

/** A whole conversation by text, `|` between the customer's lines. */
export function converse(script: CompiledScript, customer: string, options: ConverseOptions = {}): Conversation {
  return holdConversation(script, customer === '' ? [] : customer.split('|'), options);
}
