import type { CompiledScript } from '../compiled-script.ts';
import { labelOf, sure, type Match } from '../understand/match-intents.ts';
import { matchOf, type Opinion } from './candidate.ts';

/** The readings as a second opinion leaves them: what it says is meant goes first; where nothing is meant, what was doubtful falls away. */
export function withOpinion(
  script: CompiledScript,
  readings: readonly Match[],
  opinion: Opinion | undefined,
): readonly Match[] {
  if (opinion === undefined) return readings;
  if (opinion === 'none') return readings.filter(({ generic, confidence }) => generic || confidence >= sure);
  const meant = labelOf(opinion);
  if (!script.meanings.some((meaning) => labelOf(meaning) === meant)) return readings;
  return [matchOf(script, opinion), ...readings.filter((match) => labelOf(match) !== meant)];
}
