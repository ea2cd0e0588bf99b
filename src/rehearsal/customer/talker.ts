import type { Random } from '../../foundation/random.ts';
import type { Persona } from './persona.ts';
import { fillers } from './phrases.ts';

/** What a customer does when it is his turn. */
export type CustomerTurn =
  | { readonly kind: 'says'; readonly text: string }
  | { readonly kind: 'keys'; readonly digits: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'hangs-up' };

/** Somebody with a mind of his own, and the chance in it. */
export interface Talker {
  readonly persona: Persona;
  readonly random: Random;
}

export function happens({ random }: Talker, chance: number): boolean {
  return random.next() < chance;
}

export function oneOf<T>({ random }: Talker, items: readonly T[]): T | undefined {
  return items[random.int(items.length)];
}

/** Says one of these, the way he talks. */
export function speaks(talker: Talker, lines: readonly string[]): CustomerTurn {
  const line = oneOf(talker, lines) ?? '';
  const filler = happens(talker, talker.persona.manner.fillers) ? (oneOf(talker, fillers) ?? '') : '';
  return { kind: 'says', text: `${filler}${line}` };
}
