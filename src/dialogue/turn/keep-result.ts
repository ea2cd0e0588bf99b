import type { FunctionResult } from '../../contract/live-services.ts';
import { fillSlot } from './slots.ts';
import { addOutcome, type Turn } from './turn.ts';

/** Notes how a function of the program ended, and fills the slots that its values are for. */
export function keepResult(
  turn: Turn,
  { name, saveTo }: { readonly name: string; readonly saveTo: Readonly<Record<string, string>> },
  result: FunctionResult,
): void {
  const ordered = result.ok ? 'ordered' : 'order-failed';
  addOutcome(turn, name === 'create-order' ? ordered : `${name}-${result.ok ? 'ok' : 'failed'}`);
  if (!result.ok) return;
  for (const [from, slot] of Object.entries(saveTo)) {
    const value = result.values[from];
    if (value !== undefined) fillSlot(turn, slot, value, '');
  }
}
