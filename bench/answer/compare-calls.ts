import type { CallOutcome } from '../../src/contract/call-outcome.ts';
import { rounded } from '../report.ts';
import type { CalledCase } from './call-cases.ts';
import { isAnswerer, type Judged } from './judge.ts';

/** Of real calls, next to what the same sounds are judged to be. */
export interface CallShares {
  readonly sameOutcome: number;
  readonly sameAnsweredBy: number;
}

const machineOutcomes: Readonly<Record<string, CallOutcome>> = {
  voicemail: 'voicemail',
  assistant: 'voice-assistant',
  screening: 'screened',
  ivr: 'ivr',
  fax: 'fax',
};

/** How a call ends in which that is found: a callee of ours rejects where nothing was told of early media, and hangs up where a person or nobody was found. */
function outcomeOf({ found, label }: Judged): string {
  if (isAnswerer(label)) return machineOutcomes[found] ?? 'no-interaction';
  return found === 'none' ? 'rejected' : found;
}

const answererOf = ({ found, label }: Judged): string => (isAnswerer(label) && found !== 'none' ? found : 'unknown');

/** Call by call; a sentence for each that came out otherwise. */
export function compareCalls(
  judged: readonly Judged[],
  called: readonly CalledCase[],
): { readonly shares: CallShares; readonly differences: readonly string[] } {
  const pairs = judged.map((one, index) => [one, called[index] as CalledCase] as const);
  const share = (same: (pair: (typeof pairs)[number]) => boolean): number =>
    pairs.length === 0 ? 1 : rounded(pairs.filter(same).length / pairs.length, 4);
  const isSame = ([one, call]: (typeof pairs)[number]): boolean => outcomeOf(one) === call.outcome;
  const isSameAnswerer = ([one, call]: (typeof pairs)[number]): boolean => answererOf(one) === call.answeredBy;
  return {
    shares: { sameOutcome: share(isSame), sameAnsweredBy: share(isSameAnswerer) },
    differences: pairs
      .filter((pair) => !isSame(pair) || !isSameAnswerer(pair))
      .map(
        ([one, call]) =>
          `${one.kind}: by sound ${one.found} (${one.reason || 'nothing heard'}), as a call ${call.outcome}, ${call.answeredBy} (${call.reason})`,
      ),
  };
}
