import { opinionBy, type Advisers } from '../call/index.ts';
import type { Doubt, Opinion } from '../dialogue/index.ts';
import { messageOf } from '../foundation/errors.ts';

/** What came of asking for a second opinion at the terminal, and its line for people. */
export interface AskedOpinion {
  readonly opinion: Opinion | null;
  /** `intent:price`, `none`, or why the first reading stands. */
  readonly told: string;
}

const noneSet = { model: 'no language model is set', likeness: 'no sentence model is set' } as const;

/** Asks whom the script wants asked what doubtful words mean, for as long as a call would wait. */
export async function askOpinion(doubt: Doubt, advisers: Advisers): Promise<AskedOpinion> {
  const adviser = opinionBy(doubt.by, advisers);
  if (adviser === null) return { opinion: null, told: noneSet[doubt.by] };
  const late = AbortSignal.timeout(doubt.budgetMs);
  try {
    const opinion = await adviser.on(doubt, late, () => undefined);
    if (opinion === null) return { opinion, told: 'it named none of the meanings' };
    return { opinion, told: opinion === 'none' ? opinion : `${opinion.of}:${opinion.id}` };
  } catch (error) {
    return { opinion: null, told: late.aborted ? `no answer in ${doubt.budgetMs} ms` : messageOf(error) };
  }
}
