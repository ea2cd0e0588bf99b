/**
 * Trunks, seats and extensions as a tenant defines them: one document, checked, compared and put in force as a whole, every version
 * kept. It places no call, holds no secret (only references to them) and knows nothing of what a line is doing now.
 */
export { applyLines, getLines, linesHistory, type ApplyLinesRequest, type ApplyLinesResult } from './apply-lines.ts';
export { keepWish, keptWishes, type KeptWish } from './kept-wishes-store.ts';
export { diffLines, type LinesChange } from './diff-lines.ts';
export { openLinesSnapshots, type LinesSnapshot, type LinesSnapshots } from './lines-snapshots.ts';
export type { LinesVersion, StoredLines } from './lines-store.ts';
export {
  linesProblemsText,
  readLinesDocument,
  type LinesCheck,
  type LinesProblem,
  type LinesReading,
} from './read-lines-document.ts';
export { resolveSecret, trunkCredentials, type SecretSources } from './secret.ts';
export { chooseTrunks, mayFailOver, type TrunkCandidate, type TrunkChoice, type TrunkNeed } from './choose-trunk.ts';
export { afterProbe, byHealth, healthUnknown, type TrunkHealth } from './trunk-health.ts';
