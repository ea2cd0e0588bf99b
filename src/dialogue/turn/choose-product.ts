import type { ScriptNodeOf } from '../../contract/script-document.ts';
import { recommend, recommendedValues } from '../recommend.ts';
import { clearSlot, fillSlot } from './slots.ts';
import type { Turn } from './turn.ts';

/** Chooses from the product table and keeps what was found; false where nothing fits. */
export function chooseProduct(turn: Turn, node: ScriptNodeOf<'recommend'>): boolean {
  const { memory, script } = turn;
  const found = recommend(script.document, memory, node, node.next ? memory.recommended : []);
  const values = recommendedValues(found, script.document);
  for (const name of ['product', 'id', 'reason', 'price', 'description'] as const) {
    const slot = node.saveTo[name];
    if (slot === undefined) continue;
    if (values[name] === '') clearSlot(turn, slot);
    else fillSlot(turn, slot, values[name], '');
  }
  if (found.kind === 'none') return false;
  const [{ id }] = found.ranked;
  memory.recommended = [...memory.recommended.filter((known) => known !== id), id];
  return true;
}
